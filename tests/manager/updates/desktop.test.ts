/** The exchange on the desktop: what each start finds, and what is put back when a new version is not good for the data. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConductParts } from '../../../electron/manager/updates/conduct.ts';
import {
  conductDesktop,
  desktopVerdict,
  giveUpDesktop,
  settleDesktop,
} from '../../../electron/manager/updates/desktop-conduct.ts';
import { installedAs } from '../../../electron/manager/updates/installation.ts';
import { createRecordFile, type Plan, type UpdateRecord } from '../../../electron/manager/updates/record.ts';
import { archiveFor, type Release } from '../../../electron/manager/updates/releases.ts';

// A server is a process of its own.
vi.setConfig({ testTimeout: 30_000 });

const offer = { version: '1.1.0', releasedAt: 1, bytes: 1, notes: null };
const plan: Plan = {
  ...{
    from: '1.0.0',
    url: 'https://a.example/b',
    bytes: 1,
    sha512: 'c',
    unpackedBytes: 1,
    puts: 'data',
    at: null,
  },
  ...{
    interrupted: 0,
    snapshot: 'copy',
    before: { people: 3, rooms: 1, messages: 40 },
    tries: 0,
    triedAt: 0,
  },
  earlier: 'https://a.example/Chatelaine-1.0.0.AppImage',
};
const closed = { version: '1.1.0', from: '1.0.0', because: 'proof.lost', earlier: '' } as const;

describe('what a start finds', () => {
  const proving = { state: 'proving', offer } as const;
  test.each<[string, Partial<UpdateRecord>, string, string]>([
    ['nothing under way', { state: { state: 'idle' }, plan: null }, '1.0.0', 'settle'],
    ['the new version for the first time', { state: proving, plan }, '1.1.0', 'prove'],
    ['the new version for the third time', { state: proving, plan: { ...plan, tries: 2 } }, '1.1.0', 'prove'],
    [
      'the computer was stopped while it counted, for the third time',
      { state: proving, plan: { ...plan, tries: 3, triedAt: 99 } },
      '1.1.0',
      'prove',
    ],
    [
      'it ended by itself for the third time',
      { state: proving, plan: { ...plan, tries: 3, triedAt: 101 } },
      '1.1.0',
      'put-back',
    ],
    [
      'the computer was stopped while it counted, as often as that is believed',
      { state: proving, plan: { ...plan, tries: 3, triedAt: 99, interrupted: 10 } },
      '1.1.0',
      'put-back',
    ],
    ['the installer was refused', { state: proving, plan }, '1.0.0', 'end'],
    [
      'the version before, put back by hand',
      { state: proving, plan: { ...plan, tries: 1 } },
      '1.0.0',
      'end-with-data',
    ],
    ['the version that was not good, again', { closed }, '1.1.0', 'stay-closed'],
    ['the version before, after that', { closed }, '1.0.0', 'open-again'],
  ])('%s', (_, more, version, verdict) => {
    const record = { state: { state: 'idle' } as const, plan: null, closed: null, ...more };
    expect(desktopVerdict(record, version, 100).do).toBe(verdict);
  });
});

describe('around the installer', () => {
  let dataDir: string;
  let putBack: string[];
  /** What the program that is asked counts; null: it does not come up. */
  let counts: object | null;
  const parts = (version: string): ConductParts => ({
    ...{
      dataDir,
      version,
      record: createRecordFile(dataDir, 'stable'),
      versions: null,
      now: () => 7,
      bootedAt: () => 1,
    },
    copies: { putBack: async (id) => void putBack.push(id) },
    run: async () =>
      ({ exitCode: counts ? 0 : 1, stdout: JSON.stringify(counts), stderr: '', why: 'exit' }) as never,
    // A server that stands at once, and leaves when it is told to.
    programOf: () => ({
      node: process.execPath,
      cli: join(dataDir, 'cli.mjs'),
      leash: join(dataDir, 'none.mjs'),
    }),
    log: () => undefined,
  });
  const read = () => createRecordFile(dataDir, 'stable').read();
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'chatelaine-desktop-'));
    mkdirSync(join(dataDir, 'server'));
    writeFileSync(join(dataDir, 'server', 'server.json'), '{}');
    writeFileSync(join(dataDir, 'none.mjs'), '');
    writeFileSync(
      join(dataDir, 'cli.mjs'),
      'console.log(JSON.stringify({ event: "ready" })); setInterval(() => {}, 1000);',
    );
    [putBack, counts] = [[], { people: 3, rooms: 1, messages: 40 }];
    const file = createRecordFile(dataDir, 'stable');
    await file.write({ ...(await file.read()), state: { state: 'installing', offer }, plan });
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  test('all is there: counted before, found again, opened on trial', async () => {
    expect(await conductDesktop(parts('1.0.0'))).toEqual({ sha512: 'c' });
    expect((await read()).state.state).toBe('proving');
    expect(await settleDesktop(parts('1.1.0'))).toEqual({ do: 'open', proving: true });
    expect([(await read()).plan?.tries, putBack]).toEqual([1, []]);
  });

  test('somebody is missing: the data goes back, and this version stays closed until another is installed', async () => {
    await conductDesktop(parts('1.0.0'));
    counts = { people: 2, rooms: 1, messages: 40 };
    const start = { do: 'stay-closed', version: '1.1.0', from: '1.0.0', because: 'proof.lost' };
    expect(await settleDesktop(parts('1.1.0'))).toMatchObject({ ...start, earlier: plan.earlier });
    expect(putBack).toEqual(['copy']);
    expect(await settleDesktop(parts('1.1.0'))).toMatchObject(start);
    expect(putBack).toEqual(['copy']);
    expect(await read()).toMatchObject({
      state: { state: 'rolled-back', because: 'proof.lost' },
      refused: ['1.1.0'],
    });
    expect(await settleDesktop(parts('1.0.0'))).toEqual({ do: 'open', proving: false });
    expect((await read()).closed).toBeNull();
  });

  test('the server does not answer the count: the same', async () => {
    await conductDesktop(parts('1.0.0'));
    counts = null;
    expect(await settleDesktop(parts('1.1.0'))).toMatchObject({ do: 'stay-closed', because: 'proof.server' });
  });

  test('a computer that is switched off at each start is no way to try it for ever', async () => {
    await conductDesktop(parts('1.0.0'));
    let starts = 0;
    let found: Awaited<ReturnType<typeof settleDesktop>>;
    // Started anew after each start.
    do found = await settleDesktop({ ...parts('1.1.0'), bootedAt: () => 8 });
    while (found.do === 'open' && ++starts < 50);
    expect([starts, found.do, putBack]).toEqual([13, 'stay-closed', ['copy']]);
  });

  test('it opened and did not work', async () => {
    await conductDesktop(parts('1.0.0'));
    await settleDesktop(parts('1.1.0'));
    await giveUpDesktop(parts('1.1.0'), 'proof.program');
    expect(putBack).toEqual(['copy']);
    expect(await settleDesktop(parts('1.1.0'))).toMatchObject({
      do: 'stay-closed',
      because: 'proof.program',
    });
  });

  test('the installer was refused: this version goes on with what it had, and the next look may offer it again', async () => {
    await conductDesktop(parts('1.0.0'));
    expect(await settleDesktop(parts('1.0.0'))).toEqual({ do: 'open', proving: false });
    expect(putBack).toEqual([]);
    expect(await read()).toMatchObject({
      ...{ state: { state: 'failed', because: 'install.refused' }, refused: [], plan: null },
    });
  });

  test('nothing can be counted: nothing is installed', async () => {
    counts = null;
    await expect(conductDesktop(parts('1.0.0'))).rejects.toThrow();
    expect(await read()).toMatchObject({ state: { state: 'failed', because: 'proof.server' }, plan: null });
  });

  test('a .deb of the desktop is the package manager’s, an AppImage its own', () => {
    const root = join(dataDir, 'resources', 'plain');
    mkdirSync(join(root, 'resources'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name":"chatelaine"}');
    const marker = { kind: 'desktop', package: 'chatelaine-desktop' };
    writeFileSync(join(root, 'resources', 'installed.json'), JSON.stringify(marker));
    expect(installedAs(join(root, 'cli.js'), {})).toMatchObject(marker);
    writeFileSync(join(dataDir, 'resources', 'package-type'), 'deb');
    expect(installedAs(join(root, 'cli.js'), {})).toMatchObject({ ...marker, kind: 'deb' });
    expect(installedAs(join(root, 'cli.js'), { APPIMAGE: '/a' })).toMatchObject(marker);
  });

  test('an archive for any system is not a package of the desktop', () => {
    const archive = { url: 'a', bytes: 1, sha512: '0'.repeat(128), unpackedBytes: 1 };
    const of = (...systems: string[]) =>
      ({ archives: systems.map((system) => ({ ...archive, system })) }) as unknown as Release;
    expect(archiveFor(of('any'), 'linux-x64-appimage')).toBeUndefined();
    expect(archiveFor(of('any'), 'linux-x64')?.system).toBe('any');
    expect(archiveFor(of('any', 'linux-x64-appimage'), 'linux-x64-appimage')?.system).toBe(
      'linux-x64-appimage',
    );
  });
});
