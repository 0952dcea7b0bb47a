/** What is asked of a line, made ready: which bytes it must have at least, and the whole question. Pure. */

import type { LogViewFilter } from '../../../contract/index.ts';
import type { LogEvent, ReadLine } from '../../../contract/log-events.ts';
import type { Format, FormatId, Parsed } from '../formats/format.ts';
import { LEVELS } from './heads.ts';

export const EVERYTHING: LogViewFilter = {
  ...{ level: 'debug', text: '', person: null, host: null, subsystem: null, code: null },
  ...{ since: null, until: null },
};

export interface Line {
  /** The whole entry as it is shown. */
  readonly text: string;
  readonly parsed: Parsed;
  readonly event: LogEvent;
}

export interface Question {
  /** 0 debug … 3 error: this and worse. */
  readonly least: number;
  readonly since: number;
  readonly until: number;
  /** Every line that fits has it in it, letters of ASCII in either case; undefined where there is nothing of the kind. */
  readonly word: string | undefined;
  /** The word, the level and the time are all that is asked. */
  readonly wordOnly: boolean;
  /** Nothing is asked but level and time. */
  readonly any: boolean;
  /** What a line must have in it at least to be worth reading; undefined where every one is. */
  may(format: Format): RegExp | undefined;
  /** All but level and time. */
  fits(line: Line): boolean;
}

/** @param line read only where it is needed */
export interface Readers {
  readonly readEvent: (line: ReadLine) => LogEvent;
  readonly samePerson: (who: string | null, asked: string) => boolean;
  /** Texts of which every line of a kind, or of a part, has one; undefined where all have to be read. */
  readonly textsOf: (
    format: FormatId,
    asked: { readonly code: string | null; readonly part: string | null },
  ) => readonly string[] | undefined;
}

/** Words a format writes nowhere into its lines, and parts of contract/log-events.ts, which are no words of a line at all. */
const NOT_WRITTEN = new Set([
  ...['web', 'nginx', 'apache', 'turn', 'erlang', 'ejabberd', 'output', 'server', 'manager', ''],
  ...['login', 'connection', 'people', 'rooms', 'messages', 'files', 'push', 'calls', 'servers'],
  ...['certificates', 'bridges', 'programs', 'safety', 'disk', 'computer', 'other'],
]);

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
/** An address, or the name before its @: `otto` is not `lotto`. */
const personIn = (person: string) =>
  new RegExp(`(?<![\\w.-])${escapeRegExp(person)}${person.includes('@') ? '' : '(?=@)'}(?![\\w-])`, 'i');
const hostIn = (host: string) => new RegExp(`(?<![\\w.:-])${escapeRegExp(host)}(?![\\w-]|\\.\\w)`, 'i');

export function questionOf(
  filter: LogViewFilter,
  { samePerson, textsOf }: Pick<Readers, 'samePerson' | 'textsOf'>,
): Question {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const person = filter.person?.toLowerCase() || null;
  const host = filter.host?.toLowerCase() || null;
  const subsystem = filter.subsystem || null;
  const { code } = filter;
  const tests: ((line: Line) => boolean)[] = [];
  if (words.length > 0)
    tests.push(({ text }) => {
      const small = text.toLowerCase();
      return words.every((word) => small.includes(word));
    });
  if (person !== null) {
    const written = personIn(person);
    tests.push(
      ({ text, parsed, event }) =>
        written.test(text) || parsed.fields.user === person || samePerson(event.who, person),
    );
  }
  if (host !== null) {
    const written = hostIn(host);
    tests.push(
      ({ text, event }) => written.test(text) || event.from === host || event.host?.toLowerCase() === host,
    );
  }
  if (subsystem !== null)
    tests.push(({ parsed, event }) => parsed.subsystem === subsystem || event.part === subsystem);
  if (code !== null) tests.push(({ event }) => event.code === code);
  const musts = [
    ...words,
    ...(person === null ? [] : [person.split('@', 1)[0] ?? '']),
    ...(host === null || host.includes(':') ? [] : [host]),
    ...(subsystem === null || NOT_WRITTEN.has(subsystem) ? [] : [subsystem]),
  ];
  const word = longest(musts);
  const byFormat = new Map<FormatId, RegExp | undefined>();
  function mayOf(format: FormatId): RegExp | undefined {
    if (code === null && subsystem === null) return undefined;
    const texts = textsOf(format, { code, part: subsystem });
    // A program's own word for a part of it stands in its lines; one of ours does not.
    return (
      texts &&
      new RegExp(
        [...texts, ...(subsystem === null ? [] : [subsystem])].map(escapeRegExp).join('|') || '(?!)',
        'i',
      )
    );
  }
  return {
    least: LEVELS.indexOf(filter.level),
    since: filter.since ?? Number.NEGATIVE_INFINITY,
    until: filter.until ?? Number.POSITIVE_INFINITY,
    word,
    wordOnly: tests.length === 1 && words.length === 1 && word === words[0],
    any: tests.length === 0,
    may({ id }) {
      if (!byFormat.has(id)) byFormat.set(id, mayOf(id));
      return byFormat.get(id);
    },
    fits: (line) => tests.every((test) => test(line)),
  };
}

/** The longest part of ASCII; a mistake of encoding is shown with a backslash, and is another byte in the file. */
const longest = (words: readonly string[]): string | undefined =>
  words
    .flatMap((word) => word.split(/[^!-[\]-~]+/))
    .filter((part) => part !== '' && part.length <= 1024)
    .sort((one, other) => other.length - one.length)[0];

/** A line with its parsing and its event read where they are asked for. */
export function lineOf(format: Format, before: number, text: string, readEvent: Readers['readEvent']): Line {
  let parsed: Parsed | undefined;
  let event: LogEvent | undefined;
  return {
    text,
    get parsed() {
      parsed ??= format.read(text, before) ?? {
        ...{ time: null, level: 'info' as const, subsystem: '', message: text, fields: {} },
      };
      return parsed;
    },
    get event() {
      event ??= readEvent({ format: format.id, ...this.parsed });
      return event;
    },
  };
}
