/** Whose folder a command works in, what status says to a script, and how long one waits for a service that takes over. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { becomeOwner, folderOf } from '../../../electron/cli/owner.ts';
import { statusCode } from '../../../electron/cli/service.ts';
import { comes } from '../../../electron/local/successor.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';

/** The account "nobody" of every Linux. */
const NOBODY = 65534;
const OWNER = new URL('../../../electron/cli/owner.ts', import.meta.url).href;

/** What `code` prints in a process of its own, whose current folder and account are its own as well. */
const inFolder = (cwd: string, code: string): string =>
  execFileSync(
    process.execPath,
    ['--input-type=module', '-e', `import { becomeOwner, folderOf } from ${JSON.stringify(OWNER)}; ${code}`],
    { cwd, env: { ...process.env, TMPDIR: '/tmp' }, encoding: 'utf8' },
  ).trim();

describe('the folder of a command', () => {
  test.each([
    ['audit', ['--data', '/srv/office'], '/srv/office'],
    ['start', ['--data=/srv/office', '--json'], '/srv/office'],
    ['backup', ['create', '--data', '/srv/office'], '/srv/office'],
    ['certificate', ['renew', '--data', '/srv/office'], '/srv/office'],
    ['server', ['--config', '/srv/office/server/server.json'], '/srv/office/server'],
    ['ctl', ['--config=/srv/office/server/server.json', 'stats'], '/srv/office/server'],
    ['server', ['-c', '/srv/office/server/server.json'], '/srv/office/server'],
    ['server', ['-c/srv/office/server/server.json', '--check'], '/srv/office/server'],
    ['server', ['--config'], undefined],
    ['server', ['--help'], undefined],
    ['server', ['-h'], undefined],
    ['firewall', ['monitors', '192.0.2.10', '--data', '/srv/office'], '/srv/office'],
    ['backup-work', [], undefined],
    // Root stays root for what only root may; it writes nothing of its own there.
    ['service', ['remove', '--data', '/srv/office'], undefined],
    ['firewall', ['apply', '--data', '/srv/office'], undefined],
    ['certificate', ['hand-over', 'prosody', '--data', '/srv/office'], undefined],
    ['help', [], undefined],
  ] as const)('%s %j: %s', (command, args, folder) => {
    expect(folderOf(command, args)).toBe(folder);
  });

  test('a server without an option takes the configuration that lies here', () => {
    using folder = temporaryFolder();
    const of = "console.log(folderOf('server', ['--check']))";
    expect(inFolder(folder.path, of)).toBe('undefined');
    writeFileSync(join(folder.path, 'server.json'), '{}');
    expect(inFolder(folder.path, of)).toBe(realpathSync(folder.path));
  });

  // Only root becomes somebody.
  test.runIf(process.getuid?.() === 0)(
    'root is whoever the folder, or a link in its place, belongs to',
    () => {
      using folder = temporaryFolder();
      chmodSync(folder.path, 0o755);
      const office = join(folder.path, 'office');
      mkdirSync(office);
      writeFileSync(join(office, 'server.json'), '{}');
      chownSync(office, NOBODY, NOBODY);
      const link = join(folder.path, 'link');
      symlinkSync('/etc', link);
      lchownSync(link, NOBODY, NOBODY);
      const becomes = (command: string, args: string[]) =>
        inFolder(
          office,
          `await becomeOwner(${JSON.stringify(command)}, ${JSON.stringify(args)});
         console.log(process.getuid(), process.env.TMPDIR ?? '')`,
        );
      expect(becomes('server', [])).toBe(`${NOBODY}`);
      expect(becomes('server', ['-c', join(office, 'server.json')])).toBe(`${NOBODY}`);
      expect(becomes('audit', ['--data', link])).toBe(`${NOBODY}`);
      expect(becomes('audit', ['--data', '/etc'])).toBe('0 /tmp');
    },
  );

  test('what follows "--" is no option of ours', () => {
    vi.stubEnv('CHATELAINE_DATA', '/srv/ours');
    expect(folderOf('audit', ['--', '--data', '/etc'])).toBe('/srv/ours');
    vi.unstubAllEnvs();
  });

  test('a folder of our own, or none, changes nobody', async () => {
    using folder = temporaryFolder();
    const before = process.getuid?.();
    await becomeOwner('audit', ['--data', folder.path]);
    await becomeOwner('audit', ['--data', join(folder.path, 'not', 'there')]);
    expect(process.getuid?.()).toBe(before);
    expect(resolve(folder.path)).toBe(folder.path);
  });
});

test.each([
  ['running', 0],
  ['waiting', 3],
  ['stopped', 3],
  ['failed', 3],
  ['unknown', 4],
  [undefined, 4],
] as const)('status of a service that is %s: %i', (state, code) => expect(statusCode(state)).toBe(code));

describe('waiting for a successor', () => {
  const clock = {
    now: Date.now,
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  };

  test('one that is not coming is not waited for', async () => {
    using folder = temporaryFolder();
    let looks = 0;
    const began = Date.now();
    expect(await comes(folder.path, 60_000, clock, { coming: async () => ++looks < 2 })).toBe(false);
    expect([looks, Date.now() - began < 30_000]).toEqual([2, true]);
  }, 40_000);

  test('a keeper that does not answer says nothing about it; a signal ends the wait', async () => {
    using folder = temporaryFolder();
    const stop = new AbortController();
    const fake = createFakeClock();
    const waiting = comes(folder.path, 60_000, fake, {
      coming: () => Promise.reject(new Error('no bus')),
      signal: stop.signal,
    });
    await new Promise((done) => setTimeout(done, 50));
    fake.advance(5_000);
    expect(await Promise.race([waiting, new Promise((done) => setTimeout(() => done('waits'), 100))])).toBe(
      'waits',
    );
    stop.abort();
    expect(await waiting).toBe(false);
  });
});
