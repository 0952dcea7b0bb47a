/**
 * The one thread that writes. It takes every batch that waits, commits them as one transaction, says so, and looks again:
 * the slower the disk, the larger the groups. After a failed commit it writes nothing more, because whatever came after may
 * rest on what was lost.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Database, openForWriting, type Statement } from './database.ts';
import type { Batch, FromWriter, ToWriter } from './writer-protocol.ts';

interface Prepared {
  readonly statement: Statement;
  readonly parameters: number;
}

/** Keeps one transaction, and so the wait for it, within bounds. */
const MAX_OPERATIONS = 20_000;

function serve(port: MessagePort, file: string): void {
  const database = openForWriting(file);
  const statements: Prepared[] = [];
  const say = (message: FromWriter) => port.postMessage(message);
  let failed = false;

  function commit(batches: readonly Batch[]): void {
    const counts: number[] = [];
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const batch of batches) apply(database, statements, batch, counts);
      database.exec('COMMIT');
      say({ committed: batches.at(-1)?.ticket ?? 0, counts });
    } catch (error) {
      failed = true;
      if (database.inTransaction) database.exec('ROLLBACK');
      const { message, code } = error as Error & { code?: string };
      say({ failed: message, code });
    }
  }

  port.on('message', (message: ToWriter) => {
    if ('close' in message) return close();
    const { batches, closing } = drain(port, message);
    if (!failed) commit(batches);
    if (closing) close();
  });

  function close(): void {
    database.close();
    say({ closed: true });
    port.close();
  }

  say({ opened: true });
}

/** `first` and what else waits, up to a bound. */
function drain(port: MessagePort, first: Batch): { batches: Batch[]; closing: boolean } {
  const batches = [first];
  let { operations } = first;
  while (operations < MAX_OPERATIONS) {
    const next = receiveMessageOnPort(port)?.message as ToWriter | undefined;
    if (next === undefined) break;
    if ('close' in next) return { batches, closing: true };
    batches.push(next);
    operations += next.operations;
  }
  return { batches, closing: false };
}

function apply(database: Database, statements: Prepared[], batch: Batch, counts: number[]): void {
  for (const { sql, parameters } of batch.statements)
    statements.push({ statement: database.prepare(sql), parameters });
  const { values, counted, operations } = batch;
  let nextCounted = 0;
  for (let at = 0, operation = 0; operation < operations; operation++) {
    const prepared = statements[values[at] as number];
    if (!prepared) throw new Error(`statement ${values[at]} was never sent`);
    const end = at + 1 + prepared.parameters;
    const { changes } = prepared.statement.run(...values.slice(at + 1, end));
    if (counted[nextCounted] === operation) {
      counts.push(changes);
      nextCounted++;
    }
    at = end;
  }
}

if (!parentPort) throw new Error('writer-thread.ts is started by writer.ts as a worker');
serve(parentPort, (workerData as { file: string }).file);
