/** The thread that fills indexes: one part after the other, so that whoever reads meanwhile is not kept waiting. */
import { closeSync, openSync, readSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { systemCode } from '../../../problem.ts';
import { MARK_BYTES } from '../../files/place.ts';
import { type LogPart, readPart } from '../../files/rotated.ts';
import { GRID, OVERLAP, openIndex, readProgress, removeIndex } from './file.ts';
import { createTrigrams } from './trigrams.ts';

export interface IndexJob {
  readonly file: string;
  readonly path: string;
  readonly packed: LogPart['packed'];
  /** Of its contents. */
  readonly size: number;
  readonly head: Uint8Array;
  /** So much is left on the disk for everybody else. */
  readonly leaveFree: number;
}
export type FromIndexer =
  | { readonly file: string; readonly done: number }
  | { readonly file: string; readonly ended: 'ready' | 'no-room' | 'gone' };

/** Rows in one transaction: what is lost of it when it is cut off. */
const ROWS = 64;

function serve(port: MessagePort): void {
  const trigrams = createTrigrams();
  port.on('message', async (job: IndexJob) => {
    let ended: 'ready' | 'no-room' | 'gone' = 'gone';
    try {
      ended = await fill(job, trigrams, (done) => port.postMessage({ file: job.file, done }));
    } catch (error) {
      const code = systemCode(error) ?? '';
      if (code === 'ENOSPC' || code === 'SQLITE_FULL') ended = 'no-room';
      // On a full disk what lies beside it takes the most.
      removeIndex(job.file);
    }
    port.postMessage({ file: job.file, ended });
  });
}

/** Rejects with the system's or SQLite's error. */
async function fill(
  { file, path, packed, size, head, leaveFree }: IndexJob,
  trigrams: ReturnType<typeof createTrigrams>,
  told: (done: number) => void,
): Promise<'ready' | 'no-room' | 'gone'> {
  const { bavail, bsize } = await statfs(dirname(file));
  if (bavail * bsize < leaveFree + size / 12) return 'no-room';
  const database = openIndex(file);
  try {
    const before = readProgress(database);
    const from = before && Buffer.from(before.head).equals(head) ? before.done : 0;
    if (before && from === 0) return 'gone';
    const insert = database.prepare('INSERT INTO words (rowid, parts) VALUES (?, ?)');
    const note = database.prepare('INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?)');
    let row = from / GRID;
    let batch: string[] = [];
    let mark: Buffer = Buffer.alloc(0);
    const commit = () => {
      database.exec('BEGIN');
      for (const words of batch) insert.run(row++, words);
      note.run(Buffer.from(head), row * GRID, mark);
      database.exec('COMMIT');
    };
    for await (const stretch of stretches(path, packed, from, size)) {
      batch.push(trigrams.of(stretch));
      mark = Buffer.from(stretch.subarray(GRID - MARK_BYTES, GRID));
      if (batch.length < ROWS) continue;
      commit();
      batch = [];
      told(row * GRID);
    }
    if (batch.length > 0) commit();
    return 'ready';
  } finally {
    database.close();
  }
}

/** Whole stretches of the grid, each with the beginning of the next one. */
async function* stretches(
  path: string,
  packed: LogPart['packed'],
  from: number,
  size: number,
): AsyncGenerator<Buffer, void> {
  if (packed === null) {
    const handle = openSync(path, 'r');
    try {
      const bytes = Buffer.allocUnsafe(GRID + OVERLAP);
      for (let at = from; at + GRID <= size; at += GRID) {
        const length = readSync(handle, bytes, 0, bytes.length, at);
        // It was cut meanwhile.
        if (length < GRID) return;
        yield bytes.subarray(0, length);
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      closeSync(handle);
    }
    return;
  }
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of readPart({ path, packed, size: 0, mtimeMs: 0, inode: '' }, from)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= GRID + OVERLAP) {
      yield rest.subarray(0, GRID + OVERLAP);
      rest = rest.subarray(GRID);
    }
  }
  if (rest.length >= GRID) yield rest;
}

if (parentPort) serve(parentPort);
