/** What one room may hold, whoever adds to it, and that nobody stays in one who has gone. Small bounds. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Jid, parseJid } from '../../../server/kernel/jid.ts';
import type { Session } from '../../../server/kernel/session.ts';
import { parseXml } from '../../../server/kernel/xml.ts';
import { roomConfig } from '../../../server/modules/muc/config.ts';
import { newRoom, type Room } from '../../../server/modules/muc/room.ts';
import { createMucService, type ServiceParts } from '../../../server/modules/muc/service.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const ROOM = 'team@conference.test';
const MUC = 'http://jabber.org/protocol/muc';
const HATS = 'urn:xmpp:hats:commands';
const JOIN = `<x xmlns='${MUC}'/>`;

let test: TestServer;
let nina: RawClient;
let otto: RawClient;

const options: TestServerOptions = {
  config: { modules: { muc: { maxAffiliations: 3, preloadRooms: false } } },
};

beforeEach(async () => {
  test = await startTestServer(options);
  await test.createAccounts('nina', 'otto', 'ida');
  nina = await test.session('nina', { resource: 'desk' });
  otto = await test.session('otto', { resource: 'desk' });
});
afterEach(() => test.stop());

const ofSelf = ({ name, children }: { name: string; children: unknown[] }) =>
  name === 'presence' && /code="110"/.test(children.join(''));

async function enter(client: RawClient, nick: string): Promise<string[]> {
  client.send(`<presence to='${ROOM}/${nick}'>${JOIN}</presence>`);
  const present: string[] = [];
  for (;;) {
    const element = await client.find(({ attrs }) => attrs.from?.startsWith(ROOM) === true);
    if (element.name === 'presence') present.push(element.attrs.from!.slice(ROOM.length + 1));
    if (ofSelf(element)) return present;
  }
}

async function ask(client: RawClient, payload: string): Promise<string> {
  const answer = await client.query('set', payload, ROOM);
  return answer.getChild('error')?.getChildElements()[0]?.name ?? answer.attrs.type!;
}

const configure = (fields: Record<string, string | string[]>) => {
  const all = { FORM_TYPE: `${MUC}#roomconfig`, ...fields };
  const written = Object.entries(all).map(
    ([name, given]) =>
      `<field var='${name}'>${[given]
        .flat()
        .map((value) => `<value>${value}</value>`)
        .join('')}</field>`,
  );
  return `<query xmlns='${MUC}#owner'><x xmlns='jabber:x:data' type='submit'>${written.join('')}</x></query>`;
};
const MEMBERS_ONLY = { 'muc#roomconfig_membersonly': '1', 'muc#roomconfig_persistentroom': '1' };

/** The condition of the error a message comes back with; `undefined` once something sent later is answered. */
async function invite(client: RawClient, ...people: string[]): Promise<string | undefined> {
  const invitations = people.map((jid) => `<invite to='${jid}'/>`).join('');
  client.send(`<message to='${ROOM}' id='i'><x xmlns='${MUC}#user'>${invitations}</x></message>`);
  client.send(`<iq type='get' id='after' to='${ROOM}'><ping xmlns='urn:xmpp:ping'/></iq>`);
  const first = await client.find(({ attrs }) => attrs.id === 'i' || attrs.id === 'after');
  return first.getChild('error')?.getChildElements()[0]?.name;
}

describe('the lists of a room', () => {
  beforeEach(async () => {
    await enter(nina, 'Nina');
  });

  it('are full for those who are invited, too', async () => {
    await ask(nina, configure(MEMBERS_ONLY));
    expect(await invite(nina, 'a@elsewhere.test', 'b@elsewhere.test', 'c@elsewhere.test')).toBe(
      'resource-constraint',
    );
    expect(await invite(nina, 'a@elsewhere.test', 'b@elsewhere.test')).toBeUndefined();
  });

  it('and for those an owner names in the configuration', async () => {
    const admins = ['a@elsewhere.test', 'b@elsewhere.test', 'c@elsewhere.test'];
    expect(await ask(nina, configure({ 'muc#roomconfig_roomadmins': admins }))).toBe('resource-constraint');
    expect(await ask(nina, configure({ 'muc#roomconfig_roomadmins': admins.slice(1) }))).toBe('result');
  });

  it('and for those who register', async () => {
    const admins = ['a@elsewhere.test', 'b@elsewhere.test'];
    await ask(nina, configure({ 'muc#roomconfig_roomadmins': admins }));
    const form =
      `<field var='FORM_TYPE'><value>${MUC}#register</value></field>` +
      "<field var='muc#register_roomnick'><value>Otto</value></field>";
    const register = `<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>${form}</x></query>`;
    expect(await ask(otto, register)).toBe('resource-constraint');
  });

  it('of who wears a hat', async () => {
    await ask(nina, configure({}));
    const command = (name: string, fields: Record<string, string>) =>
      `<command xmlns='http://jabber.org/protocol/commands' node='${HATS}:${name}'><x xmlns='jabber:x:data' type='submit'>${Object.entries(
        fields,
      )
        .map(([field, value]) => `<field var='${field}'><value>${value}</value></field>`)
        .join('')}</x></command>`;
    await ask(nina, command('create', { 'hats#title': 'Hat', 'hats#uri': 'urn:hat' }));
    const wear = (jid: string) => ask(nina, command('assign', { 'hats#jid': jid, 'hats#uri': 'urn:hat' }));
    const found = new Set<string>();
    for (let n = 0; n < 500; n++) found.add(await wear(`p${n}@elsewhere.test`));
    expect([...found]).toEqual(['result']);
    expect(await wear('more@elsewhere.test')).toBe('resource-constraint');
    expect(await wear('p1@elsewhere.test')).toBe('result');
  });
});

it('there are no more rooms than there may be, whoever owns them by now', async () => {
  const { folder } = test;
  await test.stop({ keep: true });
  test = await startTestServer({ folder, config: { limits: {}, modules: { muc: { maxRooms: 2 } } } });
  nina = await test.session('nina');
  const found = (name: string) => {
    nina.send(`<presence to='${name}@conference.test/Nina'>${JOIN}</presence>`);
    return nina.find(({ attrs }) => attrs.from?.startsWith(`${name}@`) === true);
  };
  expect([(await found('a')).attrs.type, (await found('b')).attrs.type]).toEqual([undefined, undefined]);
  const refused = await found('c');
  expect(refused.getChild('error')?.getChildElements()[0]?.name).toBe('resource-constraint');
});

describe('strangers', () => {
  beforeEach(async () => {
    await enter(nina, 'Nina');
    await ask(nina, configure({ ...MEMBERS_ONLY, 'muc#roomconfig_publicroom': '0' }));
  });
  const item = (nick: string) => `<query xmlns='${MUC}#admin'><item nick='${nick}' role='none'/></query>`;

  it('learn no nicknames from refusals', async () => {
    expect([await ask(otto, item('Nina')), await ask(otto, item('Nobody'))]).toEqual([
      'forbidden',
      'forbidden',
    ]);
  });

  it('reach nobody through a room by declining what nobody sent', async () => {
    const ida = await test.session('ida');
    ida.send('<presence/>');
    const decline = (to: string) =>
      `<message to='${ROOM}'><x xmlns='${MUC}#user'><decline to='${to}'><reason>${to}</reason></decline></x></message>`;
    otto.send(decline('ida@test'));
    otto.send(decline('nina@test'));
    nina.send('<presence/>');
    const came = await nina.find(
      ({ name, children }) => name === 'message' && /decline/.test(children.join('')),
    );
    expect(came.toString()).toContain('nina@test');
    otto.send("<message to='ida@test' type='chat' id='last'><body>hello</body></message>");
    const next = await ida.find(({ name }) => name === 'message');
    expect(next.attrs.id).toBe('last');
  });

  it('ask the admins once', async () => {
    const form =
      `<field var='FORM_TYPE'><value>${MUC}#register</value></field>` +
      "<field var='muc#register_roomnick'><value>Otto</value></field>";
    const register = `<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>${form}</x></query>`;
    nina.send('<presence/>');
    for (let n = 0; n < 3; n++) expect(await ask(otto, register)).toBe('result');
    otto.send("<message to='nina@test' type='chat' id='last'><body>hello</body></message>");
    const asked: boolean[] = [];
    for (let id: string | undefined; id !== 'last'; ) {
      const message = await nina.find(({ name }) => name === 'message');
      id = message.attrs.id;
      asked.push(/register_allow/.test(message.toString()));
    }
    expect(asked.filter(Boolean)).toHaveLength(1);
  });
});

describe('a room that has to read its history first', () => {
  const from = parseJid('nina@test/desk')!;
  const to = parseJid(`${ROOM}/Nina`)!;

  /** How often somebody came in, whose session or room is `changed` while the history is being read. */
  async function comeLate(
    changed: (what: {
      session: { status: string };
      rooms: Map<string, Room>;
      say: (presence: string) => void;
    }) => void,
  ) {
    const room = newRoom(to.bare, 'test', roomConfig.parse({}), 0);
    const session = { status: 'live' };
    const rooms = new Map([[ROOM, room]]);
    const history = Promise.withResolvers<void>();
    let runs = 0;
    const service = createMucService({
      rooms: {
        get: (jid: Jid) => rooms.get(jid.bare.toString()),
        awake: () => history.promise,
        run: () => void runs++,
      },
      founding: { rightsOf: () => ({ use: true }), refuseCrowd: () => {} },
      throttle: () => undefined,
    } as unknown as ServiceParts);
    const say = (presence: string) =>
      void service.receive({
        stanza: parseXml(`<presence xmlns='jabber:client' from='${from}' to='${to}' ${presence}</presence>`),
        ...{ from, to, host: 'test', session: session as Session },
      });
    say(`>${JOIN}`);
    changed({ session, rooms, say });
    history.resolve();
    await history.promise;
    return runs;
  }

  it('lets in who waited', async () => {
    expect(await comeLate(() => {})).toBe(1);
  });
  it('does not let in who has gone meanwhile: nobody would say so any more', async () => {
    expect(await comeLate(({ session }) => Object.assign(session, { status: 'ended' }))).toBe(0);
  });
  it('does not let in who has said goodbye meanwhile: for people of other servers there is no session to look at', async () => {
    expect(await comeLate(({ say }) => say("type='unavailable'>"))).toBe(0);
  });
  it('is not entered when it has been destroyed meanwhile', async () => {
    expect(await comeLate(({ rooms }) => rooms.clear())).toBe(0);
  });
});
