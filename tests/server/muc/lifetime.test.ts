/** Rooms over time: a restart of the server, accounts that go, people who vanish, and what the operator does. */
import type { Element } from 'ltx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const SERVICE = 'conference.test';
const ROOM = `team@${SERVICE}`;
const JOIN = "<x xmlns='http://jabber.org/protocol/muc'/>";
const OWNER = 'http://jabber.org/protocol/muc#owner';

let test: TestServer;
beforeEach(async () => {
  test = await startTestServer();
  await test.createAccounts('nina', 'otto', 'ida');
});
afterEach(() => test.stop());

async function restart(options: TestServerOptions = {}): Promise<void> {
  const { folder } = test;
  await test.stop({ keep: true });
  test = await startTestServer({ folder, ...options });
}

async function device(user: string, resource: string): Promise<RawClient> {
  const client = await test.session(user, { resource });
  client.send('<presence/>');
  return client;
}

const isSelf = ({ name, children }: Element) => name === 'presence' && /code="110"/.test(children.join(''));
const isSubject = (element: Element) =>
  element.name === 'message' && element.getChild('subject') !== undefined && !element.getChild('body');

/** Resolves with all that came until the subject. */
async function enter(client: RawClient, nick: string, room = ROOM): Promise<Element[]> {
  client.send(`<presence to='${room}/${nick}'>${JOIN}</presence>`);
  const came: Element[] = [];
  const next = async () => {
    const element = await client.find(({ attrs }) => attrs.from?.startsWith(room) === true);
    came.push(element);
    return element;
  };
  while (!isSubject(await next()));
  return came;
}

const form = (fields: Record<string, string>) => {
  const all = { FORM_TYPE: 'http://jabber.org/protocol/muc#roomconfig', ...fields };
  const written = Object.entries(all).map(
    ([name, value]) => `<field var='${name}'><value>${value}</value></field>`,
  );
  return `<query xmlns='${OWNER}'><x xmlns='jabber:x:data' type='submit'>${written.join('')}</x></query>`;
};

const PERSISTENT = { 'muc#roomconfig_persistentroom': '1', 'muc#roomconfig_roomname': 'The Team' };
const admin = (items: string) => `<query xmlns='http://jabber.org/protocol/muc#admin'>${items}</query>`;

const run = (name: string, args: Record<string, unknown>) => {
  const spec = test.server.commands().find((one) => one.name === name);
  if (!spec) throw new Error(`no command ${name}`);
  return spec.run(spec.args.parse(args));
};

describe('a restart of the server', () => {
  it('keeps what a persistent room is, who belongs to it, and what was said', async () => {
    const nina = await device('nina', 'phone');
    const pseudonym = (came: Element[]) => came.find(isSelf)?.getChild('occupant-id')?.attrs.id;
    const first = pseudonym(await enter(nina, 'Nina'));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    await nina.query('set', form({ ...PERSISTENT, 'muc#roomconfig_whois': 'moderators' }), ROOM);
    await nina.query('set', admin("<item affiliation='member' jid='otto@test' nick='Otto'/>"), ROOM);
    await nina.query(
      'set',
      admin("<item affiliation='outcast' jid='ida@test'><reason>Noise</reason></item>"),
      ROOM,
    );
    await nina.query('set', "<vCard xmlns='vcard-temp'><FN>Team</FN></vCard>", ROOM);
    nina.send(`<message to='${ROOM}' type='groupchat' id='m1'><body>one</body></message>`);
    nina.send(`<message to='${ROOM}' type='groupchat' id='m2'><subject>Tea</subject></message>`);
    nina.send(`<presence to='passing@${SERVICE}/Nina'>${JOIN}</presence>`);
    const { attrs } = await nina.find(({ attrs }) => attrs.from === `passing@${SERVICE}/Nina`);
    expect(attrs.type).toBeUndefined();
    await nina.settle();
    const before = run('get_room_options', { room: 'team', service: SERVICE });

    await restart();
    expect(run('muc_online_rooms', {})).toEqual([ROOM]);
    expect(run('get_room_options', { room: 'team', service: SERVICE })).toEqual(before);
    expect(run('get_room_affiliations', { room: 'team', service: SERVICE })).toEqual([
      { jid: 'ida@test', affiliation: 'outcast', nick: '', reason: 'Noise' },
      { jid: 'nina@test', affiliation: 'owner', nick: '', reason: '' },
      { jid: 'otto@test', affiliation: 'member', nick: 'Otto', reason: '' },
    ]);
    const again = await device('nina', 'phone');
    const came = await enter(again, 'Nina');
    expect(pseudonym(came)).toBe(first);
    expect(came.map((one) => one.getChildText('body') ?? one.getChildText('subject') ?? one.name)).toEqual([
      'presence',
      'one',
      'Tea',
    ]);
    const card = await again.query('get', "<vCard xmlns='vcard-temp'/>", ROOM);
    expect(card.getChild('vCard')?.getChildText('FN')).toBe('Team');
  });

  it('§11.2: tells who resumes a session that the room does not know it any more', async () => {
    const nina = await device('nina', 'phone');
    nina.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    const enabled = await nina.find(({ name }) => name === 'enabled');
    await enter(nina, 'Nina');
    await nina.query('set', form(PERSISTENT), ROOM);
    await nina.settle();
    nina.destroy();
    await restart();
    const again = await test.login('nina');
    again.send(`<resume xmlns='urn:xmpp:sm:3' previd='${enabled.attrs.id}' h='0'/>`);
    const gone = await again.find(({ name, attrs }) => name === 'presence' && attrs.type === 'unavailable');
    expect(gone.attrs.from).toBe(`${ROOM}/Nina`);
    const codes = gone
      .getChild('x')
      ?.getChildren('status')
      .map(({ attrs }) => attrs.code);
    expect(codes).toEqual(['110', '332']);
  });

  it('lets a room be temporary again', async () => {
    const nina = await device('nina', 'phone');
    await enter(nina, 'Nina');
    await nina.query('set', form(PERSISTENT), ROOM);
    await nina.query('set', form({ 'muc#roomconfig_persistentroom': '0' }), ROOM);
    await restart();
    expect(run('muc_online_rooms', {})).toEqual([]);
  });
});

describe('accounts that are removed', () => {
  it('§10: "Every room MUST have at least one owner": the next in line becomes it', async () => {
    const nina = await device('nina', 'phone');
    await enter(nina, 'Nina');
    await nina.query('set', form(PERSISTENT), ROOM);
    await nina.query('set', admin("<item affiliation='member' jid='otto@test'/>"), ROOM);
    await test.server.accounts.remove(parseJid('nina@test')!);
    expect(run('get_room_affiliations', { room: 'team', service: SERVICE })).toEqual([
      { jid: 'otto@test', affiliation: 'owner', nick: '', reason: '' },
    ]);
  });

  it('and without anybody the room goes, too', async () => {
    const nina = await device('nina', 'phone');
    await enter(nina, 'Nina');
    await nina.query('set', form(PERSISTENT), ROOM);
    await test.server.accounts.remove(parseJid('nina@test')!);
    expect(run('muc_online_rooms', {})).toEqual([]);
  });
});

describe('people who vanish', () => {
  it.each([
    [
      '§18.1.2: a delivery-related error',
      "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
    ],
    [
      'RFC 6121 §8.5.3.2.1',
      "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
    ],
  ])('%s removes the occupant with status 333', async (_, error) => {
    const nina = await device('nina', 'phone');
    const otto = await device('otto', 'desk');
    await enter(nina, 'Nina');
    await nina.query('set', form({}), ROOM);
    await enter(otto, 'Otto');
    otto.send(`<message type='error' to='${ROOM}/Nina'>${error}</message>`);
    const gone = await nina.find(({ attrs }) => attrs.type === 'unavailable');
    expect(String(gone.getChild('x'))).toContain('code="333"');
    const own = await otto.find(({ attrs }) => attrs.type === 'unavailable');
    expect(String(own.getChild('x'))).toContain('code="110"');
  });

  it('another error does not', async () => {
    const nina = await device('nina', 'phone');
    await enter(nina, 'Nina');
    nina.send(
      `<message type='error' to='${ROOM}/Nina'><error type='wait'><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`,
    );
    await nina.settle();
    expect(run('get_room_occupants_number', { room: 'team', service: SERVICE })).toBe(1);
  });
});

describe('what the operator does', () => {
  it('makes a room, changes it, lets people in, and destroys it', async () => {
    const at = { room: 'office', service: SERVICE };
    run('create_room', { room: 'bare', service: SERVICE, host: 'test' });
    expect(run('get_room_affiliation', { room: 'bare', service: SERVICE, jid: 'nina@test' })).toBe('none');
    expect(run('get_room_affiliation', { room: 'bare', service: SERVICE, jid: 'test' })).toBe('owner');
    run('set_room_affiliation', {
      room: 'bare',
      service: SERVICE,
      jid: 'elsewhere.example',
      affiliation: 'outcast',
    });
    expect(
      run('get_room_affiliation', { room: 'bare', service: SERVICE, jid: 'eve@elsewhere.example' }),
    ).toBe('outcast');
    expect(run('create_room', { ...at, owner: 'nina@test' })).toBe(`office@${SERVICE}`);
    expect(() => run('create_room', at)).toThrow('there already');
    expect(run('change_room_option', { ...at, option: 'roomname', value: 'Office' })).toBe('changed');
    expect(() => run('change_room_option', { ...at, option: 'colour', value: 'red' })).toThrow('no option');
    expect(() => run('change_room_option', { ...at, option: 'maxusers', value: '0' })).toThrow('cannot have');
    expect(() =>
      run('create_room_with_opts', { room: 'x', service: SERVICE, host: 'test', options: 'colour:red' }),
    ).toThrow('no option');
    run('create_room_with_opts', {
      room: 'lab',
      service: SERVICE,
      host: 'test',
      options: 'roomname:Lab;membersonly:1',
    });
    expect(run('muc_online_rooms_by_regex', { regex: '^lab' })).toEqual([
      {
        ...{ jid: `lab@${SERVICE}`, name: 'Lab', participants: 0, affiliations: 1 },
        ...{ public: true, persistent: true, membersOnly: true, archive: true },
      },
    ]);
    expect(() => run('muc_online_rooms_by_regex', { regex: '(' })).toThrow('no regular expression');
    expect(run('set_room_affiliation', { ...at, jid: 'otto@test', affiliation: 'member' })).toBe('changed');
    expect(run('get_room_affiliation', { ...at, jid: 'otto@test/desk' })).toBe('member');
    expect(() => run('set_room_affiliation', { ...at, jid: 'nina@test', affiliation: 'none' })).toThrow(
      'one owner',
    );

    const otto = await device('otto', 'desk');
    await enter(otto, 'Otto', `office@${SERVICE}`);
    expect(run('get_room_occupants', at)).toEqual([
      { jid: 'otto@test/desk', nick: 'Otto', role: 'participant' },
    ]);
    expect(run('get_user_rooms', { user: 'otto', host: 'test' })).toEqual([`office@${SERVICE}`]);
    expect(
      run('send_direct_invitation', { ...at, password: 'none', reason: 'Tea', users: 'otto@test' }),
    ).toBe(1);
    const invited = await otto.find((element) => element.getChild('x', 'jabber:x:conference') !== undefined);
    expect(invited.getChild('x')?.attrs).toMatchObject({ jid: `office@${SERVICE}`, reason: 'Tea' });
    expect(run('destroy_room', { ...at, reason: 'moved' })).toBe('destroyed');
    const gone = await otto.find(({ attrs }) => attrs.type === 'unavailable');
    expect(gone.getChild('x')?.getChild('destroy')?.getChildText('reason')).toBe('moved');
    expect(() => run('destroy_room', at)).toThrow('no room');
    expect(() => run('destroy_room', { room: 'office', service: 'test' })).toThrow('no service of rooms');
  });
});

describe('what is too big for everybody to be sent', () => {
  it.each([
    ['presence', `<presence id='big' to='${ROOM}/Nina'><status>${'x'.repeat(10_001)}</status></presence>`],
    [
      'a subject',
      `<message id='big' type='groupchat' to='${ROOM}'><subject>${'x'.repeat(10_001)}</subject></message>`,
    ],
  ])('%s is refused', async (_, stanza) => {
    const nina = await device('nina', 'phone');
    await enter(nina, 'Nina');
    nina.send(stanza);
    const refused = await nina.find(({ attrs }) => attrs.id === 'big');
    expect(refused.getChild('error')?.getChild('policy-violation')).toBeDefined();
  });
});
