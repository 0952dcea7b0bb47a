/** `chatelaine logs`: the lines of this office's server, or of any log of this machine, as entries: found, followed, explained, shared. */

import { asTheyCome, merge } from '../manager/logs/files/merge.ts';
import { type FileEntry, openLocalLog } from '../manager/logs/files/read.ts';
import { findLogs } from '../manager/logs/view/sources/found.ts';
import { ProblemError } from '../manager/problem.ts';
import { bytesToFind, type LogsArgs, MOST, readLogsArgs, wanted } from './logs-args.ts';
import { createSink } from './logs-sinks.ts';
import { WORDS } from './logs-text.ts';
import { languageOf } from './options.ts';
import { wrongUsage } from './outcome.ts';
import { problemOf, problemText } from './problem-text.ts';

export { bytesToFind, readLogsArgs, wanted } from './logs-args.ts';

/** Exit codes as `grep` has them: 0 something was found, 1 nothing was or a log could not be read, 2 asked wrongly. */
export async function logs(args: readonly string[]): Promise<number> {
  const asked = readLogsArgs(args, Date.now());
  if (typeof asked === 'string') return wrongUsage('logs', asked);
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  const { json } = asked;
  const files = await allFiles(asked);
  const language = asked.lang ?? languageOf(process.env);
  const print = async (text: string) => {
    if (!process.stdout.write(text)) await new Promise((go) => process.stdout.once('drain', go));
  };
  const sink = createSink({ asked, several: files.length > 1, language, print });
  // A story is told from the lines of its connections too, which do not name the person.
  const search = asked.story ? { ...asked, person: undefined } : asked;
  const matches = wanted(search);
  let [found, failed] = [0, 0];
  const say = (entry: FileEntry) => {
    found++;
    return sink.entry(entry);
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
  const opened = files.map((file) =>
    openLocalLog({ file, since: asked.since, word: bytesToFind(search), now: Date.now }),
  );
  // What is put together at the end is held, and has to have an end.
  const last = asked.last ?? (asked.share || asked.story ? MOST : undefined);
  const kept: FileEntry[] = [];
  for await (const entry of merge(opened.map((log) => orTell(log.history(ended.signal))))) {
    if (!matches(entry)) continue;
    if (last === undefined) await say(entry);
    else if (kept.push(entry) >= last * 2) kept.splice(0, kept.length - last);
  }
  for (const entry of last === undefined ? [] : kept.slice(-last)) await say(entry);
  found = (await sink.end()) ?? found;
  if (asked.follow) {
    for await (const entry of asTheyCome(opened.map((log) => orTell(log.live(ended.signal)))))
      if (matches(entry)) await say(entry);
  } else if (found === 0 && failed < files.length && !asked.story)
    process.stderr.write(`${WORDS[language].nothing}\n`);
  return found > 0 && failed === 0 ? 0 : 1;
}

/** Those that were asked for, and those that are found and may be read. */
async function allFiles({ files, found }: LogsArgs): Promise<string[]> {
  if (!found) return [...files];
  const there = await findLogs();
  return [
    ...new Set([...files, ...there.flatMap(({ path, trouble }) => (path === null || trouble ? [] : [path]))]),
  ];
}
