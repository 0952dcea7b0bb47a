/** Dino from Debian: logs in, asks for what was said while it was away, sees a face, enters the bookmarked room, talks. */
import { expect, test } from 'vitest';
import { type Dino, startDino } from './dino.ts';
import { NINA, OTTO } from './office.ts';
import { playOnDesktop, SOON } from './play.ts';
import { expectTakenOut, type SetUp, setUpForMe } from './set-up.ts';

/** By archive, offline messages, room history and live, sorted. */
const ALL = [
  'Bist du schon weg?',
  'Das war gestern',
  'Guten Morgen aus Dino',
  'Guten Morgen, Otto',
  'Ich bin da',
  'Willkommen im Lager',
];

playOnDesktop('Dino', ['dino-im'], (scene) => {
  let dino: Dino;
  let setUp: SetUp;

  test('logs in, and the contact is there', async () => {
    setUp = await setUpForMe('dino', { home: scene.desktop.home, office: scene.office });
    expect(setUp.plan).toMatchObject({ what: 'add', password: 'plain', trust: { way: 'system' } });
    dino = startDino(scene.desktop);
    await scene.office.witness.sees(/^otto bound/);
    await scene.office.nina.expect('presence', { jid: /^otto@office.test\/dino/, type: 'available' }, 30_000);
  });

  test('asks the archive for what was said before, and for the face it has heard of', async () => {
    await scene.office.witness.sees(/^otto archive [1-9]/);
    await scene.office.witness.sees(/^otto get nina@office.test (\S*pubsub|vcard-temp)/);
  });

  test('enters the bookmarked room', async () => {
    await scene.office.nina.expect('occupant', { nick: 'Otto', here: true });
  });

  test('talks both ways', async () => {
    scene.office.nina.send({ do: 'message', to: OTTO, body: 'Guten Morgen, Otto', id: 'p-1' });
    await scene.office.nina.expect('acked', { id: 'p-1' });
    await scene.desktop.window(/Dino/);
    await scene.desktop.run('dino-im', `xmpp:${NINA}?message`);
    await scene.desktop.sayUntil('Guten Morgen aus Dino', () =>
      scene.office.witness.sees(/^otto message chat nina@\S+ Guten Morgen aus Dino$/, 2_000),
    );
    await scene.office.nina.expect('message', { body: 'Guten Morgen aus Dino' });
    await scene.desktop.press('ctrl+Tab');
    await scene.desktop.sayUntil('Ich bin da', () =>
      scene.office.witness.sees(/^otto message groupchat lager@\S+ Ich bin da$/, 2_000),
    );
    await scene.office.nina.expect('room_message', { nick: 'Otto', body: 'Ich bin da' });
  });

  test('keeps everything once, however it came', async () => {
    await expect
      .poll(
        () =>
          dino
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
});
