/** Pidgin 2 from Debian: logs in, hears what was said while it was away, talks both ways, enters a room and sees what was said there, shows and sees faces. */
import { expect, test } from 'vitest';
import { NINA, OTTO, ROOM } from './office.ts';
import { type Pidgin, startPidgin } from './pidgin.ts';
import { playOnDesktop, type Scene, SOON } from './play.ts';
import { expectTakenOut, type SetUp, setUpForMe } from './set-up.ts';

playOnDesktop('Pidgin', ['pidgin', 'gdbus'], pidginScene, undefined, { trusted: false });

function pidginScene(scene: Scene): void {
  let pidgin: Pidgin;
  let account: string;
  let setUp: SetUp;

  test('logs in, and the contact is there', async () => {
    setUp = await setUpForMe('pidgin', { home: scene.desktop.home, office: scene.office, trusted: false });
    expect(setUp.plan).toMatchObject({ what: 'add', password: 'plain', trust: { way: 'certificate' } });
    pidgin = await startPidgin(scene.desktop);
    await scene.office.witness.sees(/^otto bound/);
    await scene.office.witness.sees(/^otto presence$/);
    await scene.office.nina.expect('presence', { jid: /^otto@office.test\//, type: 'available' });
    account = `${await pidgin.number('PurpleAccountsFindConnected', `${OTTO}/`, 'prpl-jabber')}`;
    expect(account).not.toBe('0');
  });

  test('talks both ways', async () => {
    const conversation = await pidgin.number('PurpleConversationNew', '1', account, NINA);
    const im = await pidgin.number('PurpleConversationGetImData', `${conversation}`);
    await pidgin.call('PurpleConvImSend', `${im}`, 'Guten Morgen aus Pidgin');
    await scene.office.nina.expect('message', { body: 'Guten Morgen aus Pidgin' });
    scene.office.nina.send({ do: 'message', to: OTTO, body: 'Guten Morgen, Otto', id: 'p-1' });
    await scene.office.nina.expect('acked', { id: 'p-1' });
    await expect.poll(() => pidgin.shown(conversation), SOON).toContain('Guten Morgen, Otto');
    // Said before it logged in: Pidgin may show what comes with its first presence after what comes live.
    await expect.poll(() => pidgin.shown(conversation), SOON).toContain('Bist du schon weg?');
  });

  test('enters a room, with what was said there, and talks', async () => {
    const connection = await pidgin.number('PurpleAccountGetConnection', account);
    const [room, server] = ROOM.split('@') as [string, string];
    const where = `{'room': '${room}', 'server': '${server}', 'handle': 'Otto'}`;
    await pidgin.call('ServJoinChat', `${connection}`, where);
    await scene.office.nina.expect('occupant', { nick: 'Otto', here: true });
    const conversation = await pidgin.number('PurpleFindConversationWithAccount', '2', ROOM, account);
    await expect.poll(() => pidgin.shown(conversation), SOON).toContain('Willkommen im Lager');
    const chat = await pidgin.number('PurpleConversationGetChatData', `${conversation}`);
    await pidgin.call('PurpleConvChatSend', `${chat}`, 'Ich bin da');
    await scene.office.nina.expect('room_message', { nick: 'Otto', body: 'Ich bin da' });
  });

  test('sees a face, and shows one', async () => {
    const icon = await pidgin.number('PurpleBuddyIconsFind', account, NINA);
    expect(icon).toBeGreaterThan(0);
    await pidgin.call('PurplePrefsSetPath', '/pidgin/accounts/buddyicon', pidgin.face);
    await scene.office.witness.sees(/^otto published urn:xmpp:avatar:metadata/);
    await scene.office.nina.expect('avatar', { jid: OTTO });
  });

  test('gives back what it was given', async () => {
    await scene.desktop.stop();
    await expectTakenOut(setUp, []);
  });
}
