/** Psi+ from Debian: logs in, sees a face, enters the bookmarked room, talks. */
import { expect, test } from 'vitest';
import { PASSWORD } from '../../support/server.ts';
import { NINA, OTTO, ROOM } from './office.ts';
import { playOnDesktop, SOON } from './play.ts';
import { type Psi, startPsi } from './psi.ts';

playOnDesktop('Psi+', ['psi-plus'], (scene) => {
  let psi: Psi;

  test('logs in, and the contact is there', async () => {
    psi = startPsi(scene.desktop, {
      user: 'otto',
      password: PASSWORD,
      host: scene.office.address,
      witness: scene.office.witness,
    });
    await scene.office.witness.sees(/^otto bound/);
    await scene.office.nina.expect('presence', { jid: /^otto@office.test\/psi/, type: 'available' }, 30_000);
  });

  test('fetches the face it has heard of', async () => {
    await scene.office.witness.sees(/^otto get nina@office.test (\S*pubsub|vcard-temp)/);
  });

  test('enters the bookmarked room, and talks there', async () => {
    await scene.office.nina.expect('occupant', { nick: 'Otto', here: true });
    await psi.sayInRoom('Lager', ROOM, 'Ich bin da');
    await scene.office.nina.expect('room_message', { nick: 'Otto', body: 'Ich bin da' });
  });

  test('talks both ways', async () => {
    scene.office.nina.send({ do: 'message', to: OTTO, body: 'Guten Morgen, Otto', id: 'p-1' });
    await expect.poll(() => psi.history(NINA), SOON).toContain('Guten Morgen, Otto');
    await psi.say(NINA, 'Guten Morgen aus Psi');
    await scene.office.nina.expect('message', { body: 'Guten Morgen aus Psi' });
  });
});
