/** A folder that was in use before us: what lay there under names of ours stays, byte for byte, and what we made among it goes. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noteBefore } from '../../../electron/manager/factory/before.ts';
import { finishWipeClosed } from '../../../electron/manager/factory/closed.ts';
import { isOurName, MANIFEST, sortFolder } from '../../../electron/manager/factory/folder.ts';
import { measure } from '../../../electron/manager/factory/measure.ts';
import { commitWipe, finishWipe } from '../../../electron/manager/factory/wipe.ts';
import { openManager } from '../../../electron/manager/manager.ts';
import { createFakeEngine, temporaryFolder, testHost } from '../../support/host.ts';

const HELD = /^manager\.lock/;
const open = (path: string) => openManager({ host: testHost(path), engine: createFakeEngine() });

/** Files by their paths below a folder, with what is in them. */
function everything(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !HELD.test(entry.name))
      found[path.slice(folder.length + 1)] = readFileSync(path, 'utf8');
  }
  return found;
}

/** Somebody's own folder, with names that we use as well. */
function inUse(folder: string): void {
  mkdirSync(join(folder, 'backups/2019'), { recursive: true });
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'backups/2019/photos.tar'), 'photos');
  writeFileSync(join(folder, 'logs/boiler.log'), 'warm');
  mkdirSync(join(folder, 'clients'));
  writeFileSync(join(folder, 'clients/contract.pdf'), 'signed');
  writeFileSync(join(folder, 'notes.odt'), 'notes');
}

describe('a folder that was in use', () => {
  test.each([true, false])(
    'gets back what it was, killed before the end or not: %s',
    async (isKilled) => {
      using folder = temporaryFolder();
      inUse(folder.path);
      const before = everything(folder.path);
      const manager = await open(folder.path);
      mkdirSync(join(folder.path, 'backups/chatelaine-1'), { recursive: true });
      writeFileSync(join(folder.path, 'backups/chatelaine-1/part'), 'ours');
      if (isKilled) await manager.close();
      await commitWipe(folder.path, { keepCopies: false, keepRules: false, at: 0 });
      // Either it empties the folder as it ends, or somebody does after it was killed.
      if (isKilled) expect(await finishWipeClosed(folder.path)).toBe(true);
      else await manager.close();
      expect(everything(folder.path)).toEqual(before);
    },
    30_000,
  );

  test('a wipe that goes on after a crash still knows what was there', async () => {
    using folder = temporaryFolder();
    inUse(folder.path);
    await (await open(folder.path)).close();
    await commitWipe(folder.path, { keepCopies: false, keepRules: false, at: 0 });
    // As after a kill in the middle: much of ours is gone, the mark is there.
    await (await import('node:fs/promises')).rm(join(folder.path, 'manager.sqlite'));
    await (await open(folder.path)).close();
    expect(readFileSync(join(folder.path, 'logs/boiler.log'), 'utf8')).toBe('warm');
    expect(existsSync(join(folder.path, 'backups/2019/photos.tar'))).toBe(true);
  }, 30_000);
});

test('every name a manager leaves in its folder is one the reset knows', async () => {
  using folder = temporaryFolder();
  await (await open(folder.path)).close();
  const { foreign } = sortFolder(readdirSync(folder.path));
  expect(foreign).toEqual([]);
  expect([isOurName('firewall-look.json'), isOurName('notes.odt')]).toEqual([true, false]);
});

test('without a decided reset nothing is finished, and nothing is made', async () => {
  using folder = temporaryFolder();
  expect(await finishWipeClosed(folder.path)).toBe(false);
  expect(readdirSync(folder.path)).toEqual([]);
});

test('how much it is: files, not what links lead to; and cut off where it takes too long', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'logs/old'), { recursive: true });
  writeFileSync(join(folder.path, 'logs/old/a'), '12345');
  writeFileSync(join(folder.path, 'b'), '123');
  symlinkSync('/usr', join(folder.path, 'logs/usr'));
  const link = '/usr'.length;
  expect(await measure(folder.path, ['logs', 'b', 'gone'])).toEqual({
    bytes: 8 + link,
    files: 3,
    atLeast: false,
  });
  let now = 0;
  const slow = () => (now += 2_000);
  expect(await measure(folder.path, ['logs', 'b'], slow)).toMatchObject({ atLeast: true });
});

/** The account "nobody" of every Linux. */
const NOBODY = 65534;
const at = (name: string) =>
  JSON.stringify(new URL(`../../../electron/manager/factory/${name}.ts`, import.meta.url).href);
const ALL = { keepCopies: false, keepRules: false, at: 0 };

test('a link that was there before us stays, and what others lay where it leads stays, too', async () => {
  using folder = temporaryFolder();
  using nas = temporaryFolder();
  writeFileSync(join(nas.path, 'before.tar'), 'theirs');
  const link = join(folder.path, 'backups');
  symlinkSync(nas.path, link);
  symlinkSync('/nowhere', join(folder.path, 'logs'));
  await noteBefore(folder.path);
  writeFileSync(join(nas.path, 'later.tar'), 'theirs, too');
  await commitWipe(folder.path, ALL);
  await finishWipe(folder.path);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(folder.path, 'logs')).isSymbolicLink()).toBe(true);
  expect(everything(nas.path)).toEqual({ 'before.tar': 'theirs', 'later.tar': 'theirs, too' });
});

test('a note of before, which says of links what they led to, is not followed either', async () => {
  using folder = temporaryFolder();
  using nas = temporaryFolder();
  writeFileSync(join(nas.path, 'later.tar'), 'theirs');
  symlinkSync(nas.path, join(folder.path, 'backups'));
  symlinkSync('/nowhere', join(folder.path, 'logs'));
  const before = {
    backups: { paths: ['before.tar'] },
    logs: { sha256: '0'.repeat(64) },
    dns: { sha256: '0'.repeat(64) },
  };
  writeFileSync(join(folder.path, MANIFEST), JSON.stringify({ version: 1, before }));
  await commitWipe(folder.path, ALL);
  expect(await finishWipe(folder.path)).toBe(true);
  expect(everything(nas.path)).toEqual({ 'later.tar': 'theirs' });
});

test('what may not be looked into stops neither a start nor a count, and stays', () => {
  using folder = temporaryFolder();
  const closed = join(folder.path, 'backups/lost+found');
  mkdirSync(closed, { recursive: true });
  writeFileSync(join(folder.path, 'backups/seen'), '123');
  chmodSync(closed, 0);
  // Root looks into everything, so that somebody else does it.
  const isRoot = process.getuid?.() === 0;
  if (isRoot)
    for (const path of [closed, join(folder.path, 'backups'), folder.path]) chownSync(path, NOBODY, NOBODY);
  const code = `
    import { noteBefore, readBefore } from ${at('before')};
    import { measure } from ${at('measure')};
    const folder = ${JSON.stringify(folder.path)};
    const amount = await measure(folder, ['backups']);
    await noteBefore(folder);
    console.log(JSON.stringify([amount, await readBefore(folder)]));`;
  try {
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      ...{ encoding: 'utf8', cwd: folder.path },
      ...(isRoot && { uid: NOBODY, gid: NOBODY }),
    });
    expect(JSON.parse(printed)).toEqual([{ bytes: 3, files: 1, atLeast: true }, { backups: { all: true } }]);
  } finally {
    chmodSync(closed, 0o700);
  }
});

test('what goes while it is counted is not counted', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'uploads/a'), { recursive: true });
  mkdirSync(join(folder.path, 'uploads/b/c'), { recursive: true });
  for (const name of ['a/1', 'b/2', 'b/c/3']) writeFileSync(join(folder.path, 'uploads', name), '1');
  let looks = 0;
  const goes = () => {
    if (++looks === 2)
      for (const name of ['a', 'b'])
        rmSync(join(folder.path, 'uploads', name), { recursive: true, force: true });
    return 0;
  };
  expect(await measure(folder.path, ['uploads'], goes)).toEqual({ bytes: 1, files: 1, atLeast: false });
});
