/**
 * A row of the tables beside this file: a kind of line of one program.
 *
 * The names of an expression's groups say what they are: `who` `host` `from` `port` are the event's, those of `LINKS` are what it
 * shares with other lines, and all others are what its sentences are made of.
 */
import type { LogEvent, ReadLine } from '../../../contract/log-events.ts';
import type { LineCode } from '../../../contract/log-lines/index.ts';
import { accountOf, addressOf, portOf } from './names.ts';

export interface EventRow {
  readonly code: LineCode;
  /** The program's word for the part that says it; left out: any. */
  readonly in?: string | RegExp;
  /** Anchored, and linear in what it reads: no repetition inside a repetition. */
  readonly says: RegExp;
  /** What every such line has, whatever it says. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Names of groups by which lines of one doing are found. */
const LINKS = new Set(['process', 'session', 'request', 'peer', 'call']);

export type Found = Pick<LogEvent, 'who' | 'host' | 'from' | 'port' | 'data' | 'links'>;

export const nothingFound = (): { -readonly [Key in keyof Found]: Found[Key] } => ({
  ...{ who: null, host: null, from: null, port: null, data: {}, links: [] },
});

/** More of a line than that is a stack trace or a stanza. */
export const READ = 2000;

/** Words of programs for their parts are few; connections of Prosody are not. */
const REMEMBERED = 500;

/** @returns what finds the first row that fits. Which rows are of a part of the program is remembered. */
export function createFinder(
  rows: readonly EventRow[],
): (line: ReadLine) => { code: LineCode; found: Found } | undefined {
  const bySubsystem = new Map<string, readonly EventRow[]>();
  const rowsOf = (subsystem: string): readonly EventRow[] => {
    const known = bySubsystem.get(subsystem);
    if (known) return known;
    const those = rows.filter(({ in: part }) =>
      part === undefined ? true : typeof part === 'string' ? part === subsystem : part.test(subsystem),
    );
    if (bySubsystem.size >= REMEMBERED) bySubsystem.clear();
    bySubsystem.set(subsystem, those);
    return those;
  };
  return ({ message, subsystem }) => {
    const text = message.length > READ ? message.slice(0, READ) : message;
    for (const { code, says, data } of rowsOf(subsystem)) {
      const match = says.exec(text);
      if (match) return { code, found: readGroups(match.groups ?? {}, data) };
    }
    return undefined;
  };
}

function readGroups(groups: Readonly<Record<string, string | undefined>>, fixed: EventRow['data']): Found {
  const found = nothingFound();
  if (fixed) Object.assign(found.data, fixed);
  for (const [name, value] of Object.entries(groups)) if (value !== undefined) put(found, name, value);
  if (found.from !== null && found.port !== null) found.links.push(`peer:${found.from}:${found.port}`);
  return found;
}

/** Puts one value where its name says. */
export function put(found: ReturnType<typeof nothingFound>, name: string, value: string | number): void {
  const text = String(value);
  if (name === 'who') found.who = accountOf(text);
  else if (name === 'from') found.from = addressOf(text);
  else if (name === 'port') found.port = portOf(text);
  else if (name === 'host') found.host = text.slice(0, 1023).toLowerCase();
  else if (LINKS.has(name)) found.links.push(`${name}:${text.slice(0, 180)}`);
  else found.data[name] = typeof value === 'number' ? value : text.slice(0, 400);
}
