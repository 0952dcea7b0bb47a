/**
 * Indexes of words, one for each large part: looked for, trusted where the part still looks as it did, filled behind everybody's
 * back, deleted when they take too much. Nothing waits for them and nothing needs them.
 */
import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Part } from '../part.ts';
import { GRID, indexFile, openIndex, readProgress, removeIndex, type Sieve, sieve } from './file.ts';
import type { FromIndexer, IndexJob } from './thread.ts';

/** Smaller ones are searched as fast without. */
const WORTH_BYTES = 64 * 1024 * 1024;
/** All indexes together. */
const MOST_BYTES = 2 * 1024 ** 3;
/** So much is left on the disk for everybody else. */
const LEAVE_FREE = 512 * 1024 * 1024;

export interface Standing {
  readonly state: 'none' | 'building' | 'ready' | 'stopped' | 'no-room';
  readonly done: number;
  readonly of: number;
}

export interface Words {
  /** Undefined where nothing is known of the part, or the word is too short. */
  sieve(part: Part, word: string): Sieve | undefined;
  /** Fills what is missing, unless somebody stopped it. */
  fill(parts: readonly Part[]): void;
  standing(parts: readonly Part[]): Standing;
  setOn(on: boolean): void;
  close(): Promise<void>;
}

export interface WordsParts {
  readonly folder: string;
  /** There is more than before. */
  readonly changed: () => void;
  /** Tests have smaller logs. */
  readonly worthBytes?: number;
  readonly leaveFree?: number;
}

interface Known {
  readonly of: number;
  done: number;
  state: 'waiting' | 'building' | 'ready' | 'no-room' | 'gone';
}

export function createWords(parts: WordsParts): Words {
  const { folder, changed, worthBytes = WORTH_BYTES, leaveFree = LEAVE_FREE } = parts;
  const known = new Map<string, Known>();
  const jobs: IndexJob[] = [];
  let worker: Worker | undefined;
  let working = false;
  let on = true;
  const worth = (part: Part) => part.size >= worthBytes;

  function next(): void {
    if (working || !on) return;
    const job = jobs.shift();
    if (!job) {
      void worker?.terminate();
      worker = undefined;
      return;
    }
    working = true;
    const state = known.get(job.file);
    if (state) state.state = 'building';
    worker ??= start();
    worker.postMessage(job);
  }

  function start(): Worker {
    // As in reader.ts: the thread's file is like this one.
    const made = new Worker(new URL(`./thread${extname(import.meta.filename)}`, import.meta.url), {
      name: 'log indexer',
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
    });
    made.unref();
    made.on('message', (message: FromIndexer) => {
      const one = known.get(message.file);
      if (one && 'done' in message) one.done = message.done;
      if ('ended' in message) {
        if (one) one.state = message.ended;
        if (one && message.ended === 'ready') one.done = one.of;
        working = false;
        if (message.ended === 'no-room') for (const job of jobs.splice(0)) known.delete(job.file);
        next();
      }
      changed();
    });
    // Said by `exit`, too: what it was at is resumed the next time somebody looks.
    made.on('error', () => undefined);
    made.on('exit', () => {
      if (worker !== made) return;
      worker = undefined;
      working = false;
      for (const one of known.values()) if (one.state === 'building') one.state = 'gone';
      next();
      changed();
    });
    return made;
  }

  /** The oldest go first, until all fit. */
  function makeRoom(): void {
    const there = namesIn(folder)
      .filter((name) => /^words-.*\.sqlite$/.test(name))
      .map((name) => ({ file: join(folder, name), ...sizeOf(join(folder, name)) }))
      .sort((one, other) => other.usedMs - one.usedMs);
    let sum = 0;
    for (const { file, size } of there) {
      sum += size;
      if (sum > MOST_BYTES && !known.has(file)) removeIndex(file);
    }
  }

  return {
    sieve(part, word) {
      if (!worth(part)) return undefined;
      const file = indexFile(folder, part.key);
      if (!isThere(file)) return undefined;
      try {
        const database = openIndex(file);
        try {
          const progress = readProgress(database);
          if (
            !progress ||
            !looksAsThen(part, Buffer.from(progress.head), progress.done, Buffer.from(progress.mark))
          )
            return undefined;
          return sieve(database, word, progress.done);
        } finally {
          database.close();
        }
      } catch {
        // Damaged, or of another version: all is read, and it is made anew.
        if (known.get(file)?.state !== 'building') removeIndex(file);
        return undefined;
      }
    },
    fill(parts) {
      for (const part of parts) {
        const file = indexFile(folder, part.key);
        if (!worth(part) || known.has(file)) continue;
        const of = Math.floor(part.size / GRID) * GRID;
        known.set(file, { of, done: 0, state: 'waiting' });
        jobs.push({
          ...{ file, path: part.path, packed: part.packed, size: part.size, head: part.head },
          leaveFree,
        });
      }
      if (jobs.length > 0) makeRoom();
      next();
    },
    standing(parts) {
      const ours = parts.filter(worth).flatMap((part) => known.get(indexFile(folder, part.key)) ?? []);
      const of = ours.reduce((sum, one) => sum + one.of, 0);
      const done = ours.reduce((sum, one) => sum + one.done, 0);
      if (ours.length === 0) return { state: 'none', done, of };
      if (ours.some(({ state }) => state === 'no-room')) return { state: 'no-room', done, of };
      if (ours.every(({ state }) => state === 'ready' || state === 'gone'))
        return { state: 'ready', done, of };
      return { state: on ? 'building' : 'stopped', done, of };
    },
    setOn(wanted) {
      // Somebody has made room, and says so.
      if (wanted) for (const [file, { state }] of known) if (state === 'no-room') known.delete(file);
      if (on === wanted) return;
      on = wanted;
      if (!on && working) {
        // What was committed stays, and is gone on from.
        const ending = worker;
        worker = undefined;
        working = false;
        for (const [file, one] of known) if (one.state === 'building') known.delete(file);
        void ending?.terminate();
      }
      changed();
    },
    async close() {
      on = false;
      const ending = worker;
      worker = undefined;
      await ending?.terminate();
    },
  };
}

function looksAsThen(part: Part, head: Buffer, done: number, mark: Buffer): boolean {
  if (done > part.size || !part.head.subarray(0, head.length).equals(head)) return false;
  const now = Buffer.alloc(mark.length);
  part.read(now, done - mark.length, mark.length);
  return now.equals(mark);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder, no indexes.
    return [];
  }
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function sizeOf(file: string): { size: number; usedMs: number } {
  const found = statSync(file, { throwIfNoEntry: false });
  return { size: found?.size ?? 0, usedMs: found?.mtimeMs ?? 0 };
}
