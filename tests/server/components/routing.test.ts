/** What goes between components and people, and what becomes of it when a component is not there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'ltx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../../server/config.ts';
import type { RawClient } from '../../support/xmpp-client.ts';
import { type ComponentStage, SECRET, stageWith } from './stage.ts';

let stage: ComponentStage;
let nina: RawClient & { jid: string };
beforeAll(async () => {
  stage = await stageWith({ domains: ['irc.test', 'bot.test'] });
  await stage.test.createAccounts('nina');
  nina = await stage.test.session('nina', { resource: 'desk' });
});
afterAll(() => stage.stop());

const INFO = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
const conditionOf = (stanza: {
  getChild(name: string): { getChildElements(): { name: string }[] } | undefined | null;
}) => stanza.getChild('error')?.getChildElements()[0]?.name;

it('messages, presence and queries both ways, each in the namespace of its stream', async () => {
  const irc = await stage.attach('irc.test');
  nina.send(
    "<message to='#joiners%irc.example.net@irc.test' type='groupchat' id='m1'><body>hello</body></message>",
  );
  const said = await irc.expect();
  expect(said.attrs).toMatchObject({
    from: 'nina@test/desk',
    to: '#joiners%irc.example.net@irc.test',
    id: 'm1',
  });
  expect(said.getNS()).toBe('jabber:component:accept');
  expect(said.getChild('body')?.getNS()).toBe('jabber:component:accept');

  irc.send(
    "<message from='#joiners%irc.example.net@irc.test/otto' to='nina@test/desk' type='groupchat'><body>hello yourself</body>" +
      "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>inside</body></message></forwarded></message>",
  );
  const heard = await nina.expect();
  expect(heard.getNS()).toBe('jabber:client');
  expect(heard.getChildText('body')).toBe('hello yourself');
  expect(heard.getChild('forwarded')?.getChild('message')?.getNS()).toBe('jabber:client');

  nina.send(
    "<presence to='#joiners%irc.example.net@irc.test/nina'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
  );
  expect((await irc.expect()).getChild('x')?.getNS()).toBe('http://jabber.org/protocol/muc');

  nina.send(`<iq type='get' id='i1' to='irc.test'>${INFO}</iq>`);
  const asked = await irc.expect();
  irc.send(`<iq type='result' id='${asked.attrs.id}' from='irc.test' to='${asked.attrs.from}'>${INFO}</iq>`);
  expect((await nina.expect()).attrs).toMatchObject({ type: 'result', id: 'i1', from: 'irc.test' });

  irc.send(`<iq type='get' id='i2' from='irc.test' to='${nina.jid}'><ping xmlns='urn:xmpp:ping'/></iq>`);
  expect((await nina.expect()).getChild('ping')).toBeTruthy();
  nina.send("<iq type='result' id='i2' to='irc.test'/>");
  expect((await irc.expect()).attrs).toMatchObject({ type: 'result', id: 'i2', from: nina.jid });
  await irc.close();
});

it('one that is for people of this server is reached by nobody else', async () => {
  const { router, components } = stage.test.server;
  const irc = await stage.attach('irc.test');
  const bot = await stage.attach('bot.test');
  expect(components.at('bot.test')?.state.at).toBe('attached');
  // As federation hands it over.
  router.route(
    parse(
      "<message xmlns='jabber:client' from='romeo@far.example/x' to='x@bot.test'><body>let me in</body></message>",
    ),
  );
  router.route(
    parse(
      "<message xmlns='jabber:client' from='romeo@far.example/x' to='x@irc.test'><body>hello</body></message>",
    ),
  );
  expect((await irc.expect()).getChildText('body')).toBe('hello');
  irc.send("<message from='x@irc.test' to='x@bot.test'><body>psst</body></message>");
  expect((await bot.expect()).getChildText('body')).toBe('psst');
  await irc.close();
  await bot.close();
});

it('one component reaches another', async () => {
  const [irc, bot] = [await stage.attach('irc.test'), await stage.attach('bot.test')];
  irc.send("<message from='x@irc.test' to='y@bot.test'><body>psst</body></message>");
  expect((await bot.expect()).attrs).toMatchObject({ from: 'x@irc.test', to: 'y@bot.test' });
  await irc.close();
  await bot.close();
});

it('the served domain lists those that are attached, by name', async () => {
  const items = async () =>
    (await nina.query('get', "<query xmlns='http://jabber.org/protocol/disco#items'/>", 'test'))
      .getChild('query')!
      .getChildElements()
      .map(({ attrs }) => `${attrs.jid} ${attrs.name}`);
  expect(await items()).not.toContain('irc.test The irc.test');
  const irc = await stage.attach('irc.test');
  expect(await items()).toContain('irc.test The irc.test');
  expect(await items()).not.toContain('bot.test The bot.test');
  await irc.close();
  expect(await items()).not.toContain('irc.test The irc.test');
});

it('while it is away stanzas come back: later they may arrive', async () => {
  nina.send("<message to='x@irc.test' id='m1'><body>hello</body></message>");
  const bounced = await nina.expect();
  expect(conditionOf(bounced)).toBe('recipient-unavailable');
  expect(bounced.getChild('error')?.attrs.type).toBe('wait');
  const answer = await nina.query('get', INFO, 'irc.test');
  expect(conditionOf(answer)).toBe('recipient-unavailable');
  // Nobody waits for an answer to these.
  nina.send("<presence to='x@irc.test' type='unavailable'/>");
  nina.send("<message to='x@irc.test' type='error'/>");
  await nina.settle();
  expect(nina.received).toEqual([]);
});

it('a stanza handled by the server in the meantime does not wait for a component', async () => {
  const irc = await stage.attach('irc.test');
  irc.destroy();
  // The connection is gone, and the server learns it: from then on, stanzas come back.
  await expect
    .poll(() => stage.test.server.components.at('irc.test')?.state.at, { timeout: 10_000 })
    .toBe('waiting');
  await (await stage.attach('irc.test')).close();
});

it('the command tells which there are and how they are; never their secrets', async () => {
  const irc = await stage.attach('irc.test');
  await irc.settle();
  const command = stage.test.server.commands().find(({ name }) => name === 'components')!;
  const answer = await command.run({});
  expect(answer).toEqual([
    expect.objectContaining({
      domain: 'irc.test',
      host: 'test',
      name: 'The irc.test',
      state: { at: 'attached', since: expect.any(Number), address: '127.0.0.1' },
    }),
    expect.objectContaining({ domain: 'bot.test', state: expect.objectContaining({ at: 'waiting' }) }),
  ]);
  expect(JSON.stringify(answer)).not.toContain(SECRET);
  expect(command.text?.(answer)).toMatch(
    /^irc\.test \(test\): attached since 20.*from 127\.0\.0\.1; \d+ stanzas from it, \d+ to it\nbot\.test/,
  );
  await irc.close();
});

it('comings and goings are told to whoever listens', async () => {
  const told: string[] = [];
  const stop = stage.test.server.subscribe((event) => {
    if (event.event === 'component.changed') told.push(event.component);
  });
  await (await stage.attach('irc.test')).close();
  stop();
  expect(told).toEqual(['irc.test', 'irc.test']);
});

it('a reload brings and sends away components; who stays does not notice', async () => {
  const { test } = stage;
  const secret = join(stage.folder, 'secret');
  const [irc, bot] = [await stage.attach('irc.test'), await stage.attach('bot.test')];
  const reloadWith = (components: Record<string, unknown>) => {
    const { file } = test;
    const given = { ...JSON.parse(JSON.stringify(readConfig())), components };
    writeFileSync(file, JSON.stringify(given));
    const parsed = parseConfig(JSON.stringify(given), file);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(test.server.reload(parsed.config)).toEqual([]);
  };
  const readConfig = () => ({
    data: 'data',
    hosts: { test: { certificate: { chain: 'server.pem', key: 'server.key' } } },
    limits: 'off',
  });
  reloadWith({ 'irc.test': { secret }, 'new.test': { secret } });
  const gone = await bot.expect();
  expect(gone.getChildElements()[0]?.name).toBe('host-gone');
  await bot.closed();
  await irc.settle();
  await (await stage.attach('new.test')).close();
  reloadWith({ 'irc.test': { secret }, 'bot.test': { secret } });
  await irc.settle();
  await irc.close();
});

it('one component reading nothing costs its own connection, and a quiet session does not notice', async () => {
  const irc = await stage.attach('irc.test');
  irc.socket.pause();
  const body = 'x'.repeat(60_000);
  for (let sent = 0; sent < 400; sent += 1)
    nina.send(`<message to='a@irc.test'><body>${body}</body></message>`);
  const before = performance.now();
  await nina.settle();
  expect(performance.now() - before).toBeLessThan(5000);
  irc.destroy();
});
