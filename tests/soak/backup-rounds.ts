/**
 * Backup, restore and migration killed at random moments. After each kill the folder is opened as the next start would, and must
 * hold one whole state: never half of each, never a file that bears a backup's name and does not open.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { finishExchange } from '../../electron/manager/backup/exchange.ts';
import { unpackArchive } from '../../electron/manager/backup/format/archive.ts';
import { backupName, readName } from '../../electron/manager/backup/name.ts';
import { createFolderTarget } from '../../electron/manager/backup/targets/folder.ts';
import { DOMAIN, put, server, writeOfficeData } from '../manager/backup/office-data.ts';

const WHAT = ['backup', 'restore', 'migration'] as const;
export type What = (typeof WHAT)[number];

export interface Round {
  readonly what: What;
  readonly killed: boolean;
  /** Milliseconds it ran. */
  readonly ms: number;
  /** Which state was found. */
  readonly state: 'before' | 'after';
}

const child = new URL('./backup-child.ts', import.meta.url).pathname;

/** Runs one to its end, or kills it so many milliseconds after it has begun. Resolves to whether it was killed, and how long it ran. */
function play(
  what: What,
  data: string,
  file: string,
  killAfter: number,
): Promise<{ killed: boolean; ms: number }> {
  const process_ = spawn(process.execPath, [child, what, data, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  let begun = 0;
  process_.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  process_.stdout.on('data', (chunk) => {
    if (said === '') {
      begun = performance.now();
      setTimeout(() => process_.kill('SIGKILL'), killAfter);
    }
    said += chunk;
  });
  return new Promise((resolve, reject) =>
    process_.once('close', (code, signal) => {
      const ms = performance.now() - begun;
      if (signal === 'SIGKILL') return resolve({ killed: true, ms });
      if (code === 0) return resolve({ killed: false, ms });
      reject(new Error(`${what} failed by itself: ${complaint}`));
    }),
  );
}

/** `label` stands in settings, in a secret and in the database: all must say the same. */
async function office(data: string, label: string, messages: number): Promise<void> {
  await writeOfficeData(data, { messages, files: 6, fileBytes: 400_000 });
  put(data, 'settings.json', JSON.stringify({ label }));
  put(data, 'secrets/label', label);
  const database = new Database(join(data, 'server/data.sqlite'));
  database.prepare('UPDATE accounts SET display_name = ?').run(label);
  database.close();
}

/** The label, when the folder is whole; throws when it is not. */
function labelOf(data: string): string {
  const file = join(data, 'server/data.sqlite');
  const faults = server.faultsOf(file);
  if (faults.length > 0) throw new Error(`the database is damaged: ${faults.join(', ')}`);
  const names = new Set(server.peopleIn(file).map(({ name }) => name));
  names.add(JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8')).label);
  names.add(readFileSync(join(data, 'secrets/label'), 'utf8'));
  if (names.size !== 1) throw new Error(`half of each: ${[...names].join(' and ')}`);
  for (const { id } of server.filesIn(file))
    if (!existsSync(join(data, 'server/uploads', server.placeOfFile(id))))
      throw new Error(`the file ${id} is gone`);
  return [...names][0]!;
}

function makeOld(file: string): void {
  const database = new Database(file);
  database.exec(
    'ALTER TABLE saved_sessions DROP COLUMN ahead; ALTER TABLE session_queue DROP COLUMN queued_at',
  );
  database.pragma('user_version = 3');
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/** The office before, one archive of it and of another that is older, and how long each takes without a kill. */
export async function prepare(folder: string) {
  const pristine = join(folder, 'pristine');
  await office(pristine, 'before', 4000);
  const other = join(folder, 'other');
  await office(other, 'after', 3000);
  makeOld(join(other, 'server/data.sqlite'));
  const archive = join(folder, 'after.tar.zst');
  await play('backup', other, archive, 600_000);
  const took = { backup: 0, restore: 0, migration: 0 };
  const lab = { folder, pristine, archive, took };
  for (const what of WHAT) {
    took[what] = (await round(lab, what, 600_000)).ms;
  }
  return lab;
}
type Lab = Awaited<ReturnType<typeof prepare>>;

/** A round in a fresh copy of the office. */
export async function round(
  { folder, pristine, archive }: Omit<Lab, 'took'>,
  what: What,
  killAfter: number,
): Promise<Round> {
  const data = join(folder, 'data');
  rmSync(data, { recursive: true, force: true });
  cpSync(pristine, data, { recursive: true });
  if (what === 'migration') makeOld(join(data, 'server/data.sqlite'));
  const backups = join(data, 'backups');
  mkdirSync(backups);
  const file =
    what === 'backup'
      ? join(backups, backupName({ domain: DOMAIN, at: Date.now(), locked: false }))
      : archive;
  const { killed, ms } = await play(what, data, file, killAfter);
  // What every start does.
  await finishExchange(data);
  rmSync(join(data, 'backup-work'), { recursive: true, force: true });
  await createFolderTarget({ path: backups, mount: false, data }).tidy();
  const label = labelOf(data);
  if (what !== 'restore' && label !== 'before') throw new Error(`${what} changed the state`);
  if (what === 'migration') {
    const version = server.versionOf(join(data, 'server/data.sqlite'));
    if (version !== 3 && version !== server.SCHEMA) throw new Error(`half migrated: ${version}`);
    return { what, killed, ms, state: version === 3 ? 'before' : 'after' };
  }
  if (what === 'restore') return { what, killed, ms, state: label === 'before' ? 'before' : 'after' };
  const made = readdirSync(backups);
  for (const name of made) {
    if (!readName(name)) throw new Error(`${name} was left`);
    const out = join(folder, 'out');
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    await unpackArchive({ file: join(backups, name), key: undefined, into: out });
  }
  return { what, killed, ms, state: made.length === 0 ? 'before' : 'after' };
}

/** Rounds until so many were killed in the middle. */
export async function soak(
  lab: Lab,
  kills: number,
  told: (round: Round, count: number) => void = () => undefined,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let count = 0; count < kills; ) {
    const what = WHAT[rounds.length % WHAT.length]!;
    const played = await round(lab, what, Math.random() * lab.took[what]);
    // The machine has other things to do at times: the last whole one says how long one takes now.
    if (!played.killed) lab.took[what] = played.ms;
    rounds.push(played);
    if (played.killed) count += 1;
    told(played, count);
  }
  return rounds;
}
