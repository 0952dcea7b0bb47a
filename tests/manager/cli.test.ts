/** The command line: what it takes, and real processes from a first start to kill -9. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { readSetupArgs } from '../../electron/cli/setup.ts';
import { checkoutFolder, noWindowBecause } from '../../electron/cli/start.ts';
import { isAlive, processStart } from '../../electron/manager/data-folder.ts';
import { calledNames, linkName, parseListen } from '../../electron/web/listen.ts';
import { temporaryFolder } from '../support/host.ts';
import { freePort } from '../support/ports.ts';

const CLI = join(import.meta.dirname, '../../electron/cli.ts');
const chatelaine = (...args: string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });

test.each([
  ['8471', { address: '127.0.0.1', port: 8471 }],
  ['localhost:8471', { address: '127.0.0.1', port: 8471 }],
  ['0.0.0.0:80', { address: '0.0.0.0', port: 80 }],
  ['[::1]:8471', { address: '::1', port: 8471 }],
])('--listen %s', (text, listen) => expect(parseListen(text)).toEqual(listen));
test.each(['', 'x', '127.0.0.1', '127.0.0.1:99999', '::1:8471', 'http://x:1', ':1:2'])(
  '--listen %s is refused',
  (text) => expect(parseListen(text)).toMatch(/write HOST:PORT/),
);

test('who may call us depends on where we listen', () => {
  const machine = { hostname: 'atelier', addresses: ['192.168.1.20'] };
  expect(calledNames('127.0.0.1', machine)).not.toContain('192.168.1.20');
  expect(calledNames('0.0.0.0', machine)).toEqual(
    expect.arrayContaining(['127.0.0.1', '192.168.1.20', 'atelier.local']),
  );
  expect(linkName('0.0.0.0', machine)).toBe('192.168.1.20');
});

test.each([
  [['--admin', 'sophie'], /either --domain DOMAIN or --lan/],
  [['--lan', '--domain', 'x.org', '--admin', 'sophie'], /either --domain DOMAIN or --lan/],
  [['--domain', 'x.org'], /--admin NAME/],
  [['--domain', 'x.org', '--admin', '@x.org'], /--admin NAME/],
  [['--domain', 'x.org', '--name', 'y', '--admin', 'a'], /--name goes with --lan/],
  [['--lan', '--admin', 'a', '--port', '0'], /from 1 to 65535/],
  [['--lan', '--admin', 'a', '--json'], /--json needs --yes/],
  [['--lan', '--admin', 'a', '--password', 'x'], /no option --password\. Did you mean --password-file\?/],
  [['--lan', '--admin', 'a', '--password-file', '-'], /--password-file - needs --yes/],
])('setup %j is wrong usage', (args, sentence) => expect(readSetupArgs(args)).toMatch(sentence));

test.each([
  ['/home/me/chatelaine/electron/cli/start.ts', '/home/me/chatelaine'],
  ['/home/me/chatelaine/dist/electron/cli/start.js', '/home/me/chatelaine'],
])('Electron is given the folder of package.json, seen from %s', (file, folder) =>
  expect(checkoutFolder(file)).toBe(folder),
);

test('one sentence why there is no window', () => {
  const all = { electron: true, display: true, root: false };
  expect(noWindowBecause(all)).toBeUndefined();
  expect(noWindowBecause({ ...all, electron: false })).toMatch(/^The desktop window needs Electron/);
  expect(noWindowBecause({ ...all, display: false })).toMatch(/^There is no display/);
});

describe('usage', { timeout: 20_000 }, () => {
  test.each([
    [['--help'], 0, 'stdout', /Usage: chatelaine/],
    [['setup', '--help'], 0, 'stdout', /--password-file/],
    [['coach', '--help'], 0, 'stdout', /--person ADDRESS/],
    [['leave', '--help'], 0, 'stdout', /articles\n15 and 20 of the GDPR/],
    [['leave', 'marie'], 2, 'stderr', /"marie" is no address/],
    [['version'], 0, 'stdout', /^\d+\.\d+\.\d+\n$/],
    [['version', '--json'], 0, 'stdout', /^\{"version":"/],
    [['frobnicate'], 2, 'stderr', /There is no command frobnicate/],
    [['serve', '--port', '1'], 2, 'stderr', /There is no option --port/],
    [['serve', '--lisen', '1'], 2, 'stderr', /no option --lisen\. Did you mean --listen\?/],
    [['serve', '--data'], 2, 'stderr', /--data needs a value/],
    [['serve', '--data', '--json'], 2, 'stderr', /--data needs a value/],
    [['serve', '--json=no'], 2, 'stderr', /--json takes no value/],
    [['serve', 'now'], 2, 'stderr', /"now" is not expected here/],
    [['start', '--jsno'], 2, 'stderr', /Did you mean --json\?\n"chatelaine start --help"/],
    [['setup', '--domian', 'x.org'], 2, 'stderr', /Did you mean --domain\?/],
    [['version', '--jason'], 2, 'stderr', /Did you mean --json\?/],
    [['sevre'], 2, 'stderr', /There is no command sevre\. Did you mean serve\?/],
    [['help', 'stup'], 2, 'stderr', /Did you mean setup\?/],
  ] as const)('%j', (args, status, stream, text) => {
    const done = chatelaine(...args);
    expect([done.status, done[stream]]).toEqual([status, expect.stringMatching(text)]);
  });

  test('setup says what is wrong with a domain, and leaves nothing running', () => {
    using folder = temporaryFolder();
    const given = ['--domain', 'https://example.org/', '--admin', 'sophie', '--yes', '--data', folder.path];
    const done = chatelaine('setup', ...given);
    expect([done.status, done.stderr]).toEqual([
      1,
      'This is the address of a page. Only the domain in it is needed. Did you mean example.org?\n',
    ]);
    expect(existsSync(join(folder.path, 'manager.pid'))).toBe(false);
    const forPrograms = chatelaine('setup', ...given, '--json');
    expect(JSON.parse(forPrograms.stdout)).toMatchObject({
      error: { code: 'domain.invalid', data: { reason: 'url' } },
    });
  });
});

/** Starts `serve` and resolves with its first line. */
async function serve(folder: string, port: number): Promise<{ child: ChildProcess; line: { url: string } }> {
  const args = [CLI, 'serve', '--data', folder, '--listen', `127.0.0.1:${port}`, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout! }).once('line', resolve),
  );
  return { child, line: JSON.parse(line) };
}

const exit = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

/** Resolves once the server has announced itself `times` times, by its log. */
async function announced(data: string, times: number): Promise<void> {
  const folder = join(data, 'logs');
  const count = () => readFileSync(join(folder, 'server.log'), 'utf8').split('"event":"ready"').length - 1;
  if (count() >= times) return;
  for await (const _ of watch(folder)) if (count() >= times) return;
}

test('set up by script, served, killed with kill -9: the server goes with its manager, and both come back', {
  timeout: 60_000,
}, async () => {
  using folder = temporaryFolder();
  const [web, starttls, direct] = [await freePort(), await freePort(), await freePort()];
  const password = join(folder.path, 'password');
  writeFileSync(password, 'correct horse battery\nsecond line\n');
  const ports = ['--port', String(starttls), '--tls-port', String(direct)];
  const data = join(folder.path, 'data');
  const who = [
    '--lan',
    '--name',
    'atelier.local',
    '--admin',
    'sophie@atelier.local',
    '--password-file',
    password,
  ];
  const done = chatelaine('setup', ...who, ...ports, '--data', data, '--yes', '--json');
  expect([done.status, done.stderr]).toEqual([0, '']);
  expect(JSON.parse(done.stdout)).toMatchObject({ address: 'sophie@atelier.local', password: null });

  const first = await serve(data, web);
  // The set-up itself started it once before.
  await announced(data, 2);
  const second = chatelaine('serve', '--data', data, '--json');
  expect(second.status).toBe(0);
  const { url } = JSON.parse(second.stdout);
  expect(url).toMatch(new RegExp(`^http://127.0.0.1:${web}/#token=[\\w-]{43}$`));
  expect(url).not.toBe(first.line.url);

  const config = join(data, 'server/server.json');
  const checked = spawnSync(
    process.execPath,
    [CLI, 'ctl', '--config', config, 'check_password', 'sophie', 'atelier.local', '-'],
    {
      input: 'correct horse battery\n',
    },
  );
  expect(checked.status).toBe(0);

  const server = JSON.parse(readFileSync(join(data, 'server.pid'), 'utf8')) as {
    pid: number;
    started: string;
  };
  expect(server.started).toBe(processStart(server.pid));
  const gone = exit(first.child);
  first.child.kill('SIGKILL');
  await gone;
  const again = await serve(data, web);
  expect(isAlive(server)).toBe(false);
  await announced(data, 3);
  const ended = exit(again.child);
  again.child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(existsSync(join(data, 'server.pid'))).toBe(false);
  // No password is in any log or file but the server's own keys.
  expect(readFileSync(join(data, 'logs/manager.log'), 'utf8')).not.toContain('correct horse');
});
