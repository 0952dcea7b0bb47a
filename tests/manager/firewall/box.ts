/**
 * A machine with a firewall, and somebody outside: two network namespaces on one cable, with both families.
 * The helper runs inside as it does for a person: as root, told by lines of JSON.
 */
import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFile,
  execFileSync,
  spawn,
} from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
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
  /** Of somebody outside. */
  readonly world: string;
  /** Its own /etc. */
  readonly etc: string;
  /** Its own /run. */
  readonly state: string;
  /** Runs a program inside; its output. */
  inside(program: string, args: readonly string[], input?: string): Promise<string>;
  /** A program that goes on, inside or outside; whoever starts it ends it. */
  start(where: 'box' | 'world', program: string, args: readonly string[]): ChildProcessWithoutNullStreams;
  helper(): Helper;
  /** Somebody outside tries to come in: whether a connection (TCP) comes about within so many milliseconds. */
  comesIn(family: 'v4' | 'v6', port: number, patience?: number): Promise<boolean>;
  /** Programs that answer on these ports, on both families. */
  listen(ports: readonly number[]): Promise<void>;
  /** firewalld in the foreground, on a system bus of its own; resolves once it answers. */
  firewalld(): Promise<void>;
  /** A conversation from outside: what is said at one end is heard at the other, as long as the firewall lets it. */
  session(port: number): Promise<Session>;
  /**
   * Puts a script of ours in the place of a program, which then is at `$REAL`; `$BOX` is a folder for its notes. Until `reset`.
   */
  instead(program: string, script: string): void;
  /** A script that every program started from now on finds carried out: what is mounted there is so for it alone. Until `reset`. */
  prepare(script: string): void;
  /** Both ends forget where the other one is on the cable, and have to ask (RFC 4861). */
  forgetNeighbours(): Promise<void>;
  /** The folder for the notes of such scripts. */
  readonly notes: string;
  /** No rules, no programs, and /etc as it was: for the next test. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface Session {
  /** Resolves once the other end has it and has said it back; does not give up by itself. */
  echo(word: string): Promise<void>;
  end(): void;
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
  const notes = join(own, 'notes');
  for (const folder of [join(state, 'dbus'), join(own, 'bin'), notes]) mkdirSync(folder, { recursive: true });
  // Programs that a test replaces stand in `bin`, each by its whole path with `+` for `/`.
  const OWN = `mount --bind "$0/etc" /etc && mount --bind "$0/run" /run
    for each in "$0"/bin/*; do [ -f "$each" ] && mount --bind "$each" "$(basename "$each" | tr + /)"; done
    [ -f "$0/notes/prepare" ] && . "$0/notes/prepare"
    exec "$@"`;
  const into = (namespace: string) => [
    ...['netns', 'exec', namespace],
    ...(namespace === box ? ['unshare', '-m', 'sh', '-c', OWN, own] : []),
  ];

  const node = (namespace: string, args: readonly string[]) =>
    spawn('ip', [...into(namespace), process.execPath, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });

  let prober: Conversation | undefined;
  const keepTrack = (child: ChildProcess) =>
    children.push({ pid: child.pid!, done: new Promise((resolve) => child.once('close', resolve)) });
  const endChildren = async () => {
    for (const { pid, done } of children.splice(0)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Ended by itself.
      }
      await done;
    }
  };

  const inside: Box['inside'] = async (program, args, input) => {
    const going = run('ip', [...into(box), program, ...args], { maxBuffer: 8 * 1024 * 1024 });
    // It may end before it has read.
    going.child.stdin?.on('error', () => undefined);
    going.child.stdin?.end(input ?? '');
    return (await going).stdout;
  };

  return {
    namespace: box,
    world,
    start: (where, program, args) =>
      spawn('ip', [...into(where === 'box' ? box : world), program, ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
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
    async comesIn(family, port, patience = 700) {
      prober ??= converse(node(world, ['-e', PROBER]));
      return (await prober.ask({ host: INSIDE[family], port, patience })) === true;
    },
    async listen(ports) {
      const child = node(box, ['-e', ECHO, ...ports.map(String)]);
      keepTrack(child);
      await new Promise((resolve) => child.stdout.once('data', resolve));
    },
    async session(port) {
      const child = node(world, ['-e', TALKER, INSIDE.v4, String(port)]);
      keepTrack(child);
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const heard = async (word: string) => {
        for (;;) {
          const { value, done } = await lines.next();
          if (done) throw new Error('the conversation ended');
          if (value === word) return;
        }
      };
      await heard('connected');
      return {
        echo(word) {
          child.stdin.write(`${word}\n`);
          return heard(word);
        },
        end: () => child.stdin.end(),
      };
    },
    instead(program, script) {
      const named = ['/usr/sbin', '/usr/bin']
        .map((folder) => join(folder, program))
        .find((one) => existsSync(one))!;
      // Programs that go by several names look at how they were called.
      const path = realpathSync(named);
      const real = join(notes, 'real', basename(path));
      mkdirSync(dirname(real), { recursive: true });
      copyFileSync(path, real);
      const file = join(own, 'bin', path.replaceAll('/', '+'));
      const call = path === named ? `"${real}"` : `"${real} $(basename "$0")"`;
      writeFileSync(file, `#!/bin/sh\nREAL=${call}\nBOX='${notes}'\n${script}\n`);
      chmodSync(file, 0o755);
    },
    async firewalld() {
      const keep = (program: string, args: readonly string[]) => {
        const child = spawn('ip', [...into(box), program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
        keepTrack(child);
        return child;
      };
      const bus = keep('dbus-daemon', ['--system', '--nofork', '--nopidfile', '--print-address']);
      await new Promise((resolve) => bus.stdout.once('data', resolve));
      keep('firewalld', ['--nofork', '--nopid']);
      const state = () => inside('firewall-cmd', ['--state']).catch(() => '');
      while (!(await state()).includes('running')) await new Promise((resolve) => setTimeout(resolve, 200));
    },
    notes,
    prepare: (script) => writeFileSync(join(notes, 'prepare'), `${script}\n`),
    async forgetNeighbours() {
      for (const namespace of [box, world]) await ip(`-n ${namespace} -6 neigh flush dev eth0`);
    },
    async reset() {
      await endChildren();
      for (const folder of [
        join(own, 'bin'),
        notes,
        join(state, 'chatelaine-firewall'),
        join(state, 'data'),
      ]) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
      }
      for (const name of CHANGED) {
        rmSync(join(etc, name), { recursive: true, force: true });
        if (existsSync(join('/etc', name)))
          cpSync(join('/etc', name), join(etc, name), { recursive: true, verbatimSymlinks: true });
      }
      await inside('nft', ['flush', 'ruleset']);
      for (const program of ['iptables-legacy-restore', 'ip6tables-legacy-restore'])
        await inside(program, [], EMPTY_TABLES).catch(() => '');
    },
    async close() {
      await endChildren();
      await prober?.end();
      for (const namespace of [box, world]) execFileSync('ip', ['netns', 'del', namespace]);
      rmSync(own, { recursive: true });
    },
  };
}

/** What tests change below /etc. */
const CHANGED = ['nftables.conf', 'nftables.d', 'iptables', 'ufw', 'default/ufw', 'firewalld'];
const EMPTY_TABLES = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
`;

/**
 * Tries to connect wherever it is told. A connection that came about counts even if the machine was too busy to look at once; "no such
 * neighbour" is the answer to a question asked earlier (RFC 4861 §7.2.2), so that it tries again.
 */
const PROBER = `const net = require('net');
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, host, port, patience } = JSON.parse(line);
  let [socket, told] = [undefined, false];
  const say = (answer) => { if (told) return; told = true; socket.destroy(); console.log(JSON.stringify({ id, answer })); };
  const knock = () => {
    if (told) return;
    socket = net.connect({ host, port }, () => say(true));
    socket.on('error', ({ code }) => (code === 'EHOSTUNREACH' ? setTimeout(knock, 50) : say(false)));
  };
  knock();
  setTimeout(() => setImmediate(() => setImmediate(() => say(false))), patience);
});`;
/** Says back what it hears, on both families. */
const ECHO = `const ports = process.argv.slice(1).map(Number); let left = ports.length;
for (const port of ports) require('net').createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(port, '::', () => { if (--left === 0) console.log('ready'); });`;
const TALKER = `const [host, port] = process.argv.slice(1);
const socket = require('net').connect({ host, port: Number(port) }, () => console.log('connected'));
socket.pipe(process.stdout); process.stdin.pipe(socket);`;

interface Conversation {
  ask(question: object): Promise<unknown>;
  end(): Promise<void>;
}

/** Questions and answers by their number, as lines of JSON. */
function converse(child: ChildProcessWithoutNullStreams): Conversation {
  const waiting = new Map<number, (answer: unknown) => void>();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let last = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, answer } = JSON.parse(line) as { id: number; answer: unknown };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return {
    ask: (question) =>
      new Promise((resolve) => {
        const id = ++last;
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify({ id, ...question })}\n`);
      }),
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
