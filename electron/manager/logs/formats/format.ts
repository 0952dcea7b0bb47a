/** What a program's log looks like: where an entry begins, and what stands in it. */

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface Parsed {
  /** Milliseconds; null where the line tells none. */
  readonly time: number | null;
  readonly level: Level;
  /** The part of the program that says it, in its own word. */
  readonly subsystem: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

export interface Format {
  readonly id: FormatId;
  /** Whether an entry begins with this line. */
  begins(line: string): boolean;
  /** Undefined where it is none of its lines. @param before entries are not later than this: for times without a year */
  read(text: string, before: number): Parsed | undefined;
}

export type FormatId =
  | 'chatelaine'
  | 'ejabberd'
  | 'prosody'
  | 'nginx-error'
  | 'apache-error'
  | 'web-access'
  | 'coturn'
  | 'journal'
  | 'syslog'
  | 'plain';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Clocks of two machines, and of a log that was just written. */
const SLACK_MS = 2 * 24 * 60 * 60 * 1000;

/** `Nov 22 03:54:31`, in the local time of the machine: of the last year in which that is not after `before`. NaN where it is no time. */
export function yearlessTime(month: string, day: string, clock: string, before: number): number {
  const year = new Date(before).getFullYear();
  const at = (one: number) => localTime(one, month, day, clock);
  return at(year) > before + SLACK_MS ? at(year - 1) : at(year);
}

/** In the local time of the machine. NaN where it is no time. */
export function localTime(year: number, month: string, day: string, clock: string): number {
  const index = MONTHS.indexOf(month);
  const [hours = Number.NaN, minutes = Number.NaN, seconds = Number.NaN] = clock.split(':').map(Number);
  if (index < 0) return Number.NaN;
  return new Date(year, index, Number(day), hours, minutes, 0, Math.round(seconds * 1000)).getTime();
}

/** `22/Nov/2026:03:54:31 +0100`, as web servers write it. NaN where it is no time. */
export function webTime(text: string): number {
  const found = /^(\d{2})\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{2})(\d{2})$/.exec(text);
  if (!found) return Number.NaN;
  const [, day, month = '', year, clock, hours, minutes] = found;
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  return Date.parse(`${year}-${number}-${day}T${clock}${hours}:${minutes}`);
}

export const known = (time: number): number | null => (Number.isFinite(time) ? time : null);

/** A format whose entries begin with what one expression recognises. */
export function byHead(
  id: FormatId,
  head: RegExp,
  read: (found: RegExpExecArray, rest: string, before: number) => Parsed,
): Format {
  return {
    id,
    begins: (line) => head.test(line),
    read(text, before) {
      const [first = ''] = text.split('\n', 1);
      const found = head.exec(first);
      return found ? read(found, text.slice(first.length), before) : undefined;
    },
  };
}
