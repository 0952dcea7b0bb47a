/** Psi+ from Debian: logs in, sees a face, enters the bookmarked room, talks. */
import { expect, test } from 'vitest';
import { NINA, OTTO, ROOM } from './office.ts';
import { playOnDesktop, type Scene, SOON } from './play.ts';
import { type Psi, startPsi } from './psi.ts';
import { expectTakenOut, type SetUp, setUpForMe } from './set-up.ts';

playOnDesktop('Psi+', ['psi-plus'], psiScene, undefined, { trusted: false });

function psiScene(scene: Scene): void {
  let psi: Psi;
  let setUp: SetUp;

  test('logs in, and the contact is there', async () => {
    setUp = await setUpForMe('psi', {
      ...{ home: scene.desktop.home, office: scene.office, trusted: false },
      // WHY: it has a resolver of its own, which waits long for name servers that are not there.
      server: { host: scene.office.address, port: 5222, tls: 'starttls' },
    });
    expect(setUp.plan).toMatchObject({ what: 'add', password: 'obscured', trust: { way: 'authority' } });
    psi = startPsi(scene.desktop, scene.office.witness);
    await scene.office.witness.sees(/^otto bound/);
    await scene.office.nina.expect('presence', { jid: /^otto@office.test\//, type: 'available' }, 30_000);
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

  test('gives back what it was given', async () => {
    await scene.desktop.stop();
    await expectTakenOut(setUp, []);
  });
}
