/** What one other server can make us keep: devices, capabilities, requests; and what it cannot make us say. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import { createVisitors } from '../../../server/modules/caps/visitors.ts';
import { attachRemote, type RemoteServer } from '../../support/script-remote.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const PUBSUB = 'http://jabber.org/protocol/pubsub';
const jid = (text: string) => parseJid(text)!;

describe('devices whose capabilities are remembered', () => {
  const nina = jid('nina@test');
  const visitor = { node: 'x', wanted: [] };
  const make = () => createVisitors({ all: 4, server: 2 });

  test('so many of one server, so many of all', () => {
    const visitors = make();
    const come = (...addresses: string[]) => addresses.map((one) => visitors.set(nina, jid(one), visitor));
    expect(come('a@one.example/x', 'b@one.example/x', 'c@one.example/x')).toEqual([true, true, false]);
    expect(come('a@two.example/x', 'a@three.example/x', 'a@four.example/x')).toEqual([true, true, false]);
    // Who is known may say something else.
    expect(come('a@one.example/x')).toEqual([true]);
  });

  test('forgotten one by one, or all of an address; then there is room', () => {
    const visitors = make();
    for (const one of ['a@one.example/x', 'a@one.example/y']) visitors.set(nina, jid(one), visitor);
    expect(visitors.forget(nina, jid('a@one.example/z')).map(String)).toEqual([]);
    expect(visitors.forget(nina, jid('a@one.example/x')).map(String)).toEqual(['a@one.example/x']);
    expect(visitors.set(nina, jid('b@one.example/x'), visitor)).toBe(true);
    expect(visitors.forget(nina, jid('a@one.example')).map(String)).toEqual(['a@one.example/y']);
    expect(visitors.get(nina, jid('b@one.example/x'))).toBe(visitor);
    expect(visitors.set(nina, jid('c@one.example/x'), visitor)).toBe(true);
  });
});

describe('over the wire', () => {
  let server: TestServer;
  let one: RemoteServer;
  let two: RemoteServer;

  beforeAll(async () => {
    server = await startTestServer({ config: { limits: {}, modules: { pubsub: { maxSubscriptions: 4 } } } });
    await server.createAccounts('nina');
    one = attachRemote('one.example', server);
    two = attachRemote('two.example', server);
  });
  afterAll(async () => {
    one?.close();
    two?.close();
    await server?.stop();
  });

  const request = (from: string) => `<presence type='subscribe' id='s' from='${from}' to='nina@test'/>`;

  test('requests of one server’s people do not take the place of others’', async () => {
    for (let index = 0; index < 100; index++) one.send(request(`p${index}@one.example`));
    await one.settle();
    expect(one.received).toEqual([]);
    one.send(request('p100@one.example'));
    expect(String(await one.next('a refusal'))).toContain('<resource-constraint ');
    // Those who wait may ask again, and others ask.
    one.send(request('p0@one.example'));
    two.send(request('p@two.example'));
    await one.settle();
    await two.settle();
    expect([one.received, two.received]).toEqual([[], []]);
  });

  test('subscriptions of one server’s people are half of a node’s', async () => {
    const news = await server.session('nina', { resource: 'desk' });
    await news.query('set', `<pubsub xmlns='${PUBSUB}'><create node='news'/></pubsub>`, 'pubsub.test');
    const subscribe = (who: string) =>
      `<iq type='set' id='s' from='${who}/x' to='pubsub.test'><pubsub xmlns='${PUBSUB}'><subscribe node='news' jid='${who}'/></pubsub></iq>`;
    const answers: string[] = [];
    for (const who of ['a@one.example', 'b@one.example', 'c@one.example']) {
      one.send(subscribe(who));
      answers.push((await one.next('an answer')).toString());
    }
    two.send(subscribe('a@two.example'));
    answers.push((await two.next('an answer')).toString());
    expect(
      answers.map((text) => /subscription="subscribed"|<too-many-subscriptions/.exec(text)?.[0]),
    ).toEqual([
      ...['subscription="subscribed"', 'subscription="subscribed"', '<too-many-subscriptions'],
      'subscription="subscribed"',
    ]);
  });

  test('50 questions about capabilities wait for answers, no more', async () => {
    const nina = await server.session('nina', { resource: 'phone' });
    nina.send('<presence/>');
    nina.send("<presence to='a@two.example' type='subscribed'/>");
    await nina.settle();
    two.send(request('a@two.example'));
    for (let index = 0; index < 60; index++)
      two.send(
        `<presence from='a@two.example/r${index}' to='nina@test'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' ` +
          `node='urn:x' ver='v${index}'/></presence>`,
      );
    await two.settle();
    const questions = two.received.filter(({ name }) => name === 'iq');
    expect(questions).toHaveLength(50);
    expect(new Set(questions.map(({ attrs }) => attrs.from))).toEqual(new Set(['nina@test']));
  });
});
