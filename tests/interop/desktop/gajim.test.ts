/** Gajim from Debian: logs in, asks for what was said while it was away, sees a face, enters the bookmarked room, talks. */
import { expect, test } from 'vitest';
import { type Gajim, prepareGajim, startGajim } from './gajim.ts';
import { NINA, OTTO, ROOM } from './office.ts';
import { playOnDesktop, type Scene, SOON } from './play.ts';
import { expectTakenOut, type SetUp, setUpForMe } from './set-up.ts';

/** By archive, offline messages, room history and live, sorted. */
const ALL = [
  'Bist du schon weg?',
  'Das war gestern',
  'Guten Morgen aus Gajim',
  'Guten Morgen, Otto',
  'Ich bin da',
  'Willkommen im Lager',
];

playOnDesktop('Gajim', ['gajim', 'gdbus'], gajimScene, undefined, { trusted: false });

function gajimScene(scene: Scene): void {
  let gajim: Gajim;
  let setUp: SetUp;

  test('logs in, and the contact is there', async () => {
    prepareGajim(scene.desktop);
    setUp = await setUpForMe('gajim', { home: scene.desktop.home, office: scene.office, trusted: false });
    expect(setUp.plan).toMatchObject({ what: 'add', password: 'plain', trust: { way: 'certificate' } });
    gajim = await startGajim(scene.desktop);
    await scene.office.witness.sees(/^otto bound/);
    await scene.office.nina.expect(
      'presence',
      { jid: /^otto@office.test\/gajim/, type: 'available' },
      30_000,
    );
  });

  test('asks the archive for what was said before, and for the face it has heard of', async () => {
    await scene.office.witness.sees(/^otto archive [1-9]/);
    await scene.office.witness.sees(/^otto get nina@office.test (\S*pubsub|vcard-temp)/);
  });

  test('enters the bookmarked room, and talks there', async () => {
    await scene.office.nina.expect('occupant', { nick: 'Otto', here: true });
    await gajim.sayInRoom(ROOM, 'Ich bin da');
    await scene.office.nina.expect('room_message', { nick: 'Otto', body: 'Ich bin da' });
  });

  test('talks both ways', async () => {
    await gajim.say(NINA, 'Guten Morgen aus Gajim');
    await scene.office.nina.expect('message', { body: 'Guten Morgen aus Gajim' });
    scene.office.nina.send({ do: 'message', to: OTTO, body: 'Guten Morgen, Otto', id: 'p-1' });
    await scene.office.nina.expect('acked', { id: 'p-1' });
  });

  test('keeps everything once, however it came', async () => {
    await expect
      .poll(
        () =>
          gajim
            .kept()
            .filter((text) => ALL.includes(text))
            .sort(),
        SOON,
      )
      .toEqual(ALL);
  });

  test('gives back what it was given', async () => {
    await scene.desktop.stop();
    await expectTakenOut(setUp, []);
  });
}
