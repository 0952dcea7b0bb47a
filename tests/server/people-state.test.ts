/** How people stand: what the operator is told of programs, keys and push, from what real connections said. */
import type { Element } from 'ltx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseXml } from '../../server/kernel/xml.ts';
import { capsHash } from '../../server/modules/support/capabilities.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const INFO = 'http://jabber.org/protocol/disco#info';
const AXOLOTL = 'eu.siacs.conversations.axolotl';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
  await test.createAccounts('nina', 'otto', 'paul', 'rita', 'olga');
});
afterAll(() => test.stop());

const run = async (name: string, args: object): Promise<unknown> => {
  const spec = test.server.commands().find((one) => one.name === name);
  return spec?.run(spec.args.parse(args));
};

interface State {
  jid: string;
  keys: number;
  lastSeen: number | null;
  programs: Record<string, unknown>[];
}
const stateOf = async (user: string): Promise<State | undefined> =>
  ((await run('people_state', { host: 'test' })) as State[]).find(({ jid }) => jid === `${user}@test`);

interface Said {
  readonly name: string;
  readonly type: string;
  readonly wants?: string;
  readonly software?: string;
  /** Its answer to jabber:iq:version; without one it stays silent. */
  readonly version?: string;
}

/** A program that says what it is (XEP-0115), and answers what it is asked. */
async function program(user: string, resource: string, said: Said) {
  const client = await test.session(user, { resource });
  const feature = said.wants ? `<feature var='${said.wants}+notify'/>` : '';
  const info = `<identity category='client' type='${said.type}' name='${said.name}'/>${feature}${said.software ?? ''}`;
  const ver = capsHash(parseXml(`<query xmlns='${INFO}'>${info}</query>`))!;
  client.send(
    `<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:x' ver='${ver}'/></presence>`,
  );
  const asks = (namespace: string) => (stanza: Element) =>
    stanza.name === 'iq' && stanza.attrs.type === 'get' && stanza.getChild('query', namespace) !== undefined;
  const { attrs } = await client.find(asks(INFO), 'the question what it is');
  client.send(
    `<iq type='result' id='${attrs.id}' to='${attrs.from}'><query xmlns='${INFO}' node='urn:x#${ver}'>${info}</query></iq>`,
  );
  await client.settle();
  /** Answers the one question that comes while somebody looks. */
  const answers = async () => {
    const iq = await client.find(asks('jabber:iq:version'), 'the question for its version');
    client.send(
      `<iq type='result' id='${iq.attrs.id}' to='${iq.attrs.from}'><query xmlns='jabber:iq:version'>${said.version}</query></iq>`,
    );
  };
  return { client, answers };
}

it('a program that encrypts, with its version, what it switched on, and its keys', async () => {
  const { client, answers } = await program('nina', 'desk', {
    ...{ name: 'Gajim', type: 'pc', wants: `${AXOLOTL}.devicelist` },
    version: '<name>Gajim</name><version>1.7.3</version><os>Linux</os>',
  });
  await client.query('set', "<enable xmlns='urn:xmpp:carbons:2'/>");
  await client.query('set', "<query xmlns='urn:xmpp:mam:2'/>");
  await client.query(
    'set',
    `<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='${AXOLOTL}.devicelist'><item id='current'><list xmlns='${AXOLOTL}'><device id='1'/><device id='2'/><device id='2'/></list></item></publish></pubsub>`,
  );
  const [state] = await Promise.all([stateOf('nina'), answers()]);
  expect(state).toEqual({
    jid: 'nina@test',
    keys: 2,
    lastSeen: null,
    programs: [
      {
        ...{ resource: 'desk', name: 'Gajim', version: '1.7.3', os: 'Linux', type: 'pc' },
        ...{ since: expect.any(Number), live: true, inactive: false, omemo: 'yes' },
        ...{ carbons: true, historyAt: expect.any(Number), push: false },
      },
    ],
  });
  // Known by now: looking again asks nobody.
  expect(await stateOf('nina')).toEqual(state);
  await client.settle();
  expect(client.received.filter(({ name }) => name === 'iq')).toEqual([]);
  await client.close();
  const gone = await stateOf('nina');
  expect(gone).toMatchObject({ keys: 2, programs: [] });
  expect(gone?.lastSeen).toBeGreaterThan(Date.now() - 60_000);
});

it('a telephone nobody looks at is not woken by a question; what it said of itself is told', async () => {
  const form =
    "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>" +
    '<field var="software"><value>Monal</value></field><field var="software_version"><value>6.4</value></field><field var="os"><value>iOS</value></field></x>';
  const { client } = await program('otto', 'phone', { name: 'x', type: 'phone', software: form });
  client.send("<inactive xmlns='urn:xmpp:csi:0'/>");
  await client.settle();
  const [one] = (await stateOf('otto'))?.programs ?? [];
  expect(one).toMatchObject({ name: 'Monal', version: '6.4', os: 'iOS', type: 'phone', inactive: true });
  expect(one).toMatchObject({ omemo: 'no' });
  expect(client.received.filter(({ name }) => name === 'iq')).toEqual([]);
  await client.close();
});

it('the same program comes again and is known at once', async () => {
  const said = { name: 'Pidgin', type: 'pc' };
  const { client } = await program('paul', 'first', said);
  await client.close();
  const again = await test.session('paul', { resource: 'again' });
  const ver = capsHash(
    parseXml(`<query xmlns='${INFO}'><identity category='client' type='pc' name='Pidgin'/></query>`),
  );
  again.send(
    `<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:x' ver='${ver}'/></presence><inactive xmlns='urn:xmpp:csi:0'/>`,
  );
  await again.settle();
  expect(again.received.filter(({ name }) => name === 'iq')).toEqual([]);
  expect((await stateOf('paul'))?.programs).toMatchObject([{ name: 'Pidgin', omemo: 'no' }]);
  await again.close();
});

it('who said nothing is unknown, and text of others cannot drive a terminal', async () => {
  const silent = await test.session('rita', { resource: 'raw' });
  silent.send("<presence/><inactive xmlns='urn:xmpp:csi:0'/>");
  await silent.settle();
  expect((await stateOf('rita'))?.programs).toMatchObject([{ name: '', omemo: 'unknown' }]);
  await silent.close();
  const { client, answers } = await program('rita', 'odd', {
    ...{ name: 'Odd', type: 'pc' },
    version: `<name>a\u0085b${'n'.repeat(500)}</name>`,
  });
  const [state] = await Promise.all([stateOf('rita'), answers()]);
  expect(String(state?.programs[0]?.name)).toMatch(/^a bn{97}$/);
  await client.close();
});

it('counts who has messages waiting, and nobody else', async () => {
  const nina = await test.session('nina');
  for (const text of ['one', 'two'])
    nina.send(`<message to='olga@test' type='chat'><body>${text}</body></message>`);
  await nina.settle();
  expect(await run('waiting_messages', { host: 'test' })).toEqual([{ jid: 'olga@test', count: 2 }]);
  await nina.close();
});

it('says so when something of it changes, and whom it is about', async () => {
  const told: string[] = [];
  const stop = test.server.subscribe((event) => {
    if (event.event === 'standing.changed') told.push(event.account);
  });
  const { client } = await program('olga', 'desk', { name: 'Dino', type: 'pc' });
  expect(told).toEqual(['olga@test']);
  await client.query(
    'set',
    `<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='${AXOLOTL}.devicelist'><item id='current'><list xmlns='${AXOLOTL}'><device id='7'/></list></item></publish></pubsub>`,
  );
  expect(told).toEqual(['olga@test', 'olga@test']);
  stop();
  await client.close();
});

it('of accounts of a domain it does not serve it tells nothing', async () => {
  await expect(run('people_state', { host: 'elsewhere.test' })).rejects.toThrow('does not serve');
});
