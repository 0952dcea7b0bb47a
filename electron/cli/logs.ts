/** `chatelaine logs`: the lines of this office's server, or of any log of this machine, as entries: found, followed, told as JSON. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from '../manager/data-folder.ts';
import { asTheyCome, merge } from '../manager/logs/files/merge.ts';
import { type FileEntry, openLocalLog } from '../manager/logs/files/read.ts';
import type { Level } from '../manager/logs/formats/format.ts';
import { ProblemError } from '../manager/problem.ts';
import { languageOf } from './certificate-text.ts';
import { logLine, WORDS } from './logs-text.ts';
import { readMoment } from './moment.ts';
import { didYouMean } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];
/** Without `--since` and `--last`. */
const USUALLY = 200;
/** More than that nobody reads, and it has to be held. */
const MOST = 100_000;

const OPTIONS = {
  follow: { type: 'boolean', short: 'f', default: false },
  person: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  level: { type: 'string', default: 'info' },
  search: { type: 'string' },
  last: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export interface LogsArgs {
  readonly files: readonly string[];
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
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readLogsArgs(args: readonly string[], now: number): LogsArgs | string {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(OPTIONS, token.name)
      ? OPTIONS[token.name as keyof typeof OPTIONS]
      : undefined;
    if (!option)
      return `There is no option ${token.rawName}.${didYouMean(token.name, Object.keys(OPTIONS), '--')}`;
    if (option.type === 'string' && token.value === undefined)
      return `--${token.name} needs a value behind it.`;
    if (option.type === 'boolean' && token.value !== undefined) return `--${token.name} takes no value.`;
  }
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const level = LEVELS.find((one) => one === values.level);
  if (!level) return `--level is one of ${LEVELS.join(', ')}.`;
  const [since, until] = [values.since, values.until].map((text) =>
    text === undefined ? undefined : readMoment(text, now),
  );
  for (const [name, moment] of [
    ['since', since],
    ['until', until],
  ] as const)
    if (moment === null)
      return `--${name} takes how long ago (15m, 2h, 3d), a time (14:32) or a date (2026-11-22, 2026-11-22T14:32).`;
  const last = values.last === undefined ? undefined : Number(values.last);
  if (last !== undefined && !(Number.isInteger(last) && last >= 1 && last <= MOST))
    return `--last takes a number of entries, up to ${MOST}.`;
  const folder = join(dataFolder(values.data), 'logs');
  return {
    files:
      positionals.length > 0
        ? positionals.map(pathOf)
        : [join(folder, 'server.log'), join(folder, 'manager.log')],
    ...{ follow: values.follow, level, person: values.person?.toLowerCase(), json: values.json },
    words: (values.search ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    ...{ since: since ?? undefined, until: until ?? undefined },
    last: last ?? (values.since === undefined ? USUALLY : undefined),
  };
}

const pathOf = (given: string) => (given.startsWith('~/') ? join(homedir(), given.slice(2)) : resolve(given));

/** Whether an entry is asked for. Pure. */
export function wanted({ level, words, person, since, until }: LogsArgs): (entry: FileEntry) => boolean {
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

/** Exit codes as `grep` has them: 0 something was found, 1 nothing was or a log could not be read, 2 asked wrongly. */
export async function logs(args: readonly string[]): Promise<number> {
  const asked = readLogsArgs(args, Date.now());
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n"chatelaine logs --help" is the manual.\n`);
    return 2;
  }
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  const { json } = asked;
  const several = asked.files.length > 1;
  const matches = wanted(asked);
  let [found, failed] = [0, 0];
  const say = async (entry: FileEntry) => {
    found++;
    const text = json ? JSON.stringify(entry) : logLine(entry, several);
    if (!process.stdout.write(`${text}\n`)) await new Promise((go) => process.stdout.once('drain', go));
  };
  /** One log that cannot be read does not hide the others. */
  async function* orTell(entries: AsyncGenerator<FileEntry, void>): AsyncGenerator<FileEntry, void> {
    try {
      yield* entries;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      failed++;
      process.stderr.write(`${problemText(error)}\n`);
      if (json) process.stdout.write(`${JSON.stringify({ error: problemOf(error) })}\n`);
    }
  }
  const opened = asked.files.map((file) =>
    openLocalLog({ file, since: asked.since, word: bytesToFind(asked), now: Date.now }),
  );
  const kept: FileEntry[] = [];
  for await (const entry of merge(opened.map((log) => orTell(log.history(ended.signal))))) {
    if (!matches(entry)) continue;
    if (asked.last === undefined) await say(entry);
    else if (kept.push(entry) >= asked.last * 2) kept.splice(0, kept.length - asked.last);
  }
  for (const entry of asked.last === undefined ? [] : kept.slice(-asked.last)) await say(entry);
  if (asked.follow) {
    for await (const entry of asTheyCome(opened.map((log) => orTell(log.live(ended.signal)))))
      if (matches(entry)) await say(entry);
  } else if (found === 0 && failed < asked.files.length)
    process.stderr.write(`${WORDS[languageOf(process.env)].nothing}\n`);
  return found > 0 && failed === 0 ? 0 : 1;
}
