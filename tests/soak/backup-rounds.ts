/**
 * Backup, restore and migration killed at random moments of each of their phases. After each kill the folder is opened as the next
 * start would, and must hold one whole state: never half of each, never a file that bears a backup's name and does not open. A restore
 * that was committed must be there in the end, whoever else was killed while it was finished.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { finishExchange, pendingExchange } from '../../electron/manager/backup/exchange.ts';
import { unpackArchive } from '../../electron/manager/backup/format/archive.ts';
import { backupName, readName } from '../../electron/manager/backup/name.ts';
import { createFolderTarget } from '../../electron/manager/backup/targets/folder.ts';
import { DOMAIN, put, server, writeOfficeData } from '../manager/backup/office-data.ts';

/** What is aimed at: each phase as often as any other, however short it is. */
const PHASES = [
  ...[
    { what: 'backup', phase: 'stage' },
    { what: 'backup', phase: 'write' },
    { what: 'backup', phase: 'drill' },
  ],
  ...[
    { what: 'restore', phase: 'unpack' },
    { what: 'restore', phase: 'check' },
    { what: 'restore', phase: 'commit' },
    { what: 'restore', phase: 'exchange' },
  ],
  { what: 'start', phase: 'finish' },
  { what: 'migration', phase: 'migrate' },
] as const;
type What = (typeof PHASES)[number]['what'];
type Aim = (typeof PHASES)[number];

interface Played {
  readonly killed: boolean;
  /** The phase it was in when it ended; `done` when by itself. */
  readonly phase: string;
  /** Milliseconds each phase it entered took. */
  readonly took: ReadonlyMap<string, number>;
}

export interface Round extends Played {
  readonly what: What;
  /** Which state was found. */
  readonly state: 'before' | 'after';
}

const child = new URL('./backup-child.ts', import.meta.url).pathname;

/** Runs one to its end, or kills it so many milliseconds after it has entered a phase. */
function play(
  what: What,
  data: string,
  file: string,
  kill?: { readonly phase: string; readonly after: number },
): Promise<Played> {
  const process_ = spawn(process.execPath, [child, what, data, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  const took = new Map<string, number>();
  let [phase, since] = ['', 0];
  const enter = (next: string) => {
    const now = performance.now();
    if (phase !== '') took.set(phase, now - since);
    [phase, since] = [next, now];
    if (next === kill?.phase) setTimeout(() => process_.kill('SIGKILL'), kill.after);
  };
  process_.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  process_.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line !== '') enter(line);
  });
  return new Promise((resolve, reject) =>
    process_.once('close', (code, signal) => {
      if (signal === 'SIGKILL') return resolve({ killed: true, phase, took });
      if (code === 0) return resolve({ killed: false, phase, took });
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

/** The office before, one archive of it and of another that is older, and how long each phase takes without a kill. */
export async function prepare(folder: string) {
  const pristine = join(folder, 'pristine');
  await office(pristine, 'before', 4000);
  const other = join(folder, 'other');
  await office(other, 'after', 3000);
  makeOld(join(other, 'server/data.sqlite'));
  const archive = join(folder, 'after.tar.zst');
  await play('backup', other, archive);
  // Committed, and pulled out of the wall before the first of its renames.
  const committed = join(folder, 'committed');
  cpSync(pristine, committed, { recursive: true });
  while (!(await pendingExchange(committed)))
    await play('restore', committed, archive, { phase: 'exchange', after: 0 });
  const lab = { folder, pristine, committed, archive, took: new Map<string, number>() };
  for (const what of new Set(PHASES.map((one) => one.what))) await round(lab, what);
  return lab;
}
type Lab = Awaited<ReturnType<typeof prepare>>;

/** A round in a fresh copy of the office. */
async function round(
  { folder, pristine, committed, archive, took }: Lab,
  what: What,
  kill?: { readonly phase: string; readonly after: number },
): Promise<Round> {
  const data = join(folder, 'data');
  rmSync(data, { recursive: true, force: true });
  cpSync(what === 'start' ? committed : pristine, data, { recursive: true });
  if (what === 'migration') makeOld(join(data, 'server/data.sqlite'));
  const backups = join(data, 'backups');
  mkdirSync(backups);
  const file =
    what === 'backup'
      ? join(backups, backupName({ domain: DOMAIN, at: Date.now(), locked: false }))
      : archive;
  const played = await play(what, data, file, kill);
  // The machine has other things to do at times: the last whole one says how long a phase takes now.
  for (const [phase, ms] of played.took) took.set(phase, ms);
  const isCommitted = (await pendingExchange(data)) !== undefined;
  // What every start does.
  await finishExchange(data);
  rmSync(join(data, 'backup-work'), { recursive: true, force: true });
  await createFolderTarget({ path: backups, mount: false, data }).tidy();
  return { ...played, what, state: await stateIn({ folder, data, what, isCommitted, backups }) };
}

interface Found {
  readonly folder: string;
  readonly data: string;
  readonly what: What;
  /** A journal lay there before this start. */
  readonly isCommitted: boolean;
  readonly backups: string;
}

/** Throws when it is neither the one before nor the one after. */
async function stateIn({ folder, data, what, isCommitted, backups }: Found): Promise<'before' | 'after'> {
  const label = labelOf(data);
  if (what === 'restore' || what === 'start') {
    if ((isCommitted || what === 'start') && label !== 'after') throw new Error('what was committed is lost');
    return label === 'before' ? 'before' : 'after';
  }
  if (label !== 'before') throw new Error(`${what} changed the state`);
  if (what === 'migration') {
    const version = server.versionOf(join(data, 'server/data.sqlite'));
    if (version !== 3 && version !== server.SCHEMA) throw new Error(`half migrated: ${version}`);
    return version === 3 ? 'before' : 'after';
  }
  const made = readdirSync(backups);
  for (const name of made) {
    if (!readName(name)) throw new Error(`${name} was left`);
    const out = join(folder, 'out');
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    await unpackArchive({ file: join(backups, name), key: undefined, into: out });
  }
  return made.length === 0 ? 'before' : 'after';
}

/** The same numbers for the same seed (Marsaglia's xorshift32), from 0 up to 1. */
function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
}

/** Rounds until so many were killed in the middle, each aimed at a moment of the phase whose turn it is. */
export async function soak(
  lab: Lab,
  kills: number,
  seed = 1,
  told: (round: Round, count: number) => void = () => undefined,
): Promise<Round[]> {
  const rounds: Round[] = [];
  const random = seeded(seed);
  for (let count = 0; count < kills; ) {
    const { what, phase }: Aim = PHASES[rounds.length % PHASES.length]!;
    const played = await round(lab, what, { phase, after: random() * (lab.took.get(phase) ?? 0) });
    rounds.push(played);
    if (played.killed) count += 1;
    told(played, count);
  }
  return rounds;
}
