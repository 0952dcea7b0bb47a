/**
 * Writing, seen from the main thread: an operation is queued and has a ticket at once; what one turn of the event loop queued
 * travels as one batch and is committed together (DESIGN.md, promise 1).
 *
 * ```
 *   open ── close() ──▶ closing ── all committed ──▶ closed
 *     └── a commit fails, or the thread dies ──▶ failed: nothing is called committed any more
 * ```
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Commits, Ticket } from '../kernel/store.ts';
import type { SqlValue } from './database.ts';
import type { FromWriter, NewStatement, ToWriter } from './writer-protocol.ts';

export interface Writer extends Commits {
  queue(sql: string, params: readonly SqlValue[]): Ticket;
  /** Like `queue`, and resolves to the number of changed rows once committed. */
  count(sql: string, params: readonly SqlValue[]): Promise<number>;
  /** Flushes and ends the thread. Rejects when the flush does; the thread has ended even so. */
  close(): Promise<void>;
}

/**
 * Batches the thread may have at once: one it commits, and others that wait and will be committed together. With a slow disk,
 * what comes beyond makes the last one larger instead: handing a batch over costs the same whatever is in it.
 */
const MOST_UNDER_WAY = 8;

interface Waiting {
  readonly ticket: Ticket;
  readonly run: () => void;
  readonly refuse?: (error: Error) => void;
}

/** Starts the thread, which creates or migrates the file. `onFailure` is called once, when the disk refuses. */
export async function startWriter(file: string, onFailure: (error: Error) => void): Promise<Writer> {
  // WHY: in a checkout Node runs the .ts sources; a build has .js beside each other. The thread's file is like this one.
  const thread = new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(thread, { workerData: { file }, name: 'storage writer' });
  await opened(worker);
  return createWriter(worker, onFailure);
}

function opened(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => {
      worker.off('error', reject);
      resolve();
    });
    worker.once('error', reject);
  });
}

function createWriter(worker: Worker, onFailure: (error: Error) => void): Writer {
  const numbers = new Map<string, number>();
  // The next batch; writer-protocol.ts says what is what.
  let statements: NewStatement[] = [];
  let values: SqlValue[] = [];
  let countedHere: number[] = [];
  let operations = 0;
  let scheduled = false;
  /** Last tickets of the batches the thread has and has not committed, ascending. */
  const underWay: Ticket[] = [];
  let last: Ticket = 0;
  let committed: Ticket = 0;
  let failure: Error | undefined;
  let closing: Promise<void> | undefined;
  /** Ascending by ticket. */
  let waiting: Waiting[] = [];
  const counted: ((changes: number) => void)[] = [];

  worker.on('message', (message: FromWriter) => {
    if ('committed' in message) confirm(message.committed, message.counts);
    else if ('failed' in message) fail(new Error(`the disk refused a write: ${message.failed}`));
  });
  worker.on('error', (cause) => fail(new Error('the writer thread died', { cause })));
  worker.on('exit', () => {
    if (!closing) fail(new Error('the writer thread ended'));
  });

  function confirm(ticket: Ticket, counts: readonly number[]): void {
    if (failure) return;
    committed = ticket;
    while (underWay.length > 0 && underWay[0]! <= committed) underWay.shift();
    if (operations > 0) schedule();
    for (const changes of counts) counted.shift()?.(changes);
    const split = waiting.findIndex((one) => one.ticket > committed);
    const ready = split === -1 ? waiting : waiting.slice(0, split);
    waiting = split === -1 ? [] : waiting.slice(split);
    for (const { run } of ready) run();
  }

  function fail(error: Error): void {
    if (failure) return;
    failure = error;
    const refused = waiting;
    waiting = [];
    for (const { refuse } of refused) refuse?.(error);
    onFailure(error);
  }

  function wait(one: Waiting): void {
    if (one.ticket <= committed) {
      one.run();
      return;
    }
    if (failure) {
      one.refuse?.(failure);
      return;
    }
    let at = waiting.length;
    while (at > 0 && (waiting[at - 1]?.ticket ?? 0) > one.ticket) at--;
    waiting.splice(at, 0, one);
  }

  function add(sql: string, params: readonly SqlValue[], wantsCount?: true): Ticket {
    if (closing) throw new Error('the storage is closed');
    let statement = numbers.get(sql);
    if (statement === undefined) {
      statement = numbers.size;
      numbers.set(sql, statement);
      statements.push({ sql, parameters: params.length });
    }
    values.push(statement, ...params);
    if (wantsCount) countedHere.push(operations);
    operations += 1;
    last += 1;
    schedule();
    return last;
  }

  /** WHY setImmediate, not a microtask: all input that one turn of the event loop brought shares a commit. */
  function schedule(): void {
    if (scheduled || underWay.length >= MOST_UNDER_WAY) return;
    scheduled = true;
    setImmediate(send);
  }

  function send(): void {
    scheduled = false;
    if (operations === 0) return;
    underWay.push(last);
    post({ statements, values, counted: countedHere, operations, ticket: last });
    [statements, values, countedHere, operations] = [[], [], [], 0];
  }

  const post = (message: ToWriter) => worker.postMessage(message);

  const flush = () =>
    new Promise<void>((resolve, reject) => wait({ ticket: last, run: resolve, refuse: reject }));

  async function shutDown(): Promise<void> {
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    send();
    try {
      await flush();
    } finally {
      post({ close: true });
      await ended;
    }
  }

  return {
    get last() {
      return last;
    },
    get committed() {
      return committed;
    },
    queue: (sql, params) => add(sql, params),
    count(sql, params) {
      const ticket = add(sql, params, true);
      return new Promise((resolve, reject) => {
        let changed = 0;
        counted.push((changes) => {
          changed = changes;
        });
        wait({ ticket, run: () => resolve(changed), refuse: reject });
      });
    },
    whenCommitted: (ticket, run) => wait({ ticket, run }),
    flush,
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}
