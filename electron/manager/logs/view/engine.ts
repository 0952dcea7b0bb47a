/**
 * All open views, in the thread that does the work: counts a little, answers what is asked, counts on. Nothing here waits but
 * for the opening of sources.
 */
import type { LogFull, LogNotice, LogRow, LogViewFilter, LogViewState } from '../../../contract/index.ts';
import { createBell } from '../files/bell.ts';
import type { FileEntry } from '../files/read.ts';
import type { Counts } from './block.ts';
import { createChunks, type Sizes } from './chunk.ts';
import type { Readers } from './filter.ts';
import { createMatching } from './matching.ts';
import { readPlace } from './place.ts';
import { createRows } from './rows.ts';
import { openSource, type Source } from './source.ts';
import { createView, take, type View } from './view.ts';
import type { Words } from './words/words.ts';

export interface SourceFile {
  readonly id: string;
  readonly file: string;
}

export interface EngineParts extends Readers {
  readonly words: Words;
  /** A name nobody has, where packed files are unpacked. */
  readonly unpackTo: () => string;
  readonly now: () => number;
  /** A view is another one by now. @param complete all is counted, and was not before: worth to be told at once */
  readonly changed: (view: string, complete?: boolean) => void;
  /** How long a source stays open when nobody looks at it. */
  readonly lingerMs: number;
  /** Smaller ones in tests. */
  readonly sizes?: Sizes;
  /** What the system said about a source nobody expected. */
  readonly failed: (error: unknown) => void;
}

export type Engine = ReturnType<typeof createEngine>;

/** Counting gives way to questions after so long. */
const TURN_MS = 12;
const NOTICES = 10;
/** Told to those as well who come later. */
const LASTING = new Set<LogNotice['code']>(['unreadable', 'damaged', 'no-room']);
/** Lines looked at for what occurs in them. */
const NEWEST = 2000;

interface OpenSource {
  readonly source: Promise<Source>;
  readonly ended: AbortController;
  users: number;
  /** What is so for whoever looks. */
  readonly lasting: LogNotice[];
  /** Nobody looks at it; it is closed soon. */
  resting: NodeJS.Timeout | undefined;
}

interface OpenView {
  readonly view: View;
  readonly ids: readonly SourceFile[];
  generation: number;
  notices: LogNotice[];
  /** The same without its times, for the strip on which they are chosen. */
  whole: View | undefined;
}

export function createEngine(parts: EngineParts) {
  const { now, changed, failed, lingerMs } = parts;
  const chunks = createChunks(parts.sizes);
  const { words, readEvent, samePerson, textsOf } = parts;
  const matching = createMatching({ chunks, readEvent, samePerson, textsOf, sieve: words.sieve });
  const rows = createRows(matching);
  const sources = new Map<string, OpenSource>();
  const views = new Map<string, OpenView>();
  let turning = false;

  function takeIn(file: SourceFile): Promise<Source> {
    const known = sources.get(keyOf(file));
    if (known) {
      clearTimeout(known.resting);
      known.users++;
      return known.source;
    }
    const ended = new AbortController();
    const lasting: LogNotice[] = [];
    const source = openSource({
      ...{ ...file, chunks, wake: turn, unpackTo: parts.unpackTo },
      notice(code) {
        const told = { code, source: file.id, at: now() };
        if (LASTING.has(code)) lasting.push(told);
        notice(told);
      },
    });
    sources.set(keyOf(file), { source, ended, users: 1, resting: undefined, lasting });
    source.then(
      (one) => void follow(one, ended.signal).catch(failed),
      () => sources.delete(keyOf(file)),
    );
    return source;
  }

  async function leave(file: SourceFile): Promise<void> {
    const known = sources.get(keyOf(file));
    if (!known || --known.users > 0) return;
    // The next view is of the same one, most times: what was counted of it is kept for a while.
    known.resting = setTimeout(() => void put(keyOf(file), known), lingerMs).unref();
  }

  async function put(key: string, known: OpenSource): Promise<void> {
    sources.delete(key);
    known.ended.abort();
    (await known.source).close();
  }

  /** Until nobody needs it any more. */
  async function follow(source: Source, signal: AbortSignal): Promise<void> {
    const bell = createBell(source.file);
    try {
      while (!signal.aborted) {
        await bell.rings(signal);
        if (!signal.aborted && (await source.look())) refresh(source);
      }
    } finally {
      bell.close();
    }
  }

  function refresh(source: Source): void {
    for (const [id, open] of views) {
      if (!open.view.sources.includes(source)) continue;
      if (open.view.refresh()) open.generation++;
      open.whole?.refresh();
      changed(id);
    }
    turn();
  }

  function notice(told: LogNotice): void {
    for (const [id, open] of views) {
      if (!open.ids.some((one) => one.id === told.source)) continue;
      open.notices = [...open.notices, told].slice(-NOTICES);
      changed(id);
    }
  }

  /** Counts for a moment, and again as long as there is something to count. */
  function turn(): void {
    if (turning) return;
    turning = true;
    setImmediate(() => {
      turning = false;
      const until = performance.now() + TURN_MS;
      try {
        let more = true;
        while (more && performance.now() < until) more = step();
        if (more) turn();
      } catch (error) {
        // A disk that does not read: what was counted stays.
        failed(error);
      }
    });
  }

  function step(): boolean {
    let did = false;
    for (const [id, { view, whole }] of views) {
      // Counting what is there comes before reading more.
      if (view.step() || behind(view)?.step() || whole?.step()) {
        did = true;
        const complete = view.complete();
        changed(id, complete);
        if (complete) words.fill(view.sources.flatMap((source) => source.parts()));
      }
    }
    return did;
  }

  const opened = (id: string): OpenView => {
    const found = views.get(id);
    if (!found) throw new Error(`no view ${id}`);
    return found;
  };

  async function openView(ids: readonly SourceFile[], filter: LogViewFilter): Promise<OpenView> {
    const made = await Promise.allSettled(ids.map(takeIn));
    const refused = made.find((one) => one.status === 'rejected');
    if (refused) {
      await Promise.all(ids.filter((_, index) => made[index]?.status === 'fulfilled').map(leave));
      throw refused.reason;
    }
    const got = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const view = createView({ sources: got, filter, matching, readers: parts });
    const notices = ids.flatMap((file) => sources.get(keyOf(file))?.lasting ?? []).slice(-NOTICES);
    return { view, ids, generation: 0, notices, whole: undefined };
  }

  /** Counts until the place is there; undefined where it is nowhere (any more). */
  async function numberOf(id: string, place: string): Promise<number | undefined> {
    const at = readPlace(place);
    const { view } = opened(id);
    if (!at) return undefined;
    for (;;) {
      const number = view.numberOf(at.source, at.key, at.start);
      if (number !== null) return number;
      if (!(await more(view))) return undefined;
    }
  }

  /** Counts on for somebody who waits; false when all is counted. */
  async function more(view: View): Promise<boolean> {
    const until = performance.now() + TURN_MS;
    while (performance.now() < until) if (!view.step() && !behind(view)?.step()) break;
    if (view.complete()) return false;
    // Others may ask meanwhile, and what is packed is unpacked.
    await new Promise((resolve) => setTimeout(resolve, behind(view)?.waits() ? 20 : 0));
    return true;
  }

  const rowsOf = (view: View, from: number, count: number): LogRow[] =>
    [...take(view.from(from), count)].map((found, index) =>
      rows.row({
        ...{ source: found.source.id, part: found.block.part, match: found },
        number: Math.max(from, view.bounds().first) + index,
      }),
    );

  return {
    /** Rejects with the system's error where a source cannot be read. */
    async open(id: string, ids: readonly SourceFile[], filter: LogViewFilter): Promise<void> {
      const open = await openView(ids, filter);
      views.set(id, open);
      const until = performance.now() + TURN_MS * 4;
      while (performance.now() < until && (open.view.step() || behind(open.view)?.step()));
      turn();
    },
    async close(id: string): Promise<void> {
      const open = views.get(id);
      if (!open) return;
      views.delete(id);
      await Promise.all(open.ids.map(leave));
    },
    state(id: string): Omit<LogViewState, 'view'> {
      const { view, generation, notices } = opened(id);
      const progress = view.sources.map((source) => source.progress());
      const span = view.span();
      return {
        ...{ generation, notices, ...view.bounds(), complete: view.complete() },
        done: progress.reduce((all, one) => all + one.done, 0),
        of: progress.reduce((all, one) => all + one.of, 0),
        levels: [...view.levels()],
        ...{ from: span?.from ?? null, to: span?.to ?? null },
        index: words.standing(view.sources.flatMap((source) => source.parts())),
      };
    },
    rows(id: string, from: number, count: number) {
      const { view, generation } = opened(id);
      const { first } = view.bounds();
      return {
        generation,
        from: Math.max(from, first),
        rows: rowsOf(view, from, from < first ? count - (first - from) : count),
      };
    },
    find(id: string, at: { time: number } | { place: string }) {
      const { view, generation } = opened(id);
      if ('time' in at) return { generation, number: view.at(at.time) };
      const place = readPlace(at.place);
      return { generation, number: place ? view.numberOf(place.source, place.key, place.start) : null };
    },
    histogram(
      ...[id, from, to, buckets, wholeTime]: [string, number | null, number | null, number, boolean]
    ): { from: number; to: number; counts: Counts[]; complete: boolean } {
      const open = opened(id);
      const { filter } = open.view;
      let { view } = open;
      if (wholeTime && (filter.since !== null || filter.until !== null)) {
        open.whole ??= createView({
          ...{ sources: view.sources, matching, readers: parts },
          filter: { ...filter, since: null, until: null },
        });
        view = open.whole;
        turn();
      }
      const span = from === null || to === null ? view.span() : null;
      const begin = from ?? span?.from ?? now();
      const end = Math.max(begin + 1, to ?? (span ? span.to + 1 : begin + 1));
      return { from: begin, to: end, counts: view.histogram(begin, end, buckets), complete: view.complete() };
    },
    values(id: string, what: 'person' | 'host' | 'subsystem', prefix: string) {
      const { view } = opened(id);
      const found = new Map<string, number>();
      for (const { block, start, end } of take(view.from(view.bounds().last - NEWEST), NEWEST)) {
        const { event, parsed } = matching.line(block.part, matching.text(block.part, start, end));
        const said = { person: [event.who], host: [event.host, event.from], subsystem: [parsed.subsystem] };
        for (const value of said[what])
          if (value?.toLowerCase().startsWith(prefix.toLowerCase()))
            found.set(value, (found.get(value) ?? 0) + 1);
      }
      return [...found]
        .map(([value, count]) => ({ value, count }))
        .sort((one, other) => other.count - one.count)
        .slice(0, 20);
    },
    /** The newest line; null where there is none at all. */
    async newest(id: string): Promise<LogRow | null> {
      const { view } = opened(id);
      for (;;) {
        const { first, last } = view.bounds();
        if (last > first) return rowsOf(view, last - 1, 1)[0] ?? null;
        if (!(await more(view))) return null;
      }
    },
    async entry(id: string, place: string): Promise<LogFull | null> {
      const number = await numberOf(id, place);
      if (number === undefined) return null;
      const [line] = take(opened(id).view.from(number), 1);
      return line ? rows.full({ source: line.source.id, part: line.block.part, match: line, number }) : null;
    },
    /** Numbered from that line. */
    async around(id: string, place: string, before: number, after: number): Promise<LogRow[]> {
      const number = await numberOf(id, place);
      if (number === undefined) return [];
      const { view } = opened(id);
      while (view.bounds().first > number - before && (await more(view)));
      const from = Math.max(view.bounds().first, number - before);
      const lines = rowsOf(view, from, number - from + after + 1);
      return lines.map((row) => ({ ...row, number: row.number - number }));
    },
    /** When all is counted. */
    async whole(id: string): Promise<{ first: number; last: number }> {
      const { view } = opened(id);
      while (await more(view));
      return view.bounds();
    },
    setIndexing(id: string, on: boolean): void {
      const { view } = opened(id);
      words.setOn(on);
      if (on) words.fill(view.sources.flatMap((source) => source.parts()));
    },
    /** For the index: something has become of it. */
    told(): void {
      for (const id of views.keys()) changed(id);
    },
    /** Lines as they stand there, by number, for reading through all of them. */
    entries: (id: string, from: number, count: number): (FileEntry & { readonly source: string })[] =>
      [...take(opened(id).view.from(from), count)].map((found) =>
        rows.entry({ source: found.source.id, part: found.block.part, match: found, number: 0 }),
      ),
    sources: () => sources.size,
  };
}

/** The journal has a file of another name each time. */
const keyOf = ({ id, file }: SourceFile): string => `${id}\0${file}`;

/** The source of which least is known: read on there, so that what is shown is in order. */
const behind = (view: View): Source | undefined =>
  view.sources.filter(({ complete }) => !complete).sort((one, other) => other.horizon() - one.horizon())[0];
