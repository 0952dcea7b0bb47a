/**
 * How long a backup of a large office takes, beside `tar | zstd` of the same folder in the same run, and how much memory.
 *
 *   node tests/bench/backup.ts [--gigabytes 2] [--work DIR]
 *
 * The data is made up: a third database rows with text, two thirds files of noise, which no program makes smaller. Our time is
 * that of consistent copies, sums, compression and encryption; the drill, which reads everything again, is told apart.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorker } from '../../electron/manager/backup/worker.ts';
import { MANAGER_SCHEMA } from '../../electron/manager/database.ts';
import { createNodeHost } from '../../electron/node-host.ts';
import { openForWriting } from '../../server/storage/database.ts';
import { DOMAIN, put, server, writeOfficeData } from '../manager/backup/office-data.ts';

const { values } = parseArgs({
  options: { gigabytes: { type: 'string', default: '2' }, work: { type: 'string', default: tmpdir() } },
});
const bytes = Number(values.gigabytes) * 1e9;
const folder = join(values.work, `chatelaine-bench-${process.pid}`);
const data = join(folder, 'data');

const FILE_BYTES = 4_000_000;

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
  for (let written = 0, index = 0; written < bytes / 3; index += 1) {
    const stanza = `<message xmlns='jabber:client' id='${index}'><body>${text()}</body></message>`;
    message.run(owner, `b${String(index).padStart(9, '0')}`, index, `friend@${DOMAIN}`, stanza);
    written += stanza.length * 1.4;
  }
  for (let index = 0; index < (bytes * 2) / 3 / FILE_BYTES; index += 1) {
    const id = `bench${String(index).padStart(19, '0')}`;
    put(data, `server/uploads/${server.placeOfFile(id)}`, randomBytes(FILE_BYTES));
    const about = { size: FILE_BYTES, purpose: 'message', at: index, until: null };
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

/** `tar | zstd` as anybody would, to a file on the same disk. */
async function plainTar(): Promise<number> {
  const started = performance.now();
  const child = spawn(
    'sh',
    ['-c', 'tar -C "$1" -c . | zstd -q -3 > "$2" && sync "$2"', '-', data, join(folder, 'plain.tar.zst')],
    {
      stdio: 'inherit',
    },
  );
  await new Promise((resolve) => child.once('close', resolve));
  return (performance.now() - started) / 1000;
}

const seconds = (since: number) => (performance.now() - since) / 1000;
/** The largest resident size the work's process had, in MB. */
function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

mkdirSync(folder, { recursive: true });
try {
  console.log(`making ${values.gigabytes} GB`);
  await makeData();
  // Both read what is in memory, or neither.
  const tar = [await plainTar(), await plainTar()];
  const host = { ...createNodeHost(data), version: 'bench' };
  const worker = createWorker({ host, managerSchema: MANAGER_SCHEMA });
  mkdirSync(join(data, 'backups'));
  const started = performance.now();
  let written = 0;
  let [peak, last] = [0, ''];
  await worker(
    'create',
    {
      ...{ file: join(data, 'backups', 'bench.tar.zst.age'), domains: [DOMAIN], at: Date.now() },
      includes: { files: true, secrets: true, certificates: true },
      lock: { passphrase: 'bench' },
    },
    {
      started: (pid) => {
        const timer = setInterval(() => {
          peak = Math.max(peak, peakOf(pid));
        }, 100);
        timer.unref();
      },
      progress({ step }) {
        if (last === 'write' && step === 'drill') written = seconds(started);
        last = step;
      },
    },
  );
  const all = seconds(started);
  const best = Math.min(...tar);
  console.log(`tar | zstd          ${tar.map((one) => one.toFixed(1)).join(' s, ')} s`);
  console.log(
    `backup, encrypted   ${written.toFixed(1)} s   ${(written / best).toFixed(2)} times tar | zstd`,
  );
  console.log(`and the drill       ${(all - written).toFixed(1)} s`);
  console.log(`memory at most      ${peak.toFixed(0)} MB`);
  if (written > 2 * best) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
