/** Profanity from Debian in a terminal: logs in, reads the archive, fetches a face, enters the bookmarked room, talks. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '../../support/need.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { type DesktopOffice, FACE, NINA, OTTO, openDesktopOffice, ROOM } from './office.ts';
import { expectTakenOut, type SetUp, setUpForMe } from './set-up.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describeWith(['profanity', 'tmux', 'slixmpp'], 'Profanity', () => {
  const home = mkdtempSync(join(tmpdir(), 'chatelaine-profanity-'));
  let office: DesktopOffice;
  let terminal: Terminal | undefined;
  let setUp: SetUp;

  beforeAll(async () => {
    // WHY: Profanity asks the archive for what came after the last message it has; a message that waited would be that.
    office = await openDesktopOffice({ away: false });
  });
  afterAll(async () => {
    await terminal?.close();
    await office?.close();
    rmSync(home, { recursive: true, force: true });
    rmSync(`${home}-kept`, { recursive: true, force: true });
  });

  test('logs in, and the contact is there', async () => {
    setUp = await setUpForMe('profanity', {
      ...{ home, office, trusted: false },
      env: { XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data') },
      server: { host: office.address, port: 5222, tls: 'starttls' },
    });
    expect(setUp.plan).toMatchObject({ what: 'add', password: 'plain', trust: { way: 'certificate' } });
    terminal = await openTerminal('profanity-desk', ['profanity'], {
      ...{
        HOME: home,
        XDG_CONFIG_HOME: join(home, 'config'),
        XDG_DATA_HOME: join(home, 'data'),
        LC_ALL: 'C.UTF-8',
      },
    });
    await terminal.shows(/Type '\/help'/);
    await terminal.enter('/mam on');
    await terminal.enter(`/connect ${OTTO}`);
    await terminal.shows(/\[TLS\] \[online\]/);
    await office.nina.expect('presence', { jid: /^otto@office.test\/profanity/, type: 'available' });
  });

  test('enters the bookmarked room, with what was said there, and talks', async () => {
    await office.nina.expect('occupant', { nick: 'Otto', here: true });
    await terminal!.enter(`/win ${ROOM}`);
    await terminal!.shows(/Willkommen im Lager/);
    await terminal!.enter('Ich bin da');
    await office.nina.expect('room_message', { nick: 'Otto', body: 'Ich bin da' });
  });

  test('reads the archive, and talks both ways', async () => {
    await terminal!.enter('/win 1');
    await terminal!.enter(`/msg ${NINA}`);
    await office.witness.sees(/^otto archive [1-9]/);
    await terminal!.shows(/Das war gestern/);
    await terminal!.enter('Guten Morgen aus Profanity');
    await office.nina.expect('message', { body: 'Guten Morgen aus Profanity' });
    office.nina.send({ do: 'message', to: OTTO, body: 'Guten Morgen, Otto', id: 'p-1' });
    await terminal!.shows(/Guten Morgen, Otto/);
  });

  test('fetches a face', async () => {
    await terminal!.enter('/win 1');
    await terminal!.enter(`/avatar get ${NINA}`);
    await office.witness.sees(/^otto get nina@office.test \S*pubsub/);
    await terminal!.shows(/avatar.*saved|Avatar saved/i);
    const folder = join(home, 'data/profanity/avatars');
    const faces = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    expect(faces.some((face) => face.equals(FACE))).toBe(true);
  });

  test('gives back what it was given', async () => {
    await terminal!.enter('/quit');
    await vi.waitFor(() => expectTakenOut(setUp, []), { timeout: 10_000, interval: 200 });
  });
});
