/** What `chatelaine logs` is asked for: read from the command line, and turned into what fits. Pure. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExportFormat } from '../contract/log-events.ts';
import { dataFolder } from '../manager/data-folder.ts';
import type { FileEntry } from '../manager/logs/files/read.ts';
import type { Level } from '../manager/logs/formats/format.ts';
import { LOGS } from './manuals/logs.ts';
import { readMoment } from './moment.ts';
import { readOptions, splitWords } from './options.ts';

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];
const FORMATS: readonly ExportFormat[] = ['text', 'json', 'csv'];
/** Without `--since` and `--last`. */
const USUALLY = 200;
/** More than that nobody reads, and it has to be held. */
export const MOST = 100_000;
/** `--around`: so long before and after. */
const AROUND_MS = 5 * 60_000;

export interface LogsArgs {
  readonly files: readonly string[];
  /** The logs that are found on this machine belong to it. */
  readonly found: boolean;
  readonly follow: boolean;
  readonly level: Level;
  /** All in small letters; each must occur. */
  readonly words: readonly string[];
  readonly person: string | undefined;
  /** Milliseconds. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly last: number | undefined;
  readonly json: boolean;
  /** Each line with its meaning. */
  readonly explain: boolean;
  /** A copy for support. */
  readonly share: boolean;
  readonly format: ExportFormat | undefined;
  /** What happened to `person` between `since` and `until`, told. */
  readonly story: boolean;
  /** Undefined: that of the terminal. */
  readonly lang: 'en' | 'fr' | undefined;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readLogsArgs(args: readonly string[], now: number): LogsArgs | string {
  const { words: named, rest } = splitWords(args, LOGS.options);
  const values = readOptions(rest, LOGS.options);
  if (typeof values === 'string') return values;
  const level = LEVELS.find((one) => one === values.level);
  if (!level) return `--level is one of ${LEVELS.join(', ')}.`;
  const format = FORMATS.find((one) => one === values.export);
  if (values.export !== undefined && !format) return `--export is one of ${FORMATS.join(', ')}.`;
  const { lang } = values;
  const moments = { since: values.since, until: values.until, around: values.around };
  const read = Object.entries(moments).map(
    ([name, text]) => [name, text === undefined ? undefined : readMoment(text, now)] as const,
  );
  const wrong = read.find(([, moment]) => moment === null);
  if (wrong)
    return `--${wrong[0]} takes how long ago (15m, 2h, 3d), a time (14:32) or a date (2026-11-22, 2026-11-22T14:32).`;
  const { since, until, around } = Object.fromEntries(read) as Record<
    keyof typeof moments,
    number | undefined
  >;
  const last = values.last === undefined ? undefined : Number(values.last);
  if (last !== undefined && !(Number.isInteger(last) && last >= 1 && last <= MOST))
    return `--last takes a number of entries, up to ${MOST}.`;
  const clash = clashOf({ ...values, around });
  if (clash !== undefined) return clash;
  const folder = join(dataFolder(values.data), 'logs');
  const isNamed = named.length > 0;
  return {
    files: isNamed ? named.map(pathOf) : [join(folder, 'server.log'), join(folder, 'manager.log')],
    // Who looks for somebody, or for a moment, looks everywhere.
    found: values.found || (!isNamed && around !== undefined),
    ...{ follow: values.follow, level, person: values.person?.toLowerCase(), json: values.json },
    words: (values.search ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    since: since ?? (around === undefined ? undefined : around - AROUND_MS),
    until: until ?? (around === undefined ? undefined : around + AROUND_MS),
    last: last ?? (since === undefined && around === undefined ? USUALLY : undefined),
    ...{ explain: values.explain, share: values.share, format, lang },
    story: around !== undefined && values.person !== undefined,
  };
}

/** What cannot be asked for together. */
function clashOf(asked: {
  follow: boolean;
  share: boolean;
  explain: boolean;
  export?: string | undefined;
  around: number | undefined;
  since?: string | undefined;
  until?: string | undefined;
}): string | undefined {
  if (asked.follow && asked.share)
    return '--share and --follow do not go together: whose names a line has may be told by a later one.';
  if (asked.follow && asked.around !== undefined) return '--around and --follow do not go together.';
  if (asked.explain && (asked.export !== undefined || asked.share))
    return '--explain is for reading here: --export and --share do not go with it.';
  if (asked.around !== undefined && (asked.since !== undefined || asked.until !== undefined))
    return '--around is five minutes before and after: --since and --until do not go with it.';
  return undefined;
}

const pathOf = (given: string) => (given.startsWith('~/') ? join(homedir(), given.slice(2)) : resolve(given));

/** Whether an entry is asked for. Pure. */
export function wanted({
  level,
  words,
  person,
  since,
  until,
}: Pick<LogsArgs, 'level' | 'words' | 'person' | 'since' | 'until'>): (entry: FileEntry) => boolean {
  const least = LEVELS.indexOf(level);
  // An address, or the name before its @: `otto` is not `lotto`.
  const name =
    person &&
    new RegExp(`(?<![\\w.-])${escapeRegExp(person)}${person.includes('@') ? '' : '(?=@)'}(?![\\w-])`, 'i');
  return (entry) =>
    LEVELS.indexOf(entry.level) >= least &&
    entry.time >= (since ?? 0) &&
    entry.time <= (until ?? Number.POSITIVE_INFINITY) &&
    (!name || name.test(entry.raw) || entry.fields.user === person) &&
    words.every((word) => entry.raw.toLowerCase().includes(word));
}

/**
 * What every entry that is asked for has in it, as bytes: the longest of the words, or its longest part where it is not
 * all of ASCII. Undefined where there is nothing of the kind. Pure.
 */
export function bytesToFind({ words, person }: Pick<LogsArgs, 'words' | 'person'>): string | undefined {
  const parts = [...words, ...(person === undefined ? [] : [person])]
    // A mistake of encoding is shown with a backslash, and is another byte in the file.
    .flatMap((word) => word.split(/[^!-[\]-~]+/))
    .filter((part) => part !== '' && part.length <= 1024);
  return parts.sort((one, other) => other.length - one.length)[0];
}

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
