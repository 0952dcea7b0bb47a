/** Gajim from Debian: logs in, asks for what was said while it was away, sees a face, enters the bookmarked room, talks. */
import { afterAll, afterEach, beforeAll, test } from 'vitest';
import { PASSWORD } from '../../support/server.ts';
import { type Desktop, describeDesktop, openDesktop } from './desktop.ts';
import { type Gajim, startGajim } from './gajim.ts';
import { type DesktopOffice, NINA, OTTO, openDesktopOffice, ROOM } from './office.ts';

describeDesktop(['gajim', 'gdbus'], 'Gajim', () => {
  let office: DesktopOffice;
  let desktop: Desktop;
  let gajim: Gajim;

  beforeAll(async () => {
    office = await openDesktopOffice();
    desktop = await openDesktop(office);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(desktop?.complaints());
    await desktop?.picture(`gajim-${task.name.split(' ')[0]}`);
  });
  afterAll(async () => {
    console.log(office.witness.lines.join('\n'));
    await desktop?.close();
    await office?.close();
  });

  test('logs in, and the contact is there', async () => {
    gajim = await startGajim(desktop, { user: 'otto', password: PASSWORD });
    await office.witness.sees(/^otto bound/);
    await office.nina.expect('presence', { jid: /^otto@office.test\/gajim/, type: 'available' }, 30_000);
  });

  test('asks the archive for what was said before, and for the face it has heard of', async () => {
    await office.witness.sees(/^otto archive [1-9]/);
    await office.witness.sees(/^otto get nina@office.test .*pubsub/);
  });

  test('enters the bookmarked room, and talks there', async () => {
    await office.nina.expect('occupant', { nick: 'Otto', here: true });
    await gajim.sayInRoom(ROOM, 'Ich bin da');
    await office.nina.expect('room_message', { nick: 'Otto', body: 'Ich bin da' });
  });

  test('talks both ways', async () => {
    await gajim.say(NINA, 'Guten Morgen aus Gajim');
    await office.nina.expect('message', { body: 'Guten Morgen aus Gajim' });
    office.nina.send({ do: 'message', to: OTTO, body: 'Guten Morgen, Otto', id: 'p-1' });
    await office.nina.expect('acked', { id: 'p-1' });
  });
});
