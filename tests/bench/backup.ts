/**
 * `node tests/bench/backup.ts [--gigabytes 2] [--pairs 5] [--shape mixed|small|one]`: a large office backed up, encrypted with words,
 * beside `tar | zstd` of the same folder, in turns. Says for each pair how many times as long it took, how much memory its process had
 * at most, and how long the drill takes on top; ends with 1 when the median is above twice the time.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorker } from '../../electron/manager/backup/worker.ts';
import { MANAGER_SCHEMA } from '../../electron/manager/database.ts';
import { createNodeHost } from '../../electron/node-host.ts';
import { openForWriting } from '../../server/storage/database.ts';
import { DOMAIN, server, writeOfficeData } from '../manager/backup/office-data.ts';

const { values } = parseArgs({
  options: {
    gigabytes: { type: 'string', default: '2' },
    pairs: { type: 'string', default: '5' },
    /** `mixed`: a third conversations, the rest files of 4 MB; `small`: files of 20 kB; `one`: a single file. */
    shape: { type: 'string', default: 'mixed' },
    work: { type: 'string', default: tmpdir() },
  },
});
const bytes = Number(values.gigabytes) * 1e9;
const folder = join(values.work, `chatelaine-bench-${process.pid}`);
const data = join(folder, 'data');

const SHAPES = {
  mixed: { conversations: bytes / 3, files: (bytes * 2) / 3, each: 4e6 },
  small: { conversations: bytes / 100, files: bytes, each: 20_000 },
  one: { conversations: bytes / 100, files: bytes, each: bytes },
};
if (!(values.shape in SHAPES)) throw new Error(`no shape is called ${values.shape}`);
const shape = SHAPES[values.shape as keyof typeof SHAPES];

async function makeData(): Promise<void> {
  await writeOfficeData(data, { files: 0 });
  const database = openForWriting(join(data, 'server/data.sqlite'));
  const message = database.prepare("INSERT INTO archive VALUES ('mam', ?, ?, ?, ?, '', ?)");
  const value = database.prepare('INSERT INTO keyval VALUES (?, ?, ?, ?)');
  const owner = `nina@${DOMAIN}`;
  // Words as they come in messages: half of what it was, once compressed.
  const words = Array.from({ length: 4000 }, () => randomBytes(4).toString('base64url'));
  const text = () =>
    Array.from({ length: 60 }, () => words[Math.floor(Math.random() * words.length)]).join(' ');
  database.exec('BEGIN');
  for (let written = 0, index = 0; written < shape.conversations; index += 1) {
    const stanza = `<message xmlns='jabber:client' id='${index}'><body>${text()}</body></message>`;
    message.run(owner, `b${String(index).padStart(9, '0')}`, index, `friend@${DOMAIN}`, stanza);
    written += stanza.length * 1.4;
  }
  for (let index = 0; index < shape.files / shape.each; index += 1) {
    // The first two characters say in which folder it lies: as spread as those of the product.
    const id = `${randomBytes(8).toString('hex')}${String(index).padStart(8, '0')}`;
    writeRandom(join(data, 'server/uploads', server.placeOfFile(id)), shape.each);
    const about = { size: shape.each, purpose: 'message', at: index, until: null };
    value.run(
      'upload-files',
      id,
      '',
      JSON.stringify({ ...about, owner, name: `${id}.bin`, type: 'image/jpeg' }),
    );
    value.run('upload-shares', owner, id, JSON.stringify(about));
  }
  database.exec('COMMIT');
  database.close();
}

function writeRandom(file: string, size: number): void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, 'w');
  for (let left = size; left > 0; ) left -= writeSync(handle, randomBytes(Math.min(left, 4e6)));
  closeSync(handle);
}

interface Measured {
  readonly seconds: number;
  /** Of the processor, of all processes that took part; what the disk is waited for is not in it. */
  readonly cpu: number;
}

/** `tar | zstd` as anybody would, to a file on the same disk. */
async function plainTar(): Promise<Measured> {
  const started = performance.now();
  const work = 'tar -C "$1" -c . | zstd -q -3 > "$2" && sync "$2"; times';
  const child = spawn('sh', ['-c', work, '-', data, join(folder, 'plain.tar.zst')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  // Of its children, in its second line (POSIX, times).
  const [, ...times] = /\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s/.exec(said)!.map(Number);
  const [m = 0, s = 0, sysM = 0, sysS = 0] = times;
  return { seconds: seconds(started), cpu: (m + sysM) * 60 + s + sysS };
}

const seconds = (since: number) => (performance.now() - since) / 1000;

/** Of /proc/PID/stat (proc(5)), where a tick is a hundredth of a second; the last known once it is gone. */
function watch(pid: number) {
  let [peak, cpu] = [0, 0];
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      cpu = (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(look, 100);
  timer.unref();
  return {
    look: () => {
      look();
      return { peak, cpu };
    },
  };
}

interface Backed extends Measured {
  readonly steps: ReadonlyMap<string, number>;
  /** Seconds of the drill. */
  readonly drill: number;
  /** The largest resident size the work's process had, in MB, before the drill and with it. */
  readonly peaks: readonly [number, number];
}

async function backup(): Promise<Backed> {
  const host = { ...createNodeHost(data), version: 'bench' };
  const worker = createWorker({ host, managerSchema: MANAGER_SCHEMA });
  const file = join(data, 'backups', 'bench.tar.zst.age');
  mkdirSync(dirname(file), { recursive: true });
  const steps = new Map<string, number>();
  const started = performance.now();
  let watched: ReturnType<typeof watch> | undefined;
  let [last, since] = ['start', started];
  let written = { seconds: 0, cpu: 0, peak: 0 };
  await worker(
    'create',
    {
      ...{ file, domains: [DOMAIN], at: Date.now() },
      includes: { files: true, secrets: true, certificates: true },
      lock: { passphrase: 'bench' },
    },
    {
      started: (pid) => {
        watched = watch(pid);
      },
      progress({ step }) {
        if (step === last) return;
        steps.set(last, seconds(since));
        if (step === 'drill') written = { seconds: seconds(started), ...watched!.look() };
        [last, since] = [step, performance.now()];
      },
    },
  );
  const drill = seconds(started) - written.seconds;
  rmSync(file);
  return { ...written, steps, drill, peaks: [written.peak, watched!.look().peak] };
}

const median = (numbers: readonly number[]) =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)]!;

mkdirSync(folder, { recursive: true });
try {
  console.log(`making ${values.gigabytes} GB, ${values.shape}`);
  await makeData();
  // Both read what is in memory, or neither.
  await plainTar();
  const ratios: number[] = [];
  const cpus: number[] = [];
  for (let pair = 0; pair < Number(values.pairs); pair += 1) {
    const tar = await plainTar();
    const made = await backup();
    ratios.push(made.seconds / tar.seconds);
    cpus.push(made.cpu / tar.cpu);
    const steps = [...made.steps].map(([step, took]) => `${step} ${took.toFixed(1)}`).join(', ');
    console.log(
      `tar | zstd ${tar.seconds.toFixed(1)} s (${tar.cpu.toFixed(1)} of processor)   backup ${made.seconds.toFixed(1)} s (${made.cpu.toFixed(1)}; ${steps})   ${ratios.at(-1)!.toFixed(2)} times   then the drill ${made.drill.toFixed(1)} s   memory at most ${made.peaks[0].toFixed(0)}, with the drill ${made.peaks[1].toFixed(0)} MB`,
    );
  }
  console.log(
    `median ${median(ratios).toFixed(2)} times tar | zstd; of the processor ${median(cpus).toFixed(2)} times`,
  );
  if (median(ratios) > 2) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
