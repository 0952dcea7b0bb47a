/**
 * A desk of its own for a program with windows: an X server, a session bus, a home folder, and the office as its world.
 *
 * The program finds the office's domain and trusts the office's authority as on a machine in the office (`enter.sh`), so it is
 * given an address and a password and nothing else. What it says goes to `complaints`, shown when a test fails.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeCertificate } from '../../support/certificates.ts';
import { findProgram } from '../../support/need.ts';
import { type DesktopOffice, DOMAIN } from './office.ts';

const run = promisify(execFile);
const ENTER = fileURLToPath(new URL('enter.sh', import.meta.url));
const PICTURES = fileURLToPath(new URL('../../output', import.meta.url));

export interface Desktop {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file below the home folder. */
  write(path: string, content: string | Uint8Array): string;
  /** Starts a program that stays. */
  start(program: string, ...args: string[]): void;
  /** Asks the programs that stay to end, and waits until they have. */
  stop(): Promise<void>;
  /** Runs a program to its end, and returns what it says. */
  run(program: string, ...args: string[]): Promise<string>;
  /** The same, with `input` on its standard input. */
  tell(input: string, program: string, ...args: string[]): Promise<string>;
  /** The window whose title matches, once it is there. */
  window(title: RegExp, timeoutMs?: number): Promise<string>;
  /** Presses keys, by their X names, in the window that has the focus. */
  press(...keys: string[]): Promise<void>;
  /**
   * Types a line and presses Return, again until `heard` resolves: windows lose keys while they open, and a part of the line may
   * be said first.
   */
  sayUntil(text: string, heard: () => Promise<unknown>): Promise<void>;
  type(text: string): Promise<void>;
  /** A picture of the screen in tests/output, where ImageMagick is installed. */
  picture(name: string): Promise<void>;
  /** What the programs said last. */
  complaints(): string;
  close(): Promise<void>;
}

export interface DesktopOptions {
  /** The machine's list of authorities has the office's own. Default: true. */
  readonly trusted?: boolean;
  /** Programs tell what is on the screen, as they do for a screen reader. Default: false. */
  readonly readable?: boolean;
}

export async function openDesktop(
  office: DesktopOffice,
  { trusted = true, readable = false }: DesktopOptions = {},
): Promise<Desktop> {
  const home = mkdtempSync(join(tmpdir(), 'chatelaine-desk-'));
  const children: ChildProcess[] = [];
  const programs: ChildProcess[] = [];
  let said = '';
  const write = (path: string, content: string | Uint8Array) => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const listen = (stream: Readable | null) =>
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-40_000);
    });

  write('world/hosts', `127.0.0.1 localhost\n${office.address} ${DOMAIN}\n`);
  // Nobody answers there: what is not in `hosts` does not exist, and is known not to at once.
  write('world/resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  write(
    'world/certificates/ca-certificates.crt',
    trusted ? office.server.ca : (await makeCertificate(home, 'stranger', ['stranger.test'])).pem,
  );
  copyFileSync(
    join(home, 'world/certificates/ca-certificates.crt'),
    join(home, 'world/certificates/office.pem'),
  );
  execFileSync('openssl', ['rehash', join(home, 'world/certificates')], { stdio: 'ignore' });
  mkdirSync(join(home, 'run'));
  chmodSync(join(home, 'run'), 0o700);

  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '/usr/bin',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: join(home, 'run'),
    // Settings stay in memory; no accessibility bus, no graphics card, no network manager is asked for.
    ...{ GSETTINGS_BACKEND: 'memory', GTK_USE_PORTAL: '0' },
    ...(readable ? { GTK_MODULES: 'gail:atk-bridge' } : { NO_AT_BRIDGE: '1', GTK_A11Y: 'none' }),
    ...{ GDK_BACKEND: 'x11', QT_QPA_PLATFORM: 'xcb', GSK_RENDERER: 'cairo', GIO_USE_NETWORK_MONITOR: 'base' },
  };
  const inside = (program: string, args: readonly string[]) => [
    ...['--map-root-user', '--mount', ENTER, join(home, 'world'), program],
    ...args,
  ];
  /** Starts a server that says where it is in its first line on `from`. */
  const serve = (program: string, args: string[], from: 1 | 3) =>
    new Promise<string>((resolve, reject) => {
      const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
      children.push(child);
      listen(child.stderr);
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`${program} ended:\n${said}`)));
      createInterface({ input: child.stdio[from] as Readable }).once('line', resolve);
    });
  env.DISPLAY = `:${await serve('Xvfb', ['-displayfd', '3', '-screen', '0', '1100x800x24', '-nolisten', 'tcp'], 3)}`;
  // WHY inside: the bus lets in who has the same user id, as it sees it.
  env.DBUS_SESSION_BUS_ADDRESS = await serve(
    'unshare',
    inside('dbus-daemon', [
      ...['--session', '--nofork', '--print-address=1'],
      `--address=unix:dir=${join(home, 'run')}`,
    ]),
    1,
  );

  const xdotool = async (...args: string[]) => (await run('xdotool', args, { env })).stdout.trim();

  return {
    ...{ home, env, write },
    start(program, ...args) {
      const child = spawn('unshare', inside(program, args), { env, stdio: ['ignore', 'pipe', 'pipe'] });
      children.push(child);
      programs.push(child);
      listen(child.stdout);
      listen(child.stderr);
    },
    async stop() {
      for (const child of programs.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
    },
    run: async (program, ...args) => (await run('unshare', inside(program, args), { env })).stdout.trim(),
    async tell(input, program, ...args) {
      const told = run('unshare', inside(program, args), { env });
      told.child.stdin?.end(input);
      return (await told).stdout.trim();
    },
    async window(title, timeoutMs = 30_000) {
      const { stdout } = await run(
        'timeout',
        [`${timeoutMs / 1000}`, 'xdotool', 'search', '--sync', '--onlyvisible', '--name', title.source],
        { env },
      ).catch(() => ({ stdout: '' }));
      const [found] = stdout.trim().split('\n');
      if (!found) throw new Error(`No window is called ${title}.\n${said}`);
      await xdotool('windowfocus', '--sync', found);
      return found;
    },
    press: async (...keys) => void (await xdotool('key', '--delay', '50', ...keys)),
    async sayUntil(text, heard) {
      for (let left = 5; ; left--) {
        await xdotool('key', 'ctrl+a');
        await xdotool('type', '--delay', '20', text);
        await xdotool('key', 'Return');
        try {
          return void (await heard());
        } catch (error) {
          if (left === 0) throw error;
        }
      }
    },
    type: async (text) => void (await xdotool('type', '--delay', '20', text)),
    async picture(name) {
      if (!findProgram('import')) return;
      mkdirSync(PICTURES, { recursive: true });
      await run('import', ['-window', 'root', join(PICTURES, `desktop-${name}.png`)], { env });
    },
    complaints: () => said,
    async close() {
      for (const child of children.reverse()) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
      rmSync(`${home}-kept`, { recursive: true, force: true });
    },
  };
}
