/**
 * Logs in memory for pages: a view over the lines of a scene, or over as many generated ones as a test of scrolling wants.
 * What lines mean, what belongs together and what a copy replaces is the product's own.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type {
  LogEntry,
  LogRow,
  LogSource,
  LogViewFilter,
  LogViewState,
  SavedLogView,
} from '../../electron/contract/index.ts';
import type { LogEvent, Replacement, TimelineItem } from '../../electron/contract/log-events.ts';
import { readEvent, samePerson } from '../../electron/manager/logs/events/read.ts';
import { restOf } from '../../electron/manager/logs/view/rest.ts';

export type FakeLogs = {
  sources: LogSource[];
  saved: SavedLogView[];
  /** So many generated lines instead of those of the scene; counted in pieces as the engine does. */
  generated: number;
};

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

const source = (part: Partial<LogSource> & Pick<LogSource, 'id' | 'program'>): LogSource => ({
  ...{
    kind: 'found',
    path: part.id,
    bytes: 5_400_000,
    files: 3,
    writtenAt: Date.now() - 4000,
    trouble: null,
  },
  ...part,
});

export function createFakeLogs(): FakeLogs {
  return {
    saved: [],
    generated: 0,
    sources: [
      source({ id: 'server', program: 'server', kind: 'own', path: '/var/lib/chatelaine/logs/server.log' }),
      source({
        id: 'manager',
        program: 'manager',
        kind: 'own',
        path: '/var/lib/chatelaine/logs/manager.log',
      }),
      source({ id: '/var/log/prosody/prosody.log', program: 'prosody', bytes: 1_240_000 }),
      source({ id: '/var/log/nginx/access.log', program: 'nginx', bytes: 88_400_000, files: 12 }),
      source({
        ...{ id: '/var/log/ejabberd/ejabberd.log', program: 'ejabberd', bytes: null },
        trouble: { reason: 'forbidden', group: 'adm', command: 'sudo adduser chatelaine adm' },
      }),
    ],
  };
}

/** What a line says, as the engine tells it. */
const eventOf = ({ level, subsystem, message, fields, source: id }: LogEntry): LogEvent =>
  readEvent({
    format: 'chatelaine',
    ...{ level, message },
    subsystem: subsystem || id,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'boolean' ? String(value) : value,
      ]),
    ),
  });

const placeOf = ({ source: id, seq }: LogEntry): string => `${id}#${seq}`;

export function fits(
  { level, text, person, host, subsystem, code, since, until }: LogViewFilter,
  entry: LogEntry,
): boolean {
  if (LEVELS.indexOf(entry.level) < LEVELS.indexOf(level)) return false;
  if ((since !== null && entry.time < since) || (until !== null && entry.time > until)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const raw = `${entry.message} ${entry.raw}`.toLowerCase();
  if (!words.every((word) => raw.includes(word))) return false;
  if ([person, host, subsystem, code].every((value) => value === null)) return true;
  const event = eventOf(entry);
  return (
    (person === null || samePerson(event.who, person)) &&
    (host === null || event.host === host || event.from === host) &&
    (subsystem === null || event.part === subsystem || entry.subsystem === subsystem) &&
    (code === null || event.code === code)
  );
}

function rowOf(entry: LogEntry, number: number): LogRow {
  const event = eventOf(entry);
  const { time, level, subsystem, message, fields } = entry;
  const rest = restOf(
    message,
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : String(value),
      ]),
    ),
  );
  return {
    ...{ number, place: placeOf(entry), source: entry.source, time, level, subsystem, part: event.part },
    ...{ message, rest, more: false, who: event.who, code: event.code },
  };
}

const NAMES = ['marie', 'hugo', 'sophie', 'camille', 'otto', 'nina'];
const NOW = Date.UTC(2026, 10, 22, 12);

/** The line with that number of ten million: one a second. */
export function generatedEntry(number: number): LogEntry {
  const seed = Math.abs(number * 2_654_435_761) % 997;
  const who = NAMES[seed % NAMES.length]!;
  const level = seed % 331 === 0 ? 'error' : seed % 47 === 0 ? 'warn' : 'info';
  const fields = { account: `${who}@office.example`, address: `192.0.2.${seed % 250}`, ms: seed };
  const entry = {
    seq: number,
    time: NOW + number * 1000,
    level,
    source: 'server',
    subsystem: 'c2s',
  } as const;
  const message = level === 'info' ? 'stream resumed' : 'stream ended without a reason that anybody gave';
  return { ...entry, message, fields, raw: JSON.stringify({ ...entry, message, ...fields }) };
}

type Open = {
  filter: LogViewFilter;
  sources: readonly string[];
  first: number;
  last: number;
  entry(number: number): LogEntry;
  all: LogEntry[] | null;
};

// biome-ignore lint/suspicious/noExplicitAny: a part of the contract's implementer, whose type is longer than this file
type Part = any;

/** @param lines those written from now on */
export function logsRouter(
  os: Part,
  state: { logs: LogEntry[]; logFiles: FakeLogs },
  lines: { read(signal?: AbortSignal): AsyncIterable<LogEntry> },
) {
  const views = new Map<string, Open>();
  let opened = 0;
  const of = (id: string): Open => {
    const view = views.get(id);
    if (!view) throw new Error(`no view ${id}`);
    return view;
  };
  const byPlace = (place: string): LogEntry | undefined =>
    state.logFiles.generated > 0
      ? generatedEntry(Number(place.split('#')[1]))
      : state.logs.find((entry) => placeOf(entry) === place);

  function open({ sources, filter }: { sources: string[]; filter: LogViewFilter }): [string, Open] {
    const id = `view-${++opened}`;
    const count = state.logFiles.generated;
    const all =
      count > 0 ? null : state.logs.filter((entry) => sources.includes(entry.source) && fits(filter, entry));
    const length = all ? all.length : count;
    const view: Open = {
      ...{ filter, sources, all, first: -length, last: 0 },
      entry: (number) => (all ? all[number + length]! : generatedEntry(number)),
    };
    views.set(id, view);
    return [id, view];
  }

  function stateOf(id: string, view: Open, complete = true): LogViewState {
    const some = view.all ?? [];
    const levels = LEVELS.map((level) => some.filter((entry) => entry.level === level).length);
    const ends =
      view.last > view.first ? [view.entry(view.first).time, view.entry(view.last - 1).time] : [null, null];
    return {
      ...{ view: id, generation: 1, first: view.first, last: view.last, complete },
      ...{ done: complete ? 0 : -view.first * 100, of: complete ? 0 : state.logFiles.generated * 100 },
      levels: levels as LogViewState['levels'],
      ...{ from: ends[0]!, to: ends[1]!, index: { state: 'none' as const, done: 0, of: 0 }, notices: [] },
    };
  }

  return {
    logView: {
      sources: os.logView.sources.handler(() => ({ sources: state.logFiles.sources })),
      openFile: os.logView.openFile.handler(({ input, errors }: Part) => {
        if (input.path.includes('missing'))
          throw errors['log.unreadable']({ data: { file: input.path, reason: 'missing' } });
        const file = source({ id: input.path, program: 'other', kind: 'opened', files: 1, bytes: 12_400 });
        state.logFiles.sources.push(file);
        return file;
      }),
      closeFile: os.logView.closeFile.handler(({ input }: Part) => {
        state.logFiles.sources = state.logFiles.sources.filter(({ id }) => id !== input.id);
        return {};
      }),
      watch: os.logView.watch.handler(async function* ({ input, signal, errors }: Part) {
        const known = state.logFiles.sources.map(({ id }) => id);
        const unlisted = input.sources.find((id: string) => !known.includes(id));
        if (unlisted) throw errors['log.unreadable']({ data: { file: unlisted, reason: 'unlisted' } });
        const [id, view] = open(input);
        const whole = view.first;
        // As the engine does: the tail at once, older lines as they are counted.
        for (const share of whole < -100_000 ? [0.001, 0.1, 0.4, 0.7] : []) {
          view.first = Math.ceil(whole * share);
          yield stateOf(id, view, false);
          await wait(200, undefined, { signal });
        }
        view.first = whole;
        yield stateOf(id, view);
        for await (const entry of lines.read(signal)) {
          if (!view.all || !fits(input.filter, entry)) continue;
          view.all.push(entry);
          view.last++;
          yield stateOf(id, view);
        }
      }),
      rows: os.logView.rows.handler(({ input }: Part) => {
        const view = of(input.view);
        const rows: LogRow[] = [];
        for (let n = Math.max(view.first, input.from); n < Math.min(view.last, input.from + input.count); n++)
          rows.push(rowOf(view.entry(n), n));
        return { generation: 1, from: input.from, rows };
      }),
      find: os.logView.find.handler(({ input }: Part) => {
        const view = of(input.view);
        const number =
          'place' in input.at
            ? numberOf(view, (entry) => placeOf(entry) === input.at.place)
            : numberOf(view, (entry) => entry.time >= input.at.time);
        return { generation: 1, number };
      }),
      histogram: os.logView.histogram.handler(({ input }: Part) => {
        const view = of(input.view);
        const filter = input.wholeTime ? { ...view.filter, since: null, until: null } : view.filter;
        const all = view.all
          ? state.logs.filter((entry) => view.sources.includes(entry.source) && fits(filter, entry))
          : [];
        const from = input.from ?? (view.all ? (all[0]?.time ?? 0) : NOW + view.first * 1000);
        const to = input.to ?? (view.all ? (all.at(-1)?.time ?? 0) + 1 : NOW);
        const counts = Array.from({ length: to > from ? input.buckets : 0 }, (_, bar) =>
          view.all ? [0, 0, 0, 0] : [0, 40 + ((bar * 37) % 60), bar % 7, bar % 23 === 0 ? 4 : 0],
        );
        for (const { time, level } of all) {
          const bar = counts[Math.floor(((time - from) / (to - from)) * input.buckets)];
          if (bar) bar[LEVELS.indexOf(level)]!++;
        }
        return { from, to, counts, complete: true };
      }),
      values: os.logView.values.handler(({ input }: Part) => {
        const view = of(input.view);
        const counts = new Map<string, number>();
        for (const entry of view.all ?? []) {
          const event = eventOf(entry);
          const value = { person: event.who, host: event.from ?? event.host, subsystem: event.part }[
            input.what as 'person'
          ];
          if (value?.toLowerCase().includes(input.prefix.toLowerCase()))
            counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        const values = [...counts].map(([value, count]) => ({ value, count }));
        return { values: values.sort((a, b) => b.count - a.count).slice(0, 20) };
      }),
      newest: os.logView.newest.handler(({ input }: Part) => {
        const found = state.logs.findLast(
          (entry) => fits(input.filter, entry) && (input.before === null || entry.time < input.before),
        );
        return { row: found ? rowOf(found, 0) : null };
      }),
      entry: os.logView.entry.handler(({ input }: Part) => {
        const entry = byPlace(input.place);
        if (!entry) return { entry: null };
        const fields = Object.fromEntries(
          Object.entries(entry.fields).map(([name, value]) => [name, String(value)]),
        );
        return {
          entry: {
            ...{
              row: rowOf(entry, 0),
              format: 'chatelaine',
              file: `/var/lib/chatelaine/logs/${entry.source}.log`,
            },
            ...{ at: entry.seq * 120, message: entry.message, fields, raw: entry.raw, event: eventOf(entry) },
          },
        };
      }),
      around: os.logView.around.handler(({ input }: Part) => {
        const entry = byPlace(input.place);
        const own = state.logs.filter((one) => one.source === entry?.source);
        const at = entry ? own.indexOf(entry) : -1;
        const rows = at < 0 ? [] : own.slice(Math.max(0, at - input.before), at + input.after + 1);
        return { rows: rows.map((row) => rowOf(row, 0)) };
      }),
      setIndexing: os.logView.setIndexing.handler(() => ({})),
      saved: os.logView.saved.handler(() => ({ views: state.logFiles.saved })),
      save: os.logView.save.handler(({ input }: Part) => {
        const id = input.id ?? `saved-${state.logFiles.saved.length + 1}-${input.name}`;
        const others = state.logFiles.saved.filter((view) => view.id !== id);
        state.logFiles.saved = [...others, { ...input, id }];
        return { views: state.logFiles.saved };
      }),
      remove: os.logView.remove.handler(({ input }: Part) => {
        state.logFiles.saved = state.logFiles.saved.filter(({ id }) => id !== input.id);
        return { views: state.logFiles.saved };
      }),
    },
    logEvents: eventsRouter(os.logEvents, state),
  };
}

function eventsRouter(os: Part, state: { logs: LogEntry[] }): Part {
  const itemOf = (entry: LogEntry, code: string, value: string): TimelineItem => ({
    place: placeOf(entry),
    ...{
      source: entry.source,
      time: entry.time,
      raw: entry.raw,
      event: eventOf(entry),
      because: { code, value },
    },
  });
  const near = (at: number, minutes: number) =>
    state.logs.filter(({ time }) => Math.abs(time - at) <= minutes * 60_000);
  return {
    timeline: os.timeline.handler(({ input: { place } }: Part) => {
      const self = state.logs.find((entry) => placeOf(entry) === place);
      const who = self && eventOf(self).who;
      if (!self || !who) return { items: [], truncated: false };
      const mine = near(self.time, 2).filter((entry) => samePerson(eventOf(entry).who, who));
      return {
        items: mine.map((entry) => itemOf(entry, entry === self ? 'self' : 'account', who)),
        truncated: false,
      };
    }),
    person: os.person.handler(({ input: { person, at, minutes } }: Part) => ({
      items: near(at, minutes)
        .filter((entry) => samePerson(eventOf(entry).who, person))
        .map((entry) => itemOf(entry, 'person', person)),
      truncated: false,
    })),
    preview: os.preview.handler(({ input }: Part) => {
      const chosen = input.places
        ? state.logs.filter((entry) => input.places.includes(placeOf(entry)))
        : state.logs
            .filter((entry) => input.sources.includes(entry.source) && fits(input.filter, entry))
            .slice(-input.newest);
      return { ...shared(chosen.map(({ raw }) => raw)), lines: chosen.length, cut: false };
    }),
    export: os.export.handler(async function* ({ input }: Part) {
      const all = state.logs.filter(
        (entry) => input.sources.includes(entry.source) && fits(input.filter, entry),
      );
      const text = all.map(({ raw }) => `${raw}\n`).join('');
      yield { text, entries: all.length, time: null, ended: true, cut: false };
    }),
  };
}

/** A poor copy for support, good enough to be looked at: the real one has tests of its own. */
function shared(raws: string[]): { text: string; replaced: Replacement[] } {
  const replaced = new Map<string, Replacement>();
  const put = (kind: string, original: string, shown: string): string => {
    const known = replaced.get(original) ?? { kind, original, shown, times: 0 };
    replaced.set(original, { ...known, times: known.times + 1 });
    return known.shown;
  };
  const text = raws
    .join('\n')
    .replace(/[\w.-]+@[\w.-]+/g, (address) =>
      put('address', address, `person-${replaced.size + 1}@office-1.example`),
    )
    .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, (ip) => put('ip', ip, `192.0.2.${replaced.size + 1}`));
  return { text, replaced: [...replaced.values()] };
}

function numberOf(view: Open, is: (entry: LogEntry) => boolean): number | null {
  if (!view.all) {
    let [low, high] = [view.first, view.last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (is(view.entry(middle))) high = middle;
      else low = middle + 1;
    }
    return low < view.last ? low : null;
  }
  const at = view.all.findIndex(is);
  return at < 0 ? null : at + view.first;
}
