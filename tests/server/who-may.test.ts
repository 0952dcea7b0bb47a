/** Who may do what on a server of several domains: administrators of another one, guests, and those a service is not for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

const COMMANDS = 'http://jabber.org/protocol/commands';
const MUC = 'http://jabber.org/protocol/muc';
const PS = 'http://jabber.org/protocol/pubsub';
const INVITE = 'urn:xmpp:invite#invite';
const certificate = { chain: 'server.pem', key: 'server.key' };

let test: TestServer;
/** Administrator of `one` and of nothing else. */
let anna: RawClient;
let paul: RawClient;
let guest: RawClient;

beforeAll(async () => {
  test = await startTestServer({
    hosts: ['one.test', 'two.test', 'guests.test'],
    config: {
      hosts: {
        'one.test': { certificate, admins: ['anna@one.test'] },
        'two.test': { certificate, admins: ['paul@two.test'] },
        'guests.test': { certificate, anonymous: true },
      },
      modules: { muc: { access: { allow: ['all'], deny: ['guests.test'] } } },
    },
  });
  const { accounts } = test.server;
  await accounts.create('anna', 'one.test', 'secret');
  await accounts.create('paul', 'two.test', 'secret');
  anna = await test.session('anna', { host: 'one.test' });
  paul = await test.session('paul', { host: 'two.test' });
  guest = await comeAsGuest();
  paul.send(`<presence to='team@conference.two.test/Paul'><x xmlns='${MUC}'/></presence>`);
  await paul.query(
    'set',
    `<query xmlns='${MUC}#owner'><x xmlns='jabber:x:data' type='submit'/></query>`,
    ROOM,
  );
  await paul.query('set', `<pubsub xmlns='${PS}'><create node='news'/></pubsub>`, 'pubsub.two.test');
});
afterAll(() => test.stop());

const ROOM = 'team@conference.two.test';

async function comeAsGuest(): Promise<RawClient> {
  const client = await test.connect({ host: 'guests.test' });
  await client.openStream();
  client.send(
    "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='ANONYMOUS'><bind xmlns='urn:xmpp:bind:0'/></authenticate>",
  );
  await client.find(({ name }) => name === 'success');
  return client;
}

/** `result`, or the condition of the error. */
async function ask(client: RawClient, type: 'get' | 'set', payload: string, to: string): Promise<string> {
  const answer = await client.query(type, payload, to);
  return answer.getChild('error')?.getChildElements()[0]?.name ?? answer.attrs.type!;
}

const command = (node: string) => `<command xmlns='${COMMANDS}' node='${node}'/>`;
const join = async (client: RawClient, room: string) => {
  client.send(`<presence to='${room}/x'><x xmlns='${MUC}'/></presence>`);
  const answer = await client.find(({ name, attrs }) => name === 'presence' && attrs.from === `${room}/x`);
  return answer.getChild('error')?.getChildElements()[0]?.name ?? 'in';
};

describe('who administers one domain of several', () => {
  it.each([
    ['configures no room of another', 'get', `<query xmlns='${MUC}#owner'/>`, ROOM, 'forbidden'],
    [
      'owns no node of another',
      'get',
      `<pubsub xmlns='${PS}#owner'><configure node='news'/></pubsub>`,
      'pubsub.two.test',
      'forbidden',
    ],
    ['has no commands of another', 'set', command('chatelaine#list_reports'), 'two.test', 'forbidden'],
    ['has those of the own', 'set', command('chatelaine#list_reports'), 'one.test', 'result'],
    // A service, or the domain of a team, can be anybody's.
    ['makes no rooms by command', 'set', command('chatelaine#create_room'), 'one.test', 'forbidden'],
    ['adds nobody to teams by command', 'set', command('chatelaine#add_to_team'), 'one.test', 'forbidden'],
    ['nor by its other name', 'set', command('chatelaine#srg_user_add'), 'one.test', 'forbidden'],
  ] as const)('%s', async (_, type, payload, to, expected) => {
    expect(await ask(anna, type, payload, to)).toBe(expected);
  });

  it('still owns what is at the own domain', async () => {
    expect(await ask(paul, 'get', `<query xmlns='${MUC}#owner'/>`, ROOM)).toBe('result');
  });
});

describe('guests', () => {
  it('have no passwords for the relay of calls: each would have a person’s share of it', async () => {
    const services = "<services xmlns='urn:xmpp:extdisco:2'/>";
    expect(await ask(guest, 'get', services, 'guests.test')).toBe('forbidden');
    expect(await ask(anna, 'get', services, 'one.test')).toBe('result');
  });

  it('invite nobody: that is for people with an account', async () => {
    expect(await ask(guest, 'set', command(INVITE), 'guests.test')).toBe('forbidden');
    expect(await ask(anna, 'set', command(INVITE), 'one.test')).toBe('result');
  });

  it.each([
    ['the archive', 'set', "<query xmlns='urn:xmpp:mam:2'/>", ROOM, 'item-not-found'],
    ['a room', 'get', "<query xmlns='http://jabber.org/protocol/disco#info'/>", ROOM, 'item-not-found'],
    [
      'the list',
      'get',
      "<query xmlns='http://jabber.org/protocol/disco#items'/>",
      'conference.two.test',
      'forbidden',
    ],
    [
      'the search',
      'get',
      "<search xmlns='urn:xmpp:channel-search:0:search'/>",
      'conference.two.test',
      'forbidden',
    ],
  ] as const)('whom the rooms are not for learn nothing of %s', async (_, type, payload, to, expected) => {
    expect(await ask(guest, type, payload, to)).toBe(expected);
    expect(await ask(anna, type, payload, to)).toBe('result');
  });

  it('make no rooms: `local` is who has an account', async () => {
    const config = { ...test.config, modules: {} };
    expect(test.server.reload(config)).toEqual([]);
    expect(await join(guest, 'cave@conference.two.test')).toBe('not-allowed');
    expect(await join(anna, 'cave@conference.two.test')).toBe('in');
  });
});

it('shows itself to no more addresses than can be written down with each change', async () => {
  const resource = (n: number) => `${n}-`.padEnd(1000, 'x');
  for (let n = 0; n < 110; n++) anna.send(`<presence id='d${n}' to='nobody@two.test/${resource(n)}'/>`);
  const refused = await anna.find(({ name, attrs }) => name === 'presence' && attrs.type === 'error');
  expect(refused.getChild('error')?.getChildElements()[0]?.name).toBe('resource-constraint');
});
