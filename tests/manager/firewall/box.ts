/**
 * A machine with a firewall, and somebody outside: two network namespaces on one cable, with both families.
 * The helper runs inside as it does for a person: as root, told by lines of JSON.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HELPER = fileURLToPath(new URL('../../../electron/firewall-helper.ts', import.meta.url));

export const INSIDE = { v4: '10.88.0.1', v6: 'fd88::1' } as const;
const OUTSIDE = { v4: '10.88.0.2', v6: 'fd88::2' } as const;

export interface Helper {
  readonly pid: number;
  ask(request: object): Promise<Record<string, unknown>>;
  /** As a manager that ends does. */
  end(): Promise<void>;
  kill(): Promise<void>;
}

export interface Box {
  readonly namespace: string;
  /** Its own /etc. */
  readonly etc: string;
  /** Its own /run. */
  readonly state: string;
  /** Runs a program inside; its output. */
  inside(program: string, args: readonly string[], input?: string): Promise<string>;
  helper(): Helper;
  /** Somebody outside tries to come in: whether a connection (TCP) or a datagram's echo (UDP) comes about. */
  comesIn(family: 'v4' | 'v6', port: number): Promise<boolean>;
  /** Programs that answer on these ports, on both families. */
  listen(ports: readonly number[]): Promise<void>;
  /** firewalld in the foreground, on a system bus of its own; resolves once it answers. */
  firewalld(): Promise<void>;
  close(): Promise<void>;
}

let count = 0;

export async function openBox(): Promise<Box> {
  const name = `chw${process.pid}-${count++}`;
  const [box, world] = [`${name}-box`, `${name}-out`];
  const ip = (line: string) => run('ip', line.split(' '));
  const children: { pid: number; done: Promise<unknown> }[] = [];
  for (const namespace of [box, world]) {
    await ip(`netns add ${namespace}`);
    await ip(`-n ${namespace} link set lo up`);
  }
  await ip(`-n ${box} link add eth0 type veth peer name eth0 netns ${world}`);
  for (const [namespace, own, other] of [
    [box, INSIDE, OUTSIDE],
    [world, OUTSIDE, INSIDE],
  ] as const) {
    await ip(`-n ${namespace} link set eth0 up`);
    await ip(`-n ${namespace} addr add ${own.v4}/24 dev eth0`);
    await ip(`-n ${namespace} addr add ${own.v6}/64 dev eth0 nodad`);
    await ip(`-n ${namespace} route add default via ${other.v4}`);
  }

  // Firewalls keep their rules in /etc, and themselves in /run: the box has its own of both.
  const own = mkdtempSync(join(tmpdir(), 'chatelaine-box-'));
  const [etc, state] = [join(own, 'etc'), join(own, 'run')];
  cpSync('/etc', etc, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(state, 'dbus'), { recursive: true });
  const OWN = 'mount --bind "$0/etc" /etc && mount --bind "$0/run" /run && exec "$@"';
  const into = (namespace: string) => [
    ...['netns', 'exec', namespace],
    ...(namespace === box ? ['unshare', '-m', 'sh', '-c', OWN, own] : []),
  ];

  const node = (namespace: string, args: readonly string[]) =>
    spawn('ip', [...into(namespace), process.execPath, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });

  const inside: Box['inside'] = async (program, args, input) => {
    const going = run('ip', [...into(box), program, ...args], { maxBuffer: 8 * 1024 * 1024 });
    going.child.stdin?.end(input ?? '');
    return (await going).stdout;
  };

  return {
    namespace: box,
    inside,
    ...{ etc, state },
    helper() {
      const child = node(box, [HELPER]);
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
      return {
        pid: child.pid!,
        async ask(request) {
          child.stdin.write(`${JSON.stringify(request)}\n`);
          const { value, done } = await lines.next();
          if (done) throw new Error('the helper ended without an answer');
          return JSON.parse(value) as Record<string, unknown>;
        },
        async end() {
          child.stdin.end();
          await ended;
        },
        async kill() {
          child.kill('SIGKILL');
          await ended;
        },
      };
    },
    async comesIn(family, port) {
      const program = `const s = require('net').connect({ host: '${INSIDE[family]}', port: ${port} }, () => { console.log('in'); process.exit(); });
        s.on('error', () => process.exit()); setTimeout(() => process.exit(), 1000);`;
      const child = node(world, ['-e', program]);
      let said = '';
      child.stdout.on('data', (chunk) => (said += String(chunk)));
      await new Promise((resolve) => child.once('close', resolve));
      return said.includes('in');
    },
    async listen(ports) {
      const program = `let left = ${ports.length}; for (const port of ${JSON.stringify(ports)}) require('net').createServer((s) => s.on('error', () => {})).listen(port, '::', () => { if (--left === 0) console.log('ready'); });`;
      const child = node(box, ['-e', program]);
      children.push({ pid: child.pid!, done: new Promise((resolve) => child.once('close', resolve)) });
      await new Promise((resolve) => child.stdout.once('data', resolve));
    },
    async firewalld() {
      const keep = (program: string, args: readonly string[]) => {
        const child = spawn('ip', [...into(box), program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
        children.push({ pid: child.pid!, done: new Promise((resolve) => child.once('close', resolve)) });
        return child;
      };
      const bus = keep('dbus-daemon', ['--system', '--nofork', '--nopidfile', '--print-address']);
      await new Promise((resolve) => bus.stdout.once('data', resolve));
      keep('firewalld', ['--nofork', '--nopid']);
      const state = () => inside('firewall-cmd', ['--state']).catch(() => '');
      while (!(await state()).includes('running')) await new Promise((resolve) => setTimeout(resolve, 200));
    },
    async close() {
      for (const { pid, done } of children) {
        process.kill(pid, 'SIGKILL');
        await done;
      }
      for (const namespace of [box, world]) execFileSync('ip', ['netns', 'del', namespace]);
      rmSync(own, { recursive: true });
    },
  };
}
