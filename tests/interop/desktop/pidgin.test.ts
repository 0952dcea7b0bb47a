/** Pidgin 2 from Debian: logs in, talks both ways, enters a room and sees what was said there, shows and sees faces. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../../support/server.ts';
import { type Desktop, describeDesktop, openDesktop } from './desktop.ts';
import { type DesktopOffice, NINA, OTTO, openDesktopOffice, ROOM } from './office.ts';
import { type Pidgin, startPidgin } from './pidgin.ts';

describeDesktop(['pidgin', 'gdbus'], 'Pidgin', () => {
  let office: DesktopOffice;
  let desktop: Desktop;
  let pidgin: Pidgin;
  let account: string;

  beforeAll(async () => {
    office = await openDesktopOffice();
    desktop = await openDesktop(office);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(desktop?.complaints());
    await desktop?.picture(`pidgin-${task.name.split(' ')[0]}`);
  });
  afterAll(async () => {
    await desktop?.close();
    await office?.close();
  });

  test('logs in, and the contact is there', async () => {
    pidgin = await startPidgin(desktop, { user: 'otto', password: PASSWORD });
    await office.witness.sees(/^otto bound/);
    await office.witness.sees(/^otto presence$/);
    await office.nina.expect('presence', { jid: /^otto@office.test\/pidgin/, type: 'available' });
    account = `${await pidgin.number('PurpleAccountsFindConnected', `${OTTO}/pidgin`, 'prpl-jabber')}`;
    expect(account).not.toBe('0');
  });

  test('talks both ways', async () => {
    const conversation = await pidgin.number('PurpleConversationNew', '1', account, NINA);
    const im = await pidgin.number('PurpleConversationGetImData', `${conversation}`);
    await pidgin.call('PurpleConvImSend', `${im}`, 'Guten Morgen aus Pidgin');
    await office.nina.expect('message', { body: 'Guten Morgen aus Pidgin' });
    office.nina.send({ do: 'message', to: OTTO, body: 'Guten Morgen, Otto', id: 'p-1' });
    await office.nina.expect('acked', { id: 'p-1' });
    expect(await heard(pidgin, conversation, /Guten Morgen, Otto/)).toBe(true);
  });

  test('enters a room, with what was said there, and talks', async () => {
    await pidgin.call('PurpleAccountGetConnection', account).then(async (answer) => {
      const connection = /\d+/.exec(answer)![0];
      const [room, server] = ROOM.split('@') as [string, string];
      await pidgin.call(
        'ServJoinChat',
        connection,
        `{'room': '${room}', 'server': '${server}', 'handle': 'Otto'}`,
      );
    });
    await office.nina.expect('occupant', { nick: 'Otto', here: true });
    const conversation = await pidgin.number('PurpleFindConversationWithAccount', '2', ROOM, account);
    expect(await heard(pidgin, conversation, /Willkommen im Lager/)).toBe(true);
    const chat = await pidgin.number('PurpleConversationGetChatData', `${conversation}`);
    await pidgin.call('PurpleConvChatSend', `${chat}`, 'Ich bin da');
    await office.nina.expect('room_message', { nick: 'Otto', body: 'Ich bin da' });
  });

  test('sees a face, and shows one', async () => {
    const icon = await pidgin.number('PurpleBuddyIconsFind', account, NINA);
    expect(icon).toBeGreaterThan(0);
    await pidgin.call('PurplePrefsSetPath', '/pidgin/accounts/buddyicon', pidgin.face);
    await office.witness.sees(/^otto published urn:xmpp:avatar:metadata/);
    await office.nina.expect('avatar', { jid: OTTO });
  });
});

/** Looks until the conversation's window shows a message: libpurple's D-Bus interface says it when asked. */
async function heard(pidgin: Pidgin, conversation: number, pattern: RegExp): Promise<boolean> {
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    const list = await pidgin.call('PurpleConversationGetMessageHistory', `${conversation}`);
    for (const [id] of list.replace(/^\(\[(?:u?int\d+ )?/, '').matchAll(/\d+/g))
      if (pattern.test(await pidgin.call('PurpleConversationMessageGetMessage', id))) return true;
  }
  return false;
}
