/** The room of a team and its bookmark: made with the team, in step as people come and go, and what stays theirs. */
import type { Element } from 'ltx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const ROOM = 'atelier@conference.test';
const JOIN = "<x xmlns='http://jabber.org/protocol/muc'/>";
const BOOKMARKS = 'urn:xmpp:bookmarks:1';

let test: TestServer;
beforeEach(async () => {
  test = await startTestServer({ admins: ['sophie@test'] });
  await test.createAccounts('sophie', 'nina', 'otto');
});
afterEach(() => test.stop());

const run = (name: string, args: Record<string, unknown>) => {
  const command = test.server.commands().find((one) => one.name === name)!;
  return command.run(command.args.parse(args));
};
const team = { team: 'atelier', host: 'test' };
const create = () => run('create_team', { ...team, label: 'Atelier' });
const add = (user: string) => run('add_to_team', { user, host: 'test', team: 'atelier' });
const remove = (user: string) => run('remove_from_team', { user, host: 'test', team: 'atelier' });
const room = { room: 'atelier', service: 'conference.test' };
const affiliations = async () =>
  Object.fromEntries(
    ((await run('get_room_affiliations', room)) as { jid: string; affiliation: string }[]).map((one) => [
      one.jid,
      one.affiliation,
    ]),
  );

/** The names and autojoin of somebody's bookmarks, as a device reads them. */
async function bookmarks(client: RawClient): Promise<string[]> {
  const answer = await client.query(
    'get',
    `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='${BOOKMARKS}'/></pubsub>`,
  );
  const list = answer.getChild('pubsub')?.getChild('items')?.getChildren('item') ?? [];
  return list.map((item: Element) => {
    const { name, autojoin } = item.getChild('conference', BOOKMARKS)!.attrs;
    return `${item.attrs.id} ${name} ${autojoin}`;
  });
}

async function enters(client: RawClient, nick: string): Promise<Element> {
  client.send(`<presence to='${ROOM}/${nick}'>${JOIN}</presence>`);
  return client.find(({ attrs }) => attrs.from === `${ROOM}/${nick}` || attrs.from === ROOM);
}

describe('the room of a team', () => {
  it('is there with the team, for its members only, and runs by an administrator', async () => {
    await create();
    await add('nina');
    expect(await affiliations()).toEqual({ 'sophie@test': 'owner', 'nina@test': 'member' });
    expect(await run('get_room_options', room)).toMatchObject({
      'muc#roomconfig_membersonly': '1',
      'muc#roomconfig_persistentroom': '1',
      'muc#roomconfig_roomname': 'Atelier',
    });
    expect(await run('list_team_rooms', { host: 'test' })).toEqual([{ team: 'atelier', room: ROOM }]);
  });

  it('is on the members’ devices, and off them when they leave', async () => {
    await create();
    await add('nina');
    const nina = await test.session('nina', { resource: 'desk' });
    expect(await bookmarks(nina)).toEqual([`${ROOM} Atelier true`]);
    await remove('nina');
    expect(await bookmarks(nina)).toEqual([]);
    expect(await affiliations()).toEqual({ 'sophie@test': 'owner' });
  });

  it('lets nobody else in, and shows out who leaves the team', async () => {
    await create();
    await add('nina');
    const [nina, otto] = [await test.session('nina'), await test.session('otto')];
    expect((await enters(nina, 'nina')).attrs.type).toBeUndefined();
    const refused = await enters(otto, 'otto');
    expect(refused.getChild('error')?.children.join('')).toContain('registration-required');
    await remove('nina');
    // XEP-0045 §9.4: "including a status code of 321 to indicate that the user was removed because of an affiliation change".
    const gone = await nina.find(({ attrs }) => attrs.type === 'unavailable');
    expect(gone.toString()).toContain('code="321"');
  });

  it('takes the label of its team, and so do the bookmarks, but what a person chose stays', async () => {
    await create();
    await add('nina');
    const nina = await test.session('nina');
    await nina.query(
      'set',
      `<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='${BOOKMARKS}'><item id='${ROOM}'><conference xmlns='${BOOKMARKS}' name='Atelier' autojoin='false'><nick>Nini</nick></conference></item></publish></pubsub>`,
    );
    await run('rename_team', { ...team, label: 'Atelier et montage' });
    expect(await bookmarks(nina)).toEqual([`${ROOM} Atelier et montage false`]);
    expect(await run('get_room_options', room)).toMatchObject({
      'muc#roomconfig_roomname': 'Atelier et montage',
    });
  });

  it('does not come back to whoever took it off the list', async () => {
    await create();
    await add('nina');
    const nina = await test.session('nina');
    await nina.query(
      'set',
      `<pubsub xmlns='http://jabber.org/protocol/pubsub'><retract node='${BOOKMARKS}'><item id='${ROOM}'/></retract></pubsub>`,
    );
    await add('otto');
    expect(await bookmarks(nina)).toEqual([]);
  });

  it('neither lets in again whom its owners keep out, nor loses those who run it', async () => {
    await create();
    await add('nina');
    await run('set_room_affiliation', { ...room, jid: 'nina@test', affiliation: 'admin' });
    await run('set_room_affiliation', { ...room, jid: 'otto@test', affiliation: 'outcast' });
    await add('otto');
    await remove('nina');
    expect(await affiliations()).toEqual({
      'sophie@test': 'owner',
      'nina@test': 'admin',
      'otto@test': 'outcast',
    });
    const nina = await test.session('nina');
    expect(await bookmarks(nina)).toEqual([`${ROOM} Atelier true`]);
  });

  it('stays when the team is deleted, and is taken up by one of the same name', async () => {
    await create();
    await add('nina');
    await run('delete_team', team);
    expect(await affiliations()).toMatchObject({ 'nina@test': 'member' });
    expect(await run('list_team_rooms', { host: 'test' })).toEqual([]);
    await create();
    await add('otto');
    expect(await affiliations()).toMatchObject({ 'nina@test': 'member', 'otto@test': 'member' });
  });

  it('is another one where the name is taken', async () => {
    await run('create_room', room);
    await create();
    expect(await run('list_team_rooms', { host: 'test' })).toEqual([
      { team: 'atelier', room: 'atelier-2@conference.test' },
    ]);
  });

  it('is made anew, with everybody, when somebody destroyed it', async () => {
    await create();
    await add('nina');
    await run('destroy_room', room);
    await add('otto');
    expect(await affiliations()).toEqual({
      'sophie@test': 'owner',
      'nina@test': 'member',
      'otto@test': 'member',
    });
  });

  it('loses who has no account any more', async () => {
    await create();
    await add('nina');
    await test.server.accounts.remove(parseJid('nina@test')!);
    expect(await affiliations()).toEqual({ 'sophie@test': 'owner' });
  });
});
