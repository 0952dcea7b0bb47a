/** Settings: verified, committed as a whole, and what happens to a broken file. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SETTINGS,
  openSettings,
  SettingsUnreadable,
  type Verify,
} from '../../electron/manager/settings.ts';
import { temporaryFolder } from '../support/host.ts';

const open = (folder: string, verify: Verify[] = []) => openSettings({ folder, verify, now: () => 7 });
const stored = (folder: string) => JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));

describe('settings', () => {
  test('a fresh folder has the defaults, and is not written to for that', async () => {
    using folder = temporaryFolder();
    const settings = await open(folder.path);
    expect([settings.values, settings.office, settings.recovered]).toEqual([DEFAULT_SETTINGS, null, false]);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('a change is on disk, and there again', async () => {
    using folder = temporaryFolder();
    expect(await (await open(folder.path)).set({ language: 'fr' })).toBe('applied');
    expect((await open(folder.path)).values).toEqual({ ...DEFAULT_SETTINGS, language: 'fr' });
    expect(stored(folder.path)).toMatchObject({ version: 1, values: { language: 'fr' } });
  });

  test('refused by one area, nothing of it is committed', async () => {
    using folder = temporaryFolder();
    const refuse: Verify = (next) =>
      next.web.port === 22 ? { field: 'web.port', reason: 'taken' } : { effect: 'needs-restart' };
    const settings = await open(folder.path, [() => ({ effect: 'applied' }), refuse]);
    const change = { language: 'fr', web: { address: '127.0.0.1', port: 22 } } as const;
    await expect(settings.set(change)).rejects.toMatchObject({
      code: 'settings.refused',
      data: { field: 'web.port', reason: 'taken' },
    });
    expect(settings.values).toEqual(DEFAULT_SETTINGS);
    expect(readdirSync(folder.path)).toEqual([]);
    expect(await settings.set({ theme: 'dark' })).toBe('needs-restart');
  });

  test('two changes at once both stay', async () => {
    using folder = temporaryFolder();
    const settings = await open(folder.path);
    await Promise.all([settings.set({ language: 'fr' }), settings.set({ theme: 'dark' })]);
    expect(stored(folder.path).values).toMatchObject({ language: 'fr', theme: 'dark' });
  });

  test.each([
    ['cut off in the middle', '{"version":1,"values":{"lang'],
    ['empty', ''],
    [
      'a value nobody offers',
      JSON.stringify({ version: 1, values: { ...DEFAULT_SETTINGS, theme: 'pink' }, office: null }),
    ],
    ['of a newer version', JSON.stringify({ version: 2 })],
  ])('a file that is %s: the last good one is used, the broken one kept', async (_, text) => {
    using folder = temporaryFolder();
    await (await open(folder.path)).set({ language: 'fr' });
    writeFileSync(join(folder.path, 'settings.json'), text);
    const settings = await open(folder.path);
    expect([settings.values.language, settings.recovered]).toEqual(['fr', true]);
    expect(readFileSync(join(folder.path, 'settings.json.broken-7'), 'utf8')).toBe(text);
    expect((await open(folder.path)).recovered).toBe(false);
  });

  test('opened to be read, nothing is put right on the disk: root would leave files the service cannot open', async () => {
    using folder = temporaryFolder();
    await (await open(folder.path)).set({ language: 'fr' });
    writeFileSync(join(folder.path, 'settings.json'), '{');
    const before = readdirSync(folder.path);
    const settings = await openSettings({ folder: folder.path, now: () => 7, readOnly: true });
    expect([settings.values.language, settings.recovered]).toEqual(['fr', true]);
    expect(readdirSync(folder.path)).toEqual(before);
    expect(readFileSync(join(folder.path, 'settings.json'), 'utf8')).toBe('{');
  });

  test('nothing to be read at all is for recovery mode, never defaults nobody chose', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'settings.json'), 'x');
    await expect(open(folder.path)).rejects.toThrow(SettingsUnreadable);
  });
});
