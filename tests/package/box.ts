/**
 * A computer of its own that boots: a namespace of processes, mounts, cgroups and network with Debian's systemd as its first process, over
 * this machine's files, which it sees and cannot change (overlay). What it wrote is gone with it.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../support/need.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface BootedBox {
  /** Runs a program inside, as root. */
  run(
    program: string,
    args?: readonly string[],
    more?: { input?: string; env?: NodeJS.ProcessEnv },
  ): Promise<Ran>;
  /** The same; throws what it said unless it ended well. */
  must(program: string, args?: readonly string[], more?: { input?: string }): Promise<string>;
  /** A path of the box, seen from outside. */
  path(inside: string): string;
  /** Takes the power away and boots anew: every process is gone at once, what is on the disk stays, and what is enabled of ours starts. */
  powerCut(): Promise<void>;
  stop(): Promise<void>;
}

/** The folder where cgroups of the second kind are mounted; systemd needs no controllers there. */
function cgroups(): string | undefined {
  const line = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .find((mount) => mount.split(' ')[2] === 'cgroup2');
  return line?.split(' ')[1];
}

/** Why no computer can boot here; undefined where one can. */
export function whyNoBox(): string | undefined {
  if (process.platform !== 'linux') return 'no Linux';
  if (process.getuid?.() !== 0) return 'not root';
  if (!existsSync('/lib/systemd/systemd')) return 'no systemd';
  for (const program of ['unshare', 'nsenter', 'ip', 'dbus-daemon'])
    if (!findProgram(program)) return `no ${program}`;
  if (!cgroups()) return 'no cgroup2';
  if (!canOverlay()) return 'no overlay over the whole file system';
  return undefined;
}

/** Tried in a namespace of its own: some containers refuse it. */
function canOverlay(): boolean {
  const overlay =
    'mount --make-rprivate / && mount -t tmpfs tmpfs /mnt && mkdir /mnt/up /mnt/work /mnt/root && mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/up,workdir=/mnt/work /mnt/root';
  return spawnSync('unshare', ['--mount', 'sh', '-c', overlay]).status === 0;
}

const CHECKOUT = join(import.meta.dirname, '../..');

const SCRIPT = `set -e
T=$1
mount --make-rprivate /
mount -t tmpfs -o size=2g tmpfs "$T"
mkdir "$T/up" "$T/work" "$T/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$T/up,workdir=$T/work" "$T/root"
R=$T/root
mount -t proc proc "$R/proc"
mount --rbind /dev "$R/dev"
mount -t sysfs -o ro sysfs "$R/sys"
mount -t cgroup2 cgroup2 "$R/sys/fs/cgroup"
mount -t tmpfs tmpfs "$R/run"
mount -t tmpfs tmpfs "$R/tmp"
# A checkout below a folder that the box has of its own.
mkdir -p "$R$2" && mount --bind "$2" "$R$2"
ip link set lo up
printf '[Unit]\\nRequires=systemd-journald.service dbus.service systemd-logind.service\\nAfter=systemd-journald.service dbus.service systemd-logind.service\\n' > "$R/etc/systemd/system/box.target"
: > "$R/etc/machine-id"
# This machine may forbid packages to start services: the box is where they are to.
rm -f "$R/usr/sbin/policy-rc.d"
mkdir "$R/run/outside"
cd "$R"
pivot_root . run/outside
umount -l /run/outside
exec env -i container=box PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=box.target --show-status=0
`;

/** The same disk, and nothing else of before. Of what is enabled only ours: this machine's own services are not the box's. */
const AGAIN = `set -e
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mkdir -p /etc/systemd/system/box.target.wants
for unit in /etc/systemd/system/multi-user.target.wants/chatelaine*; do
  if [ -e "$unit" ]; then cp -d "$unit" /etc/systemd/system/box.target.wants/; fi
done
exec env -i container=box PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=box.target --show-status=0
`;

let boxes = 0;

/** Boots, and resolves once systemd has. */
export async function bootBox(): Promise<BootedBox> {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-box-'));
  const group = join(cgroups()!, `chatelaine-box-${process.pid}-${++boxes}`);
  mkdirSync(group);
  const parts = ['--mount', '--pid', '--fork', '--cgroup', '--uts', '--ipc', '--net', '--kill-child'];
  let said = '';
  /** In the box's group of processes; whatever becomes of the test, it ends with it. */
  const spawned = (...command: readonly string[]): ChildProcess => {
    const args = ['-c', 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"', 'sh', group];
    const child = spawn('sh', [...args, 'setpriv', '--pdeathsig', 'KILL', ...command], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-4000);
    });
    return child;
  };
  const endOf = (child: ChildProcess) => new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let outer = spawned('unshare', ...parts, 'sh', '-c', SCRIPT, 'sh', folder, CHECKOUT);
  let ended = endOf(outer);
  /** Keeps the disk and the network while nobody is in the box. */
  let anchor: ChildProcess | undefined;

  const first = () => {
    const children = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim();
    return children === '' ? undefined : children.split(' ')[0];
  };
  const enter = (pid: string) => ['--target', pid, '--all', '--root', '--', 'env', '--chdir=/'];

  const run: BootedBox['run'] = (program, args = [], { input = '', env = {} } = {}) =>
    new Promise((resolve, reject) => {
      const pid = first();
      if (!pid) return reject(new Error(`the box is gone: ${said}`));
      const child = execFile(
        'nsenter',
        [...enter(pid), program, ...args],
        {
          env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8', ...env },
          maxBuffer: 16 * 1024 * 1024,
          timeout: 180_000,
        },
        (error, out, err) => {
          const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
          resolve({ code, out, err: code === -1 ? `${err}${error?.message}` : err });
        },
      );
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });

  const box: BootedBox = {
    run,
    async must(program, args = [], more = {}) {
      const { code, out, err } = await run(program, args, more);
      if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${out}${err}`);
      return out;
    },
    path: (inside) => join(`/proc/${first()}/root`, inside),
    async powerCut() {
      const before = anchor;
      const pid = first()!;
      const spaces = ['--mount', '--uts', '--ipc', '--net', '--cgroup', '--root'];
      anchor = spawned('nsenter', '--target', pid, ...spaces, 'sleep', 'infinity');
      const space = (of: string) => readlinkSync(`/proc/${of}/ns/mnt`);
      while (space(String(anchor.pid)) !== space(pid))
        await new Promise((resolve) => setTimeout(resolve, 20));
      process.kill(Number(pid), 'SIGKILL');
      await ended;
      const again = ['unshare', '--pid', '--fork', '--kill-child', 'sh', '-c', AGAIN];
      outer = spawned('nsenter', '--target', String(anchor.pid), ...spaces, ...again);
      ended = endOf(outer);
      await booted(box, ended);
      before?.kill('SIGKILL');
    },
    async stop() {
      const pid = first();
      // SPEC: pid_namespaces(7): when the first process ends, the kernel ends all the others.
      if (pid) process.kill(Number(pid), 'SIGKILL');
      await ended;
      anchor?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
      removeGroups(group);
    },
  };
  try {
    await booted(box, ended);
  } catch (error) {
    await box.stop();
    throw new Error(`the box did not boot: ${said}`, { cause: error });
  }
  return box;
}

/** systemd answers from some moment on; then it says itself when it is done. */
async function booted({ run }: BootedBox, ended: Promise<void>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (let tries = 0; tries < 200 && !over; tries++) {
    const { out } = await run('systemctl', ['is-system-running', '--wait']).catch(() => ({ out: '' }));
    if (/^(running|degraded)/.test(out)) return;
    // Nothing of it can be listened to before it listens itself.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('systemd did not come up');
}

function removeGroups(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroups(join(group, entry.name));
  try {
    rmdirSync(group);
  } catch {
    // A process of it is still being taken apart: an empty group is in nobody's way.
  }
}
