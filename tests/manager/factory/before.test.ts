/** A folder that was in use before us: what lay there under names of ours stays, byte for byte, and what we made among it goes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finishWipeClosed } from '../../../electron/manager/factory/closed.ts';
import { isOurName, sortFolder } from '../../../electron/manager/factory/folder.ts';
import { measure } from '../../../electron/manager/factory/measure.ts';
import { commitWipe } from '../../../electron/manager/factory/wipe.ts';
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
