/** The real electron-updater under our porter: each form of package, from the look to the new program that runs, and what is refused. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDesktopPorter } from '../../electron/manager/updates/desktop-porter.ts';
import { exchangeFile } from '../../electron/shell/appimage.ts';
import { type DesktopForm, desktopForm } from '../../electron/shell/updater.ts';
import { FORMS, HERE, makeKey, openUpdateLab, program, type UpdateLab } from './update-lab.ts';

// A package is a script here, and an AppImage is exchanged as a Unix exchanges files.
const unix = process.platform !== 'win32';

describe.runIf(unix).each(['appimage', 'nsis'] as const)('%s', (form: DesktopForm) => {
  let lab: UpdateLab;
  beforeEach(async () => {
    lab = await openUpdateLab(form);
  });
  afterEach(() => lab.close());

  const { yml, ending } = FORMS[form];
  const file = `Chatelaine-1.1.0${ending}`;

  describe('a new version', () => {
    test('is offered, fetched and found genuine; nothing happens by itself', async () => {
      const bytes = lab.publish();
      const found = await lab.offered();
      expect(lab.asked.map(({ url }) => url)).toEqual(['stable.json', yml]);
      expect(found.porter.lies!('1.1.0')).toBe(false);
      expect((await lab.bring(found)).at(-1)).toBe(bytes.length);
      expect([found.porter.lies!('1.1.0'), lab.quits(), lab.says()]).toEqual([true, 0, undefined]);
    });
    test('is all of the file that was signed: nothing is patched together', async () => {
      lab.publish();
      await lab.bring(await lab.offered());
      expect(lab.asked.filter(({ url }) => url.includes('Chatelaine'))).toEqual([
        { url: file, range: undefined, staging: '' },
      ]);
    });
    test('the server is told no number of this installation', async () => {
      lab.publish();
      await lab.offered();
      expect(lab.asked.find(({ url }) => url === yml)?.staging).toBe('');
    });
    test('lies there after a stop: not fetched again', async () => {
      lab.publish();
      await lab.bring(await lab.offered());
      const fetched = () => lab.asked.filter(({ url }) => url === file).length;
      // Another process of the same program.
      const again = await lab.offered();
      await lab.bring(again);
      expect([fetched(), again.porter.lies!('1.1.0')]).toEqual([1, true]);
    });
    test('given up in the middle: nothing of it is used, and taken later it is', async () => {
      const bytes = lab.publish({ bytes: program('1.1.0', 4_000_000) });
      const stop = new AbortController();
      lab.instead = (path, response) => {
        if (path !== file) return false;
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, 1_000_000), () => stop.abort(new Error('not now')));
        return true;
      };
      const found = await lab.offered();
      await expect(lab.bring(found, stop.signal)).rejects.toThrow('not now');
      expect(found.porter.lies!('1.1.0')).toBe(false);
      lab.instead = undefined;
      await lab.bring(found);
      expect(found.porter.lies!('1.1.0')).toBe(true);
    });
    test('cut off in the middle: said so, and begun anew the next time', async () => {
      const bytes = lab.publish({ bytes: program('1.1.0', 4_000_000) });
      lab.instead = (path, response) => {
        if (path !== file) return false;
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, 1_000_000), () => response.destroy());
        return true;
      };
      const found = await lab.offered();
      await expect(lab.bring(found)).rejects.toMatchObject({ because: 'archive.unreachable' });
      lab.instead = undefined;
      expect((await lab.bring(found)).at(-1)).toBe(bytes.length);
    });
  });

  describe('is refused', () => {
    const answers: [string, (response: ServerResponse) => void][] = [
      ['404', (response) => void response.writeHead(404).end()],
      ['500', (response) => void response.writeHead(500).end('a page of the web server')],
      ['nothing at all', () => undefined],
      ['no YAML', (response) => void response.end('<html>')],
    ];
    const instead = (of: string, answer: (response: ServerResponse) => void) => {
      return (path: string, response: ServerResponse) => {
        if (path === of) answer(response);
        return path === of;
      };
    };
    test.each(answers)('electron-updater’s own feed answers %s: nobody there', async (_, answer) => {
      lab.publish();
      const porter = createDesktopPorter(lab.driver({ lookMs: 500 }));
      lab.instead = instead(yml, answer);
      expect(await lab.look(porter)).toBe('feed.unreachable');
      // And when it answers again, the next look hears it.
      lab.instead = undefined;
      expect(await lab.look(porter)).toMatchObject({ wanted: { version: '1.1.0' } });
    });
    test.each(answers.slice(0, 3))('the package’s address answers %s', async (_, answer) => {
      lab.publish();
      const found = await lab.offered(createDesktopPorter(lab.driver(), 500));
      lab.instead = instead(file, answer);
      await expect(lab.bring(found)).rejects.toMatchObject({ because: 'archive.unreachable' });
      lab.instead = undefined;
      await lab.bring(found);
      expect(found.porter.lies!('1.1.0')).toBe(true);
    });
    test('a slow line that goes on is no silence', async () => {
      const bytes = lab.publish();
      const found = await lab.offered(createDesktopPorter(lab.driver(), 3_000));
      lab.instead = (path, response) => {
        if (path !== file) return false;
        response.writeHead(200, { 'content-length': bytes.length });
        const step = Math.ceil(bytes.length / 5);
        let at = 0;
        const timer = setInterval(() => {
          response.write(bytes.subarray(at, at + step));
          at += step;
          if (at < bytes.length) return;
          clearInterval(timer);
          response.end();
        }, 1_000);
        return true;
      };
      await lab.bring(found);
      expect(found.porter.lies!('1.1.0')).toBe(true);
    }, 20_000);
    // A script is no installer that Windows would start: it would be asked for an administrator.
    test.runIf(form === 'appimage')(
      'a look that nobody answers takes nothing from what was fetched',
      async () => {
        lab.publish();
        const found = await lab.offered(createDesktopPorter(lab.driver({ lookMs: 500 })));
        await lab.bring(found);
        lab.instead = (path) => path === yml;
        expect(await lab.look(found.porter)).toBe('feed.unreachable');
        // Said right before: until then nobody else may open the folder.
        const starting = vi.fn(() => expect(readFileSync(lab.present)).toEqual(program(HERE)));
        expect(await found.porter.install('another', starting)).toBe(false);
        expect(starting).not.toHaveBeenCalled();
        expect(await found.porter.install(found.wanted.sha512, starting)).toBe(true);
        expect(starting).toHaveBeenCalledTimes(1);
      },
    );
    test('a file that is not the one of electron-updater’s feed', async () => {
      lab.publish({ yml: Buffer.from('another'), statement: Buffer.from('another') });
      const found = await lab.offered();
      await expect(lab.bring(found)).rejects.toMatchObject({ because: 'archive.forged' });
      expect(found.porter.lies!('1.1.0')).toBe(false);
    });
    test('whoever has the web space and not the key: electron-updater would take it', async () => {
      lab.publish({ bytes: program('1.1.0-evil'), statement: program('1.1.0') });
      expect(await lab.driver().look('stable', () => true)).toMatchObject({ version: '1.1.0' });
      expect(await lab.look()).toBe('feed.forged');
    });
    test('a statement with somebody else’s signature, before electron-updater is asked', async () => {
      lab.publish({ signedBy: makeKey().pem });
      expect(await lab.look()).toBe('feed.forged');
      expect(lab.asked.map(({ url }) => url)).toEqual(['stable.json']);
    });
    test('a file that is longer than the statement says', async () => {
      lab.publish();
      const { porter, wanted } = await lab.offered();
      const bringing = lab.bring({ porter, wanted: { ...wanted, bytes: 1000 } });
      await expect(bringing).rejects.toMatchObject({ because: 'archive.too-big' });
    });
    test('a downgrade, by both', async () => {
      lab.publish({ version: '0.9.0' });
      expect(await lab.driver().look('stable', () => true)).toBeNull();
      expect(await lab.look()).toBe('older');
    });
    test('for now, whoever is not in the part of a hundred it is for', async () => {
      lab.publish({ staging: 25 });
      const lots: number[] = [];
      const isWithin = (percentage: number) => {
        lots.push(percentage);
        return false;
      };
      expect(await lab.look(undefined, isWithin)).toBe('not-yet');
      expect(lots).toEqual([25]);
      expect(await lab.look(undefined, (percentage) => 24 < percentage)).toMatchObject({
        wanted: { version: '1.1.0' },
      });
    });
    test('exchanged in the person’s own folder after it was fetched: not installed', async () => {
      lab.publish();
      const found = await lab.offered();
      await lab.bring(found);
      const name = readdirSync(lab.pending).find((one) => one.endsWith(ending))!;
      writeFileSync(join(lab.pending, name), program('6.6.6'));
      expect(await found.porter.install(found.wanted.sha512)).toBe(false);
      expect(readFileSync(lab.present).equals(program(HERE))).toBe(true);
    });
    test('a disk that is full: said so, and with room it goes on', async ({ skip }) => {
      const mounted = mount(lab.pending, '64k');
      if (!mounted) return skip('this machine lets nobody mount a file system');
      try {
        lab.publish({ bytes: program('1.1.0', 400_000) });
        const found = await lab.offered();
        await expect(lab.bring(found)).rejects.toMatchObject({ because: 'disk.full' });
        mounted.grow('8m');
        await lab.bring(found);
        expect(found.porter.lies!('1.1.0')).toBe(true);
      } finally {
        mounted.leave();
      }
    });
  });
});

/** A small file system of memory; undefined where nobody may mount one. */
function mount(path: string, size: string) {
  const run = (...args: string[]) => execFileSync('mount', args, { stdio: 'pipe' });
  try {
    run('-t', 'tmpfs', '-o', `size=${size}`, 'chatelaine-test', path);
  } catch {
    return undefined;
  }
  return {
    grow: (to: string) => void run('-o', `remount,size=${to}`, path),
    leave: () => void execFileSync('umount', ['-l', path]),
  };
}

describe.runIf(unix)('an AppImage', () => {
  let lab: UpdateLab;
  beforeEach(async () => {
    lab = await openUpdateLab('appimage');
  });
  afterEach(() => lab.close());

  test('takes the place of the old one, and is started on the same folder', async () => {
    const bytes = lab.publish();
    const found = await lab.offered();
    await lab.bring(found);
    expect(await found.porter.install(found.wanted.sha512)).toBe(true);
    await vi.waitFor(() => expect(lab.says()).toBe('1.1.0 --data=/srv/office'), 10_000);
    expect(readFileSync(lab.present).equals(bytes)).toBe(true);
    // It is for us to leave, when it is sure that the new one is there.
    expect(lab.quits()).toBe(0);
  });
  test('no room where the program lies: the old one stays, and nothing half is left', async ({ skip }) => {
    lab.publish({ bytes: program('1.1.0', 400_000) });
    const found = await lab.offered();
    await lab.bring(found);
    const apps = join(lab.home, 'apps');
    const mounted = mount(apps, '128k');
    if (!mounted) return skip('this machine lets nobody mount a file system');
    try {
      writeFileSync(lab.present, program(HERE));
      expect(await found.porter.install(found.wanted.sha512)).toBe(false);
      expect(readFileSync(lab.present).equals(program(HERE))).toBe(true);
      expect([readdirSync(apps), lab.says()]).toEqual([['Chatelaine.AppImage'], undefined]);
    } finally {
      mounted.leave();
    }
  });
  test('one whose name says its version gets the name of the new one; any other keeps its own', () => {
    const [apps, fetched] = ['named', 'fetched'].map((name) => join(lab.home, name)) as [string, string];
    const lay = (folder: string, name: string) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), name);
      return join(folder, name);
    };
    const exchange = (present: string, version: string) =>
      exchangeFile(lay(apps, present), lay(fetched, `C-${version}.AppImage`));
    expect(exchange('C-1.0.0.AppImage', '1.1.0')).toBe(join(apps, 'C-1.1.0.AppImage'));
    expect(exchange('Office.AppImage', '1.2.0')).toBe(join(apps, 'Office.AppImage'));
    expect(readdirSync(apps).sort()).toEqual(['C-1.1.0.AppImage', 'Office.AppImage']);
  });
});

describe.runIf(unix)('an NSIS installer', () => {
  let lab: UpdateLab;
  const { resourcesPath } = process;
  beforeEach(async () => {
    lab = await openUpdateLab('nsis');
    Object.assign(process, { resourcesPath: lab.home });
  });
  afterEach(() => {
    Object.assign(process, { resourcesPath });
    lab.close();
  });
  async function brought(more: Parameters<UpdateLab['publish']>[0] = {}) {
    lab.publish(more);
    const found = await lab.offered();
    await lab.bring(found);
    return { found, file: join(lab.pending, 'Chatelaine-1.1.0.exe') };
  }

  test('is told that it is an update, to ask nothing, and to start the new version', async () => {
    const { found, file } = await brought();
    // On Windows a file that ends in .exe may run.
    chmodSync(file, 0o755);
    expect(await found.porter.install(found.wanted.sha512)).toBe(true);
    await vi.waitFor(() => expect(lab.says()).toBe('1.1.0 --updated /S --force-run'), 10_000);
    expect(lab.quits()).toBe(0);
  });
  test('for all people of a computer: through the helper that asks for permission', async () => {
    const { found, file } = await brought({ isAdminRightsRequired: true });
    writeFileSync(join(lab.home, 'elevate.exe'), '#!/bin/sh\necho asked for $* > "$SAYS"\n', { mode: 0o755 });
    expect(await found.porter.install(found.wanted.sha512)).toBe(true);
    await vi.waitFor(() => expect(lab.says()).toBe(`asked for ${file} --updated /S --force-run`), 10_000);
  });
  test('cannot be started at all: this version goes on', async () => {
    // Neither it nor the helper may run.
    const { found } = await brought();
    expect(await found.porter.install(found.wanted.sha512)).toBe(false);
    expect([lab.quits(), lab.says()]).toEqual([0, undefined]);
  });
  test('whose publisher is not ours, as Windows says: thrown away', async () => {
    lab.publish();
    const found = await lab.offered(createDesktopPorter(lab.driver({ publisher: 'Somebody' })));
    await expect(lab.bring(found)).rejects.toMatchObject({ because: 'archive.forged' });
    expect(existsSync(join(lab.pending, 'Chatelaine-1.1.0.exe'))).toBe(false);
  });
});

test.each<[string, Parameters<typeof desktopForm>[0], string | null]>([
  ['an AppImage', { packaged: true, platform: 'linux', env: { APPIMAGE: '/a' } }, 'appimage'],
  ['a .deb, a .rpm, an unpacked folder', { packaged: true, platform: 'linux', env: {} }, null],
  ['installed on Windows', { packaged: true, platform: 'win32', env: {} }, 'nsis'],
  [
    'carried about on Windows',
    { packaged: true, platform: 'win32', env: { PORTABLE_EXECUTABLE_DIR: 'E' } },
    null,
  ],
  ['macOS, unsigned', { packaged: true, platform: 'darwin', env: {} }, null],
  ['a checkout', { packaged: false, platform: 'linux', env: { APPIMAGE: '/a' } }, null],
])('%s', (_, here, form) => expect(desktopForm(here)).toBe(form));
