/** Psi+ from Debian: logs in, asks for what was said while it was away, sees a face, enters the bookmarked room, talks. */
import { afterAll, afterEach, beforeAll, test } from 'vitest';
import { PASSWORD } from '../../support/server.ts';
import { type Desktop, describeDesktop, openDesktop } from './desktop.ts';
import { startPsi } from './psi.ts';
import { type DesktopOffice, NINA, OTTO, openDesktopOffice } from './office.ts';

describeDesktop(['psi-plus'], 'Psi+', () => {
  let office: DesktopOffice;
  let desktop: Desktop;

  beforeAll(async () => {
    office = await openDesktopOffice();
    desktop = await openDesktop(office);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(desktop?.complaints());
    await desktop?.picture(`psi-${task.name.split(' ')[0]}`);
  });
  afterAll(async () => {
    console.log(office.witness.lines.join('\n'));
    await desktop?.close();
    await office?.close();
  });

  test('logs in, and the contact is there', async () => {
    startPsi(desktop, { user: 'otto', password: PASSWORD });
    await office.witness.sees(/^otto bound/);
    await office.nina.expect('presence', { jid: /^otto@office.test\/psi/, type: 'available' }, 30_000);
  });

  test('asks the archive for what was said before, and for the face it has heard of', async () => {
    await office.witness.sees(/^otto archive [1-9]/);
    await office.witness.sees(/^otto get nina@office.test .*pubsub/);
  });

  test('enters the bookmarked room', async () => {
    await office.nina.expect('occupant', { nick: 'Otto', here: true });
  });

  test('talks both ways', async () => {
    office.nina.send({ do: 'message', to: OTTO, body: 'Guten Morgen, Otto', id: 'p-1' });
    await office.nina.expect('acked', { id: 'p-1' });
    await desktop.window(/Psi+/);
    await desktop.run('psi-plus', `xmpp:${NINA}?message`);
    await desktop.type('Guten Morgen aus Psi+');
    await desktop.press('Return');
    await office.nina.expect('message', { body: 'Guten Morgen aus Psi+' });
    await desktop.picture('psi-zwei');
    await desktop.press('ctrl+Tab');
    await desktop.type('Ich bin da');
    await desktop.press('Return');
    await office.nina.expect('room_message', { nick: 'Otto', body: 'Ich bin da' });
  });
});
