/**
 * Real shells of Debian in real pseudo-terminals: what Tab completes in each, that none hands on a secret, that one which will not
 * hear is gone all the same, and what a flood costs while nobody draws it.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/manager/host.ts';
import { loadPty } from '../../../electron/manager/terminal/load-pty.ts';
import { AHEAD, KEPT_CHARACTERS } from '../../../electron/manager/terminal/session.ts';
import { createTerminals, type Terminals } from '../../../electron/manager/terminal/terminal.ts';
import { describeWith, findProgram } from '../../support/need.ts';

const CLI = join(import.meta.dirname, '../../../electron/cli.ts');
const MB = 1024 * 1024;
const scratch = mkdtempSync(join(tmpdir(), 'chatelaine-shells-'));
const home = join(scratch, 'home');
mkdirSync(home);
const opened: Terminals[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((one) => one.close()))));
afterAll(() => rmSync(scratch, { recursive: true, force: true }), 60_000);

const exists = (pid: number) => {
  try {
    process.kill(pid, 0);
    // One that ended and was not asked after yet is still in the list.
    return !/^\d+ \(.*\) Z/s.test(execFileSync('cat', [`/proc/${pid}/stat`], { encoding: 'utf8' }));
  } catch {
    return false;
  }
};

/** A terminal of this shell, read as a page reads it; `lags` draws nothing. */
async function shell(name: string | null, { lags = false } = {}) {
  const terminals = createTerminals({
    ...{ face: 'desktop', clock: systemClock, version: '1', own: { node: process.execPath, cli: CLI } },
    shell: () => ({
      ...{ platform: 'linux', home, user: 'sophie', dataDir: join(scratch, `data-${name}`), findProgram },
      loginShell: name && (findProgram(name) ?? null),
      env: {
        ...{ PATH: process.env.PATH, LANG: 'C.UTF-8', CHATELAINE_TOKEN: 'sesame', NODE_OPTIONS: '--sesame' },
        ...{ CREDENTIALS_DIRECTORY: '/sesame', AWS_SECRET_ACCESS_KEY: 'sesame' },
      },
    }),
    load: loadPty,
    completion: async (which) =>
      execFileSync(process.execPath, [CLI, 'completion', which], { encoding: 'utf8' }),
    kept: { get: () => true, set: () => undefined },
    server: () => '',
    changes: { note: () => undefined as never },
    unexpected: (error) => {
      throw error;
    },
  });
  opened.push(terminals);
  const { id, title } = await terminals.open(null, { kind: 'shell', columns: 200, rows: 40 });
  let text = '';
  let came = Promise.withResolvers<void>();
  const ended = (async () => {
    for await (const part of terminals.follow(null, id, 0)) {
      if (part.type !== 'output') continue;
      text += part.text;
      if (!lags && (await terminals.state(null)).sessions.length > 0)
        terminals.read(null, id, part.at + part.text.length);
      came.resolve();
      came = Promise.withResolvers();
    }
  })();
  return {
    ...{ terminals, id, title, ended },
    all: () => text,
    type: (keys: string) => terminals.type(null, id, keys),
    async shows(what: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const found = what.exec(text);
        if (found) return found;
        await came.promise;
      }
    },
  };
}

describe.each(['bash', 'zsh', 'fish'])('%s', (name) => {
  describeWith([name], 'in a terminal', () => {
    test('completes the office’s commands, is at the data folder, and knows no secret of the manager', {
      timeout: 60_000,
    }, async () => {
      const { type, shows, title, all } = await shell(name);
      expect(title).toBe(name);
      // Its line editor is there once it answers.
      type('echo at-$PWD-here\n');
      await shows(new RegExp(`at-${scratch}/data-${name}-here`));
      type('chatelaine ctl data_co\t');
      await shows(/data_counts/);
      type('\u0015env | grep -c sesame | sed s/^/secrets=/\n');
      expect((await shows(/secrets=(\d+)/))[1]).toBe('0');
      expect(all()).not.toContain('AWS_SECRET');
    });
  });
});

describeWith(['bash'], 'a terminal that is ended', () => {
  test.each([
    ['a shell that will not hear', "trap '' HUP TERM INT; "],
    ['a shell that hears', ''],
  ])('%s is gone', { timeout: 30_000 }, async (_, first) => {
    const { terminals, type, shows } = await shell('bash');
    type(`${first}echo pid=$$=\n`);
    const pid = Number((await shows(/pid=(\d+)=/))[1]);
    expect(exists(pid)).toBe(true);
    terminals.endAllOf(null);
    await terminals.close();
    await expect.poll(() => exists(pid), { timeout: 5000 }).toBe(false);
  });

  test('an account whose shell lets nobody in has the system’s', { timeout: 30_000 }, async () => {
    const { type, shows, title } = await shell(null);
    type('echo shell=$SHELL=\n');
    expect([title, (await shows(/shell=(\/\S+)=/))[1]]).toEqual(['bash', findProgram('bash')]);
  });
});

describe('a copy of the program', () => {
  const root = join(import.meta.dirname, '../../..');
  /** The sources beside every package but node-pty. */
  function copy(name: string) {
    const folder = join(scratch, name);
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    cpSync(join(root, 'electron'), join(folder, 'electron'), { recursive: true });
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    for (const one of readdirSync(join(root, 'node_modules')))
      if (one !== 'node-pty') symlinkSync(join(root, 'node_modules', one), join(folder, 'node_modules', one));
    return folder;
  }
  const loaded = (folder: string) => {
    const code =
      "import('./electron/manager/terminal/load-pty.ts').then((m) => m.loadPty()).then((is) => console.log(JSON.stringify(is)))";
    return JSON.parse(execFileSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' }));
  };

  test('without node-pty, and with one that does not load here: each said for what it is', {
    timeout: 60_000,
  }, () => {
    expect(loaded(copy('without'))).toMatchObject({
      missing: true,
      said: expect.stringContaining('node-pty'),
    });
    const broken = copy('broken');
    const pty = join(broken, 'node_modules/node-pty');
    mkdirSync(pty);
    writeFileSync(join(pty, 'package.json'), '{ "name": "node-pty", "main": "index.js" }');
    writeFileSync(
      join(pty, 'index.js'),
      "throw Object.assign(new Error('pty.node: wrong ELF class'), { code: 'ERR_DLOPEN_FAILED' });",
    );
    expect(loaded(broken)).toEqual({ missing: false, said: 'pty.node: wrong ELF class' });
  });
});

describeWith(['bash'], 'a flood that nobody draws', () => {
  test('a gigabyte waits in its file: neither kept here nor read', { timeout: 120_000 }, async () => {
    const file = join(scratch, 'gigabyte');
    const out = createWriteStream(file);
    const piece = Buffer.alloc(MB, 'all work and no play makes jack a dull boy\r\n');
    for (let n = 0; n < 1024; n++)
      if (!out.write(piece)) await new Promise<void>((go) => void out.once('drain', go));
    out.end();
    await finished(out);
    const { type, all, shows, terminals } = await shell('bash', { lags: true });
    const before = process.memoryUsage().rss;
    type(`cat ${file}\n`);
    await shows(/dull boy/);
    let length = -1;
    while (length !== all().length) {
      length = all().length;
      await new Promise((go) => setTimeout(go, 500));
    }
    const grown = process.memoryUsage().rss - before;
    console.info(
      `cat of 1 GB, nothing drawn: ${all().length} characters came, ${(grown / MB).toFixed(1)} MB more memory`,
    );
    expect(all().length).toBeLessThan(AHEAD + KEPT_CHARACTERS);
    expect(grown).toBeLessThan(64 * MB);
    rmSync(file);
    await terminals.close();
    expect(existsSync(file)).toBe(false);
  });
});
