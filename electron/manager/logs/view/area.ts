/** The log view as the manager offers it: views that live as long as somebody reads them, whatever becomes of the thread that reads. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { LogFull, LogNotice, LogRow, LogViewFilter, LogViewState } from '../../../contract/index.ts';
import type { Kept } from '../../database.ts';
import { privateFolder } from '../../files.ts';
import type { Clock } from '../../host.ts';
import { problem } from '../../problem.ts';
import type { Run } from '../../run.ts';
import type { FileEntry } from '../files/read.ts';
import type { SourceFile } from './engine.ts';
import { EVERYTHING } from './filter.ts';
import { readPlace } from './place.ts';
import type { Answer, Asked } from './protocol.ts';
import { createReader, ReaderEnded } from './reader.ts';
import { createSaved } from './saved.ts';
import { createSources, refusal } from './sources/sources.ts';

/** Pages that are open at once, in all browsers together. */
const MOST_VIEWS = 16;
/** A page is told at most so often. */
const TOLD_EVERY_MS = 250;
/** Lines read at once where all of a view is read. */
const BATCH = 500;
/** A file that breaks the thread each time is not opened for ever. */
const MOST_RESTARTS = 5;
/** Numbers of one thread mean nothing in the next. */
const GENERATIONS = 1_000_000;

export interface LogViewsParts {
  /** The data folder: our own logs are in its `logs`, what we unpack and index in its `log-view`. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly run: Run;
  readonly kept: Kept;
  readonly log: Logger;
  readonly findProgram: (name: string) => string | undefined;
  /** Where the file system begins; another one in tests. */
  readonly root?: string;
}

export interface Query {
  readonly sources: readonly string[];
  readonly filter: LogViewFilter;
}

export type LogViews = ReturnType<typeof createLogViews>;

interface Open {
  restarts: number;
  /** Pending while it has to be opened anew. */
  there: PromiseWithResolvers<void>;
  lost: boolean;
  /** Rung when it is another one by now. */
  bell: PromiseWithResolvers<void>;
  /** All is counted: that is told at once. */
  hurry: PromiseWithResolvers<void>;
}

export function createLogViews(parts: LogViewsParts) {
  const { dataDir, clock, log } = parts;
  const folder = join(dataDir, 'log-view');
  const saved = createSaved(parts.kept);
  const sources = createSources({ ...parts, folder, saved });
  const views = new Map<string, Open>();
  let prepared: Promise<void> | undefined;
  const reader = createReader({
    ...{ folder, clock },
    changed(id, complete) {
      const view = views.get(id);
      view?.bell.resolve();
      if (complete) view?.hurry.resolve();
    },
    died() {
      for (const view of views.values()) {
        if (!view.lost) view.there = Promise.withResolvers();
        view.lost = true;
        view.bell.resolve();
      }
    },
    trouble: (said) => log.warn({ subsystem: 'logs', cause: said }, 'the reader of logs had trouble'),
  });

  /** What an earlier run left behind where it was cut off goes. */
  async function prepare(): Promise<void> {
    await privateFolder(folder);
    for (const name of await readdir(folder))
      if (/^(?:unpacked|journal)-/.test(name)) await rm(join(folder, name), { force: true });
  }

  async function begin(id: string, query: Query): Promise<SourceFile[]> {
    // Without a folder of our own nothing is unpacked and nothing indexed; all else can be looked at.
    prepared ??= prepare().catch((error) =>
      log.warn({ subsystem: 'logs', cause: String(error) }, 'logs are read without an index'),
    );
    await prepared;
    const files: SourceFile[] = [];
    try {
      for (const source of new Set(query.sources)) files.push(await sources.take(source));
      await reader.ask('open', id, files, query.filter);
      return files;
    } catch (error) {
      await sources.leave(files);
      throw refusal(error, query.sources.join(', '));
    }
  }

  async function end(id: string, files: readonly SourceFile[]): Promise<void> {
    await reader.ask('close', id).catch(unlessEnded);
    await sources.leave(files);
  }

  /** Of a thread that ended meanwhile the next one is asked, once the view is open there. */
  async function ofView<A extends Asked>(id: string, ask: () => Promise<Answer<A>>): Promise<Answer<A>> {
    for (;;) {
      const view = views.get(id);
      if (!view) throw problem('log-view.gone', {});
      await view.there.promise;
      try {
        return await ask();
      } catch (error) {
        unlessEnded(error);
      }
    }
  }
  const numbered = <T extends { readonly generation: number }>(id: string, answer: T): T => ({
    ...answer,
    generation: answer.generation + (views.get(id)?.restarts ?? 0) * GENERATIONS,
  });

  /** A view for one question. */
  async function within<T>(query: Query, work: (id: string) => Promise<T>): Promise<T> {
    const id = randomUUID();
    const files = await begin(id, query);
    try {
      return await work(id);
    } finally {
      await end(id, files);
    }
  }

  async function* watch(query: Query, signal: AbortSignal | undefined): AsyncGenerator<LogViewState, void> {
    if (views.size >= MOST_VIEWS) throw problem('log-view.too-many', { most: MOST_VIEWS });
    const id = randomUUID();
    const view: Open = {
      ...{ restarts: 0, lost: false },
      ...{ there: Promise.withResolvers(), bell: Promise.withResolvers(), hurry: Promise.withResolvers() },
    };
    views.set(id, view);
    // Nobody may be waiting for it when it ends.
    view.there.promise.catch(() => undefined);
    let files: SourceFile[] = [];
    const restarted: LogNotice[] = [];
    const leaving = () => view.bell.resolve();
    signal?.addEventListener('abort', leaving, { once: true });
    try {
      files = await begin(id, query);
      view.there.resolve();
      while (!signal?.aborted) {
        view.bell = Promise.withResolvers();
        view.hurry = Promise.withResolvers();
        if (view.lost) {
          if (++view.restarts > MOST_RESTARTS) throw new Error('the reader of logs ends again and again');
          restarted.push({ code: 'restarted', source: query.sources[0] ?? '', at: clock.now() });
          await sources.leave(files);
          files = [];
          view.lost = false;
          files = await begin(id, query);
          view.there.resolve();
        }
        const state = await reader.ask('state', id).catch(unlessEnded);
        if (state) {
          const notices = [...restarted, ...state.notices].slice(-10);
          yield numbered(id, { ...state, view: id, notices });
        }
        await view.bell.promise;
        if (!signal?.aborted) await pause(clock, view.hurry.promise, signal);
      }
    } finally {
      signal?.removeEventListener('abort', leaving);
      views.delete(id);
      view.there.resolve();
      await end(id, files);
    }
  }

  return {
    sources: sources.list,
    openFile: sources.add,
    closeFile: sources.remove,
    watch,
    rows: async (id: string, from: number, count: number) =>
      numbered(id, await ofView<'rows'>(id, () => reader.ask('rows', id, from, count))),
    find: async (id: string, at: { time: number } | { place: string }) =>
      numbered(id, await ofView<'find'>(id, () => reader.ask('find', id, at))),
    histogram: (...[id, ...rest]: [string, number | null, number | null, number, boolean]) =>
      ofView<'histogram'>(id, () => reader.ask('histogram', id, ...rest)),
    values: (id: string, what: 'person' | 'host' | 'subsystem', prefix: string) =>
      ofView<'values'>(id, () => reader.ask('values', id, what, prefix)),
    setIndexing: (id: string, on: boolean) =>
      ofView<'setIndexing'>(id, () => reader.ask('setIndexing', id, on)),

    async newest({ sources: from, filter }: Query, before: number | null): Promise<LogRow | null> {
      const until = before === null ? filter.until : Math.min(before, filter.until ?? before);
      return within({ sources: from, filter: { ...filter, until } }, (id) => reader.ask('newest', id));
    },
    async entry(place: string): Promise<LogFull | null> {
      const at = readPlace(place);
      if (!at) return null;
      return within({ sources: [at.source], filter: EVERYTHING }, (id) => reader.ask('entry', id, place));
    },
    async around(place: string, before: number, after: number): Promise<LogRow[]> {
      const at = readPlace(place);
      if (!at) return [];
      return within({ sources: [at.source], filter: EVERYTHING }, (id) =>
        reader.ask('around', id, place, before, after),
      );
    },

    /** All that fits, the oldest first: for what is exported and put together. Rejects with `log.unreadable`. */
    async *read(
      query: Query,
      signal: AbortSignal,
    ): AsyncGenerator<FileEntry & { readonly source: string }, void> {
      const id = randomUUID();
      const files = await begin(id, query);
      try {
        const { first, last } = await reader.ask('whole', id);
        for (let from = first; from < last; from += BATCH) {
          if (signal.aborted) return;
          yield* await reader.ask('entries', id, from, Math.min(BATCH, last - from));
        }
      } finally {
        await end(id, files);
      }
    },

    saved: saved.views,
    save: saved.save,
    remove: saved.remove,
    /** For tests of what happens when it dies. */
    thread: reader.thread,
    close: reader.close,
  };
}

/** The thread that was asked is gone, and the view with it: it is opened anew. */
function unlessEnded(error: unknown): undefined {
  if (error instanceof ReaderEnded || /^no view /.test((error as Error).message)) return undefined;
  throw error;
}

/** Until the page may be told again; shorter where there is something to hurry for. */
const pause = (clock: Clock, hurry: Promise<void>, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = clock.after(TOLD_EVERY_MS, done);
    function done(): void {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
    void hurry.then(done);
  });
