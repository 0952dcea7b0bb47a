/** BOSH sessions on the wire, XEP-0124: acknowledgements, waiting, pausing, keys, too many requests, and the end from either side. */
import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import type { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseXml } from '../../../server/kernel/xml.ts';
import { ask, type Site, startSite } from './site.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const NS = 'http://jabber.org/protocol/httpbind';
const auth = (name: string) =>
  `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${Buffer.from(`\0${name}\0secret`).toString('base64')}</auth>`;
const BIND =
  "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
const PING = (id: string) =>
  `<iq xmlns='jabber:client' type='get' id='${id}'><ping xmlns='urn:xmpp:ping'/></iq>`;

let site: Site;
let agent: Agent;
beforeAll(async () => {
  site = await startSite();
  await site.createAccounts('nina');
  agent = new Agent({ keepAlive: true });
});
afterAll(async () => {
  agent.destroy();
  await site.stop();
});

type Attrs = Record<string, string | undefined>;

async function post(to: Site, attrs: Attrs, payload = ''): Promise<Element> {
  const all = Object.entries({ xmlns: NS, ...attrs }).filter(([, value]) => value !== undefined);
  const head = all.map(([name, value]) => ` ${name}='${value}'`).join('');
  const { text } = await ask(to, '/http-bind', {
    method: 'POST',
    agent,
    body: `<body${head}>${payload}</body>`,
  });
  return parseXml(text);
}

/** A session that is logged in and bound; `next` sends the next request. */
async function session(more: Attrs = {}, at = site, rid = 1000) {
  const created = await post(at, {
    rid: String(rid),
    to: 'test',
    wait: '60',
    hold: '1',
    ver: '1.6',
    ...more,
  });
  const sid = created.attrs.sid!;
  const it = {
    sid,
    created,
    rid,
    next(attrs: Attrs = {}, payload = ''): Promise<Element> {
      it.rid += 1;
      return post(at, { rid: String(it.rid), sid, ...attrs }, payload);
    },
  };
  if (more.newkey) return it;
  await it.next({}, auth('nina'));
  await it.next({ to: 'test', 'xmlns:xmpp': 'urn:xmpp:xbosh', 'xmpp:restart': 'true' });
  await it.next({}, BIND);
  return it;
}

describe('a session', () => {
  // §9.1: "The connection manager MAY set the 'ack' attribute of any response to the value of the highest 'rid' attribute it has received".
  test('says which requests have come, where another is on its way, to whom wants to know', async () => {
    const nina = await session({ ack: '1' });
    const [older, younger] = [nina.next(), nina.next({}, PING('p'))];
    // The older is answered because the younger has come, and says so.
    const body = await older;
    expect(body.attrs.ack).toBe(String(nina.rid));
    // The answer goes with whichever is there; the younger's own has nothing to add.
    if (!body.getChild('iq')) expect((await younger).attrs.ack).toBeUndefined();
    await nina.next({ type: 'terminate' });
  });

  // §7.1: 'wait' is "the longest time (in seconds) that the connection manager is allowed to wait before responding".
  test('answers when its time is over, with nothing', async () => {
    const nina = await session({ wait: '1' });
    const began = performance.now();
    const { attrs, children } = await nina.next();
    expect([attrs.type, children]).toEqual([undefined, []]);
    // Not at once; how late is the machine's.
    expect(performance.now() - began).toBeGreaterThan(900);
    await nina.next({ type: 'terminate' });
  });

  // §7.2: 'maxpause' is "the maximum length of a temporary session pause (in seconds) that a client can request".
  test('takes no pause longer than it offered: the request is as any other', async () => {
    const nina = await session();
    const [long, other] = [nina.next({ pause: '100000' }), nina.next({}, PING('q'))];
    const body = await long;
    const iq = body.getChild('iq') ?? (await other).getChild('iq');
    expect([body.attrs.type, iq?.attrs.id]).toEqual([undefined, 'q']);
    await nina.next({ type: 'terminate' });
  });

  // §15.5: "if the session lasts long enough that the client arrives at the last key in the sequence K(1) then the client MUST switch
  // to a new key sequence".
  test('goes on with a new sequence of keys', async () => {
    const sequence = (seed: string) => {
      const keys = [seed];
      for (let count = 0; count < 3; count++)
        keys.push(createHash('sha1').update(keys.at(-1)!).digest('hex'));
      return keys;
    };
    const [old, fresh] = [sequence('old'), sequence('fresh')];
    const nina = await session({ newkey: old[3] });
    expect((await nina.next({ key: old[2] }, auth('nina'))).getChild('success')).toBeDefined();
    const restart = { to: 'test', 'xmlns:xmpp': 'urn:xmpp:xbosh', 'xmpp:restart': 'true' };
    expect((await nina.next({ key: old[1], newkey: fresh[3], ...restart })).attrs.type).toBeUndefined();
    expect((await nina.next({ key: fresh[2] }, BIND)).getChild('iq')).toBeDefined();
    // §15.4: the wrong one, or none, is the end.
    expect((await nina.next({}, PING('k'))).attrs.condition).toBe('item-not-found');
  });

  // §16.1 is not claimed: then "it MUST ignore the extra attributes and treat the request as a normal empty request".
  test('has one stream, and ignores what asks for a second', async () => {
    const nina = await session();
    const [second, other] = [nina.next({ to: 'test', 'xml:lang': 'fr' }), nina.next({}, PING('s'))];
    const body = await second;
    const iq = body.getChild('iq') ?? (await other).getChild('iq');
    expect([body.getChild('features'), iq?.attrs.id]).toEqual([undefined, 's']);
    await nina.next({ type: 'terminate' });
  });

  // §13: "The connection manager SHOULD acknowledge the session termination on the oldest connection", and answer all others.
  test('ended by the client answers all that waits', async () => {
    const nina = await session();
    const held = nina.next();
    const last = nina.next({ type: 'terminate' }, "<presence xmlns='jabber:client' type='unavailable'/>");
    const bodies = await Promise.all([held, last]);
    expect(bodies.some(({ attrs }) => attrs.type === 'terminate' && attrs.condition === undefined)).toBe(
      true,
    );
    expect((await nina.next()).attrs.condition).toBe('item-not-found');
  });

  // §17.2: stream errors come in the wrapper, and whoever waits hears of it.
  test('goes with the server, in words', async () => {
    const other = await startSite();
    await other.createAccounts('nina');
    const nina = await session({}, other);
    // The first is answered because the second has come: that one is held.
    const [first, held] = [nina.next(), nina.next()];
    await first;
    const stopped = other.stop();
    const body = await held;
    expect(body.attrs).toMatchObject({ type: 'terminate', condition: 'remote-stream-error' });
    expect(
      body.getChild('error', 'http://etherx.jabber.org/streams')?.getChild('system-shutdown'),
    ).toBeDefined();
    await stopped;
  });
});
