/**
 * What the window's packages run as root, as electron-builder writes it, on a computer that boots: its own script after the installation,
 * ours after the removal, with the words dpkg and rpm give them.
 */
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BootedBox, bootBox, whyNoBox } from './box.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const NAMES: Readonly<Record<string, string>> = {
  executable: 'chatelaine-desktop',
  sanitizedProductName: 'Chatelaine',
};
/** SPEC: app-builder-lib, FpmTarget.writeConfigFile: every `${name}` is put in, and one it does not know is a mistake. */
const expanded = (path: string) =>
  readFileSync(path, 'utf8').replace(/\$\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const value = NAMES[name];
    if (value === undefined) throw new Error(`${path} names ${name}, which electron-builder does not know`);
    return value;
  });
const INSTALL = expanded(join(root, 'node_modules/app-builder-lib/templates/linux/after-install.tpl'));
const REMOVE = expanded(join(root, 'resources/desktop/after-remove.sh'));

const LINK = '/usr/bin/chatelaine-desktop';
const PROGRAM = '/opt/Chatelaine/chatelaine-desktop';
const UNIT = '/etc/systemd/system/chatelaine.service';
const PROFILE = '/etc/apparmor.d/chatelaine-desktop';

const reason = whyNoBox();

describe.skipIf(reason !== undefined)(`the window's packages${reason ? ` [skipped: ${reason}]` : ''}`, () => {
  let box: BootedBox;
  const script = (text: string, ...words: string[]) =>
    box.must('bash', ['-s', '--', ...words], { input: text });
  const isLink = () => {
    try {
      return lstatSync(box.path(LINK)).isSymbolicLink();
    } catch {
      return false;
    }
  };
  const there = () => [isLink(), existsSync(box.path(UNIT)), existsSync(box.path(PROFILE))];

  beforeAll(async () => {
    box = await bootBox();
  }, 120_000);
  afterAll(() => box?.stop(), 60_000);

  async function installed(): Promise<void> {
    await box.must('sh', [
      '-c',
      `mkdir -p /opt/Chatelaine /etc/apparmor.d && printf '#!/bin/sh\n' > ${PROGRAM} && cp ${PROGRAM} /opt/Chatelaine/chrome-sandbox && chmod 755 ${PROGRAM} && : > ${PROFILE} && printf '[Service]\nExecStart=/opt/Chatelaine/resources/node/bin/node x\n' > ${UNIT}`,
    ]);
    await script(INSTALL, 'configure');
  }

  test.each([
    ['dpkg', 'remove', 'upgrade'],
    ['rpm', '0', '1'],
  ])(
    '%s: nothing of it is left after "%s", and all stays at "%s"',
    async (_, gone, stays) => {
      await installed();
      expect(there()).toEqual([true, true, true]);
      await script(REMOVE, stays);
      expect(there()).toEqual([true, true, true]);
      await box.must('rm', ['-r', '/opt/Chatelaine']);
      expect(await script(REMOVE, gone)).toContain('Kept: each account');
      expect(there()).toEqual([false, false, false]);
    },
    60_000,
  );

  test('a service of another program is left alone', async () => {
    await installed();
    await box.must('sh', [
      '-c',
      `printf '[Service]\nExecStart=/usr/lib/chatelaine/runtime/bin/node x\n' > ${UNIT}`,
    ]);
    await script(REMOVE, 'purge');
    expect(there()).toEqual([false, true, false]);
  }, 60_000);
});
