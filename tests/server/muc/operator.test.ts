/** What the operator sees of rooms and does with them from outside: overview.ts, operator.ts. */
import type { Element } from 'ltx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const SERVICE = 'conference.test';
const at = { room: 'team', service: SERVICE };
const ROOM = `team@${SERVICE}`;

let test: TestServer;
beforeEach(async () => {
  test = await startTestServer({ admins: ['ida@test'] });
  await test.createAccounts('nina', 'otto', 'ida');
});
afterEach(() => test.stop());

async function command(name: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const spec = test.server.commands().find((one) => one.name === name);
  if (!spec) throw new Error(`no command ${name}`);
  return spec.run(spec.args.parse(args));
}

async function device(user: string): Promise<RawClient> {
  const client = await test.session(user, { resource: 'desk' });
  client.send('<presence/>');
  await client.settle();
  return client;
}

async function enter(client: RawClient, nick: string): Promise<void> {
  client.send(`<presence to='${ROOM}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  await client.find((element) => element.name === 'message' && element.getChild('subject') !== undefined);
}

const said = (body: string) => (element: Element) => element.getChildText('body') === body;
const refused = (code: string) => ({ code });

describe('a room that the operator makes', () => {
  const wish = {
    ...at,
    owner: 'ida@test',
    topic: 'Friday',
    options: ['muc#roomconfig_roomname=The Team; and = friends', 'membersonly=1'],
    members: ['nina@test'],
  };

  it('is there whole: options, topic, people; those who belong to it are invited', async () => {
    const nina = await device('nina');
    expect(await command('found_room', wish)).toBe(ROOM);
    const invitation = await nina.find((element) => element.attrs.from === ROOM);
    // XEP-0045 §9.5: "the service SHOULD send an invitation to any user who has been added to the member list of a members-only room".
    expect(invitation.getChild('x')?.getChild('invite')?.attrs.from).toBe('ida@test');
    expect(await command('room_info', at)).toMatchObject({
      ...{ jid: ROOM, name: 'The Team; and = friends', topic: 'Friday', membersOnly: true, persistent: true },
      ...{ archive: true, protected: false, password: '', members: 2, people: 0, occupants: [] },
      affiliations: [
        { jid: 'ida@test', affiliation: 'owner', reason: '' },
        { jid: 'nina@test', affiliation: 'member', reason: '' },
      ],
      options: { 'muc#roomconfig_membersonly': '1' },
    });
    expect(await command('rooms_info', { host: 'test' })).toMatchObject({
      service: SERVICE,
      rooms: [{ jid: ROOM, members: 2, people: 0, lastMessageAt: expect.any(Number) }],
    });
  });

  it.each([
    ['a name that cannot be', { room: 'a b@c' }, 'name.not-allowed'],
    ['a domain without rooms', { service: 'test' }, 'host.unknown'],
    ['somebody who is no address', { members: ['a@b@c'] }, 'arguments.invalid'],
    ['an option that is no pair', { options: ['membersonly'] }, 'arguments.invalid'],
    ['an option that is not there', { options: ['colour=red'] }, 'refused'],
    ['a value that cannot be', { options: ['membersonly=perhaps'] }, 'refused'],
  ])('%s is refused, and nothing is made', async (_, wrong, code) => {
    await expect(command('found_room', { ...wish, ...wrong })).rejects.toMatchObject(refused(code));
    expect(await command('rooms_info', { host: 'test' })).toMatchObject({ rooms: [] });
  });

  it('is not made twice', async () => {
    await command('found_room', wish);
    await expect(command('found_room', wish)).rejects.toMatchObject(refused('item.exists'));
  });
});

describe('a room that is there', () => {
  beforeEach(() => command('found_room', { ...at, owner: 'ida@test' }));

  it('changes all options that are given, or none', async () => {
    await expect(
      command('configure_room', { ...at, options: ['roomname=Changed', 'membersonly=perhaps'] }),
    ).rejects.toMatchObject(refused('refused'));
    expect(await command('room_info', at)).toMatchObject({ name: '' });
    await command('configure_room', { ...at, options: ['roomname=Changed', 'roomsecret=tea'] });
    expect(await command('room_info', at)).toMatchObject({
      name: 'Changed',
      protected: true,
      password: 'tea',
    });
    await command('configure_room', { ...at, options: ['roomsecret='] });
    expect(await command('room_info', at)).toMatchObject({ name: 'Changed', protected: false });
  });

  it('tells its topic to who is there and who comes', async () => {
    const nina = await device('nina');
    await enter(nina, 'Nina');
    await command('set_room_topic', { ...at, topic: 'Cake' });
    const told = await nina.find((element) => element.getChildText('subject') === 'Cake');
    expect(told.attrs).toMatchObject({ from: ROOM, type: 'groupchat' });
    expect(await command('room_info', at)).toMatchObject({ topic: 'Cake' });
  });

  it('gives and takes what people may, and tells them; its last owner stays', async () => {
    const otto = await device('otto');
    await command('set_room_person', { ...at, jid: 'otto@test', affiliation: 'admin' });
    const invited = await otto.find((element) => element.attrs.from === ROOM);
    expect(invited.getChild('x')?.getChild('invite')).toBeDefined();
    await enter(otto, 'Otto');
    expect(await command('room_info', at)).toMatchObject({
      people: 1,
      occupants: [{ nick: 'Otto', jid: 'otto@test', role: 'moderator', devices: ['desk'] }],
    });
    await command('set_room_person', { ...at, jid: 'otto@test', affiliation: 'outcast', reason: 'rude' });
    // XEP-0045 §9.1: "The service MUST also remove any banned users who are in the room by sending a presence stanza of type
    // "unavailable" to each banned occupant, including status code 301 in the extended presence information".
    const gone = await otto.find(({ attrs }) => attrs.type === 'unavailable');
    expect(String(gone)).toContain('code="301"');
    expect(gone.getChild('x')?.getChild('item')?.getChildText('reason')).toBe('rude');
    expect(await command('room_info', at)).toMatchObject({
      people: 0,
      affiliations: [{ jid: 'ida@test' }, { jid: 'otto@test', affiliation: 'outcast', reason: 'rude' }],
    });
    expect(await command('set_room_person', { ...at, jid: 'ida@test', affiliation: 'owner' })).toBe(
      'unchanged',
    );
    await expect(
      command('set_room_person', { ...at, jid: 'ida@test', affiliation: 'none' }),
    ).rejects.toMatchObject(refused('owner.last'));
  });

  it('shows somebody out by nickname', async () => {
    const nina = await device('nina');
    await enter(nina, 'Nina');
    await command('kick_from_room', { ...at, nick: 'Nina', reason: 'break' });
    const gone = await nina.find(({ attrs }) => attrs.type === 'unavailable');
    // XEP-0045 §8.2: "including status code 307 in the extended presence information".
    expect(String(gone)).toContain('code="307"');
    await expect(command('kick_from_room', { ...at, nick: 'Nina' })).rejects.toMatchObject(
      refused('item.unknown'),
    );
  });

  it('shows what was said last, and takes a message back for everybody', async () => {
    const nina = await device('nina');
    await enter(nina, 'Nina');
    for (const body of ['one', 'two', 'three']) {
      nina.send(`<message type='groupchat' to='${ROOM}'><body>${body}</body></message>`);
      await nina.find(said(body));
    }
    type Page = { messages: { id: string; text: string }[]; oldest: string; more: boolean };
    const last = (await command('room_messages', { ...at, max: 2 })) as Page;
    expect(last).toMatchObject({
      messages: [
        { text: 'two', nick: 'Nina', author: 'nina@test', kind: 'text' },
        { text: 'three', nick: 'Nina', author: 'nina@test', kind: 'text' },
      ],
      more: true,
    });
    expect(await command('room_messages', { ...at, before: last.oldest })).toMatchObject({
      messages: [{ text: 'one' }],
      more: false,
    });
    const id = last.messages[0]?.id;
    await command('take_back_message', { ...at, id, reason: 'private' });
    const told = await nina.find((element) => element.getChild('retract') !== undefined);
    // XEP-0425 §5: "only moderation messages […] received from the MUC service itself are legitimate".
    expect(told.attrs.from).toBe(ROOM);
    expect(told.getChild('retract')?.attrs.id).toBe(id);
    expect(told.getChild('retract')?.getChild('moderated')?.attrs.by).toBe(ROOM);
    expect(await command('room_messages', at)).toMatchObject({
      messages: [{ text: 'one' }, { id, kind: 'taken-back', text: '', reason: 'private' }, { text: 'three' }],
    });
    await expect(command('take_back_message', { ...at, id })).rejects.toMatchObject(refused('item.unknown'));
  });

  it('without an archive shows what it remembers, with nobody’s address', async () => {
    await command('configure_room', { ...at, options: ['enablearchiving=0'] });
    const nina = await device('nina');
    await enter(nina, 'Nina');
    nina.send(`<message type='groupchat' to='${ROOM}'><body>hello</body></message>`);
    await nina.find(said('hello'));
    expect(await command('room_messages', at)).toMatchObject({
      messages: [{ text: 'hello', nick: 'Nina', author: '' }],
      more: false,
    });
    expect(await command('room_info', at)).toMatchObject({ messages: 1, lastMessageAt: expect.any(Number) });
  });

  it('does not show what programs encrypted', async () => {
    const nina = await device('nina');
    await enter(nina, 'Nina');
    const eme = "<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>";
    nina.send(`<message type='groupchat' to='${ROOM}'>${eme}<body>This is encrypted.</body></message>`);
    await nina.find(said('This is encrypted.'));
    expect(await command('room_messages', at)).toMatchObject({ messages: [{ kind: 'encrypted', text: '' }] });
  });

  it('is closed with the reason and where to go', async () => {
    const nina = await device('nina');
    await enter(nina, 'Nina');
    await command('close_room', { ...at, reason: 'moved', alternate: `new@${SERVICE}` });
    const gone = await nina.find(({ attrs }) => attrs.type === 'unavailable');
    const destroy = gone.getChild('x')?.getChild('destroy');
    expect(destroy?.attrs.jid).toBe(`new@${SERVICE}`);
    expect(destroy?.getChildText('reason')).toBe('moved');
    await expect(command('room_info', at)).rejects.toMatchObject(refused('item.unknown'));
  });

  it('is told of when people come and go, or it changes; not when somebody speaks', async () => {
    const told: string[] = [];
    const stop = test.server.subscribe((event) => {
      if (event.event === 'room.changed') told.push(event.room);
    });
    const nina = await device('nina');
    await enter(nina, 'Nina');
    nina.send(`<message type='groupchat' to='${ROOM}'><body>hello</body></message>`);
    await nina.find(said('hello'));
    expect(told).toEqual([ROOM]);
    await command('configure_room', { ...at, options: ['roomname=Changed'] });
    expect(told).toEqual([ROOM, ROOM]);
    stop();
  });
});
