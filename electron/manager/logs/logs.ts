/**
 * Lines of the server and of the manager: kept in files, held in a ring in memory for the page to read, filter and follow.
 * The ring is what can be searched; older lines stay in the files.
 */
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import type { LogEntry, LogFilter } from '../../contract/index.ts';
import { privateFolder } from '../files.ts';
import { matcher, readEntry } from './entry.ts';
import { createLogFile, readHistory } from './file.ts';

type Source = LogEntry['source'];
const KEPT = 20_000;
/** Long lines make fewer of them. */
const KEPT_CHARACTERS = 16 * 1024 * 1024;
const HISTORY = 4_000;
/** A page that follows gets at most this many lines in one batch. */
const BATCH = 500;

/** Named like secrets: pino replaces their values, whoever logs them. */
const REDACTED = ['password', 'token', 'secret', 'key', 'cookie', 'authorization'];

export interface LogPage {
  entries: LogEntry[];
  more: boolean;
  matched: number;
  total: number;
}

export interface Logs {
  /** The manager's own log. */
  readonly log: Logger;
  /** Takes in a line as a program printed it. */
  add(source: Source, raw: string, fallback?: LogEntry['level']): LogEntry;
  page(query: LogFilter & { before: number | null; limit: number }): LogPage;
  follow(
    query: LogFilter & { after: number },
    signal?: AbortSignal,
  ): AsyncGenerator<{ entries: LogEntry[] }, void>;
  flush(): Promise<void>;
}

export async function openLogs({ folder, now }: { folder: string; now: () => number }): Promise<Logs> {
  await privateFolder(folder);
  const complain = (error: unknown) =>
    void process.stderr.write(`The log could not be written: ${String(error)}\n`);
  const path = (source: Source) => join(folder, `${source}.log`);
  const files = {
    server: createLogFile(path('server'), complain),
    manager: createLogFile(path('manager'), complain),
  };
  const ring = createRing();
  await replay(ring, path, now);

  function add(source: Source, raw: string, fallback?: LogEntry['level']): LogEntry {
    files[source].write(raw);
    return ring.push({ source, raw, readAt: now(), fallback });
  }

  const log = pino(
    {
      level: 'debug',
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level: level === 'fatal' ? 'error' : level }) },
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '(left out)' },
    },
    { write: (line: string) => void add('manager', line.trimEnd()) },
  );

  return {
    log,
    add,
    page: ring.page,
    follow: ring.follow,
    flush: async () => void (await Promise.all([files.server.flush(), files.manager.flush()])),
  };
}

/** Puts the last lines of an earlier run into the ring, in order of their time. */
async function replay(
  ring: ReturnType<typeof createRing>,
  path: (source: Source) => string,
  now: () => number,
) {
  const old: { source: Source; raw: string; time: number }[] = [];
  for (const source of ['server', 'manager'] as const) {
    for (const raw of await readHistory(path(source), HISTORY)) {
      old.push({ source, raw, time: readEntry({ seq: 0, source, raw, readAt: now() }).time });
    }
  }
  for (const line of old.sort((a, b) => a.time - b.time)) ring.push({ ...line, readAt: now() });
}

function createRing() {
  let entries: LogEntry[] = [];
  let characters = 0;
  let seq = 0;
  const wakers = new Set<() => void>();

  return {
    push(line: { source: Source; raw: string; readAt: number; fallback?: LogEntry['level'] }): LogEntry {
      const entry = readEntry({ ...line, seq: ++seq });
      entries.push(entry);
      characters += entry.raw.length;
      // Dropped a tenth at a time: moving the whole array for each line would cost more than keeping a little longer.
      if (entries.length > KEPT * 1.1 || characters > KEPT_CHARACTERS) {
        entries = entries.slice(Math.ceil(entries.length / 10));
        characters = entries.reduce((sum, { raw }) => sum + raw.length, 0);
      }
      for (const wake of wakers) wake();
      return entry;
    },
    page({ before, limit, ...filter }: LogFilter & { before: number | null; limit: number }): LogPage {
      const matches = entries.filter(matcher(filter));
      const older = before === null ? matches : matches.filter((entry) => entry.seq < before);
      return {
        entries: older.slice(-limit),
        more: older.length > limit,
        matched: matches.length,
        total: entries.length,
      };
    },
    async *follow({ after, ...filter }: LogFilter & { after: number }, signal?: AbortSignal) {
      const matches = matcher(filter);
      let position = after;
      while (!signal?.aborted) {
        const news: LogEntry[] = [];
        // From the end, so that following costs what is new and not what is kept.
        for (let index = entries.length - 1; index >= 0 && entries[index]!.seq > position; index--) {
          if (matches(entries[index]!)) news.unshift(entries[index]!);
        }
        position = seq;
        for (let start = 0; start < news.length; start += BATCH) {
          yield { entries: news.slice(start, start + BATCH) };
        }
        if (position === seq) await nextLine(wakers, signal);
      }
    },
  };
}

function nextLine(wakers: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      wakers.delete(done);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    wakers.add(done);
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });
}
