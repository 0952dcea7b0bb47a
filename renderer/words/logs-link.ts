/**
 * What the page Logs shows, as an address: a reload, a link from another page and a saved view are all the same words.
 * Nobody's words are in a place the manager's own log would keep: the address stands behind the `#`.
 */

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

/** A time that goes with the clock ("the last hour"), or one that stays. */
export type TimeChoice =
  | { kind: 'any' }
  | { kind: 'last'; minutes: number }
  | { kind: 'between'; from: number; to: number };

export type LogsQuery = {
  /** Logs by their id; none: those of the office's own server and of Chatelaine. */
  sources: readonly string[];
  /** This one and worse. */
  level: Level;
  /** An address, or its part before the @. */
  person: string | null;
  /** An IP address or a domain: where somebody came from. */
  host: string | null;
  /** A part of a program: `c2s`, `mod_muc`. */
  part: string | null;
  /** What happened, by its code: `login.refused`. */
  event: string | null;
  time: TimeChoice;
  /** Every word must occur in the line. */
  text: string;
};

export const EVERYTHING: LogsQuery = {
  sources: [],
  level: 'info',
  person: null,
  host: null,
  part: null,
  event: null,
  time: { kind: 'any' },
  text: '',
};

/** Nothing longer comes from an address somebody typed. */
const LONGEST = 200;
/** As many logs at once as can be read at once. */
const MOST_SOURCES = 16;
const YEAR = 366 * 24 * 60;

const bounded = (value: string | null): string | null => {
  const text = value?.trim().slice(0, LONGEST) ?? '';
  return text === '' ? null : text;
};

function readTime(params: URLSearchParams): TimeChoice {
  const minutes = Number(params.get('last'));
  if (Number.isInteger(minutes) && minutes > 0 && minutes <= YEAR) return { kind: 'last', minutes };
  const [from, to] = [Date.parse(params.get('from') ?? ''), Date.parse(params.get('to') ?? '')];
  return Number.isFinite(from) && Number.isFinite(to) && from < to
    ? { kind: 'between', from, to }
    : { kind: 'any' };
}

/** Reads an address. What is not understood is as if it were not there. */
export function readQuery(params: URLSearchParams): LogsQuery {
  const level = LEVELS.find((known) => known === params.get('level'));
  return {
    sources: [...new Set(params.getAll('log').map((id) => id.slice(0, LONGEST)))].slice(0, MOST_SOURCES),
    level: level ?? EVERYTHING.level,
    person: bounded(params.get('person')),
    host: bounded(params.get('host')),
    part: bounded(params.get('part')),
    event: bounded(params.get('event')),
    time: readTime(params),
    text: bounded(params.get('text')) ?? '',
  };
}

/** The shortest address for it: only what differs from everything. */
export function writeQuery(query: Partial<LogsQuery>): URLSearchParams {
  const params = new URLSearchParams();
  for (const id of query.sources ?? []) params.append('log', id);
  if (query.level && query.level !== EVERYTHING.level) params.set('level', query.level);
  for (const name of ['person', 'host', 'part', 'event', 'text'] as const) {
    const value = query[name];
    if (value) params.set(name, value);
  }
  if (query.time?.kind === 'last') params.set('last', String(query.time.minutes));
  if (query.time?.kind === 'between') {
    params.set('from', new Date(query.time.from).toISOString());
    params.set('to', new Date(query.time.to).toISOString());
  }
  return params;
}

/** Where to send somebody for these lines: `logsLink({ person: 'marie@office.example' })`. */
export function logsLink(query: Partial<LogsQuery>): string {
  const text = writeQuery(query).toString();
  return text === '' ? '/logs' : `/logs?${text}`;
}

/** The lines of so many minutes before and after a moment. */
export function around(at: number, minutes = 5): TimeChoice {
  return { kind: 'between', from: at - minutes * 60_000, to: at + minutes * 60_000 };
}

/** Whether something is filtered away; which logs are read does not count. */
export function isNarrowed(query: LogsQuery): boolean {
  const { sources: _, ...rest } = query;
  const { sources: __, ...everything } = EVERYTHING;
  return (
    JSON.stringify({ ...rest, level: rest.level === 'debug' ? 'info' : rest.level }) !==
    JSON.stringify(everything)
  );
}

/** The bounds in milliseconds; `null` where there is none. */
export function bounds(time: TimeChoice, now: number): { since: number | null; until: number | null } {
  switch (time.kind) {
    case 'any':
      return { since: null, until: null };
    case 'last':
      return { since: now - time.minutes * 60_000, until: null };
    case 'between':
      return { since: time.from, until: time.to };
  }
}
