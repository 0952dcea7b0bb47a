/**
 * The log view over 10 MB, a gigabyte and ten million lines, beside ripgrep, lnav and (10 MB) journalctl in the same run: `node tests/bench/logs.ts
 * [10mb|1gb|10m …]`. All have the file in memory already (the one before read it). Memory is that of a process of its own
 * which does nothing else.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { LogViewFilter, LogViewState } from '../../electron/contract/index.ts';
import { systemClock } from '../../electron/manager/host.ts';
import { partAt } from '../../electron/manager/logs/files/rotated.ts';
import { scan } from '../../electron/manager/logs/files/scan.ts';
import { FORMATS } from '../../electron/manager/logs/formats/formats.ts';
import { createLogViews, type LogViews } from '../../electron/manager/logs/view/area.ts';
import { EVERYTHING } from '../../electron/manager/logs/view/filter.ts';
import { forgetfulKept } from '../../electron/manager/logs/view/saved.ts';
import { run } from '../../electron/manager/run.ts';
import { writeEntries } from '../manager/log-view/made-log.ts';
import { median } from './statistics.ts';

const ROUNDS = 5;
const SIZES: Readonly<Record<string, { readonly bytes?: number; readonly entries?: number }>> = {
  '10mb': { bytes: 10_000_000 },
  '1gb': { bytes: 1_000_000_000 },
  '10m': { entries: 10_000_000 },
};
const WORDS = [
  ['nowhere', 'nothing_of_the_kind'],
  ['rare', 'kernel_trouble'],
  ['one line in a thousand', 'failed for'],
] as const;
const ejabberd = FORMATS.find(({ id }) => id === 'ejabberd')!;

async function timed<T>(work: () => Promise<T> | T): Promise<{ ms: number; was: T }> {
  const start = performance.now();
  const was = await work();
  return { ms: performance.now() - start, was };
}
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
const say = (what: string, value: string) => console.log(`  ${what.padEnd(52)} ${value}`);

/** Until a state of the view is as wanted; the view ends with it. */
async function view<T>(
  views: LogViews,
  source: string,
  filter: LogViewFilter,
  wanted: (state: LogViewState) => Promise<T | undefined>,
): Promise<T> {
  const ended = new AbortController();
  for await (const state of views.watch({ sources: [source], filter }, ended.signal)) {
    const found = await wanted(state);
    if (found === undefined) continue;
    ended.abort();
    return found;
  }
  throw new Error('the view ended');
}

const complete = async (state: LogViewState) => (state.complete ? state : undefined);

/** In a process of its own: what the page waits for, and memory. */
async function lookAt(file: string, folder: string): Promise<void> {
  const views = createLogViews({
    ...{ dataDir: folder, clock: systemClock, run, kept: forgetfulKept(), log: pino({ level: 'silent' }) },
    findProgram: () => undefined,
  });
  const bare = process.memoryUsage().rss;
  const { id } = await views.openFile(file);
  const screen = await timed(() =>
    view(views, id, EVERYTHING, async ({ view, last, first }) =>
      last > first ? (await views.rows(view, last - 60, 60)).rows : undefined,
    ),
  );
  say('opened until its newest 60 lines are there', ms(screen.ms));
  const counted = await timed(() => view(views, id, EVERYTHING, complete));
  const lines = counted.was.last - counted.was.first;
  say(`all ${lines} lines counted, after that`, ms(counted.ms));
  await view(views, id, EVERYTHING, async (state) => {
    const { view: name, first } = state;
    const pages: number[] = [];
    for (let page = 0; page < 200; page++) {
      const from = first + Math.floor(((page * 7919) % 10_000) * (lines / 10_000));
      pages.push((await timed(() => views.rows(name, from, 60))).ms);
    }
    say(
      '60 lines from anywhere, median and slowest of 200',
      `${ms(median(pages))}, ${ms(Math.max(...pages))}`,
    );
    const bars = await timed(() => views.histogram(name, null, null, 120, false));
    const { from: begin, to } = bars.was;
    const some = await timed(() =>
      views.histogram(name, begin + (to - begin) * 0.4, begin + (to - begin) * 0.45, 120, false),
    );
    say('histogram of 120 bars: all, a twentieth', `${ms(bars.ms)}, ${ms(some.ms)}`);
    return true;
  });
  const filters = WORDS.map(([what, text]) => [what, { ...EVERYTHING, text }] as const);
  const words = async (when: string) => {
    for (const [what, filter] of filters) {
      const { ms: took, was } = await timed(() => view(views, id, filter, complete));
      say(`word ${when}: ${what} (${was.last - was.first} lines)`, ms(took));
    }
  };
  await words('without an index');
  const warnings = await timed(() => view(views, id, { ...EVERYTHING, level: 'warn' }, complete));
  say('warnings and worse', ms(warnings.ms));
  const index = await timed(() =>
    view(views, id, EVERYTHING, async ({ index: { state } }) => (state === 'building' ? undefined : state)),
  );
  if (index.was === 'ready') {
    const kept = join(folder, 'log-view');
    const bytes = readdirSync(kept).reduce((sum, name) => sum + statSync(join(kept, name)).size, 0);
    say('index ready, after that; its size', `${ms(index.ms)}, ${(bytes / 1e6).toFixed(1)} MB`);
    await words('with the index');
  }
  const { maxRSS } = process.resourceUsage();
  say(
    'memory before, and the most of it all',
    `${(bare / 1e6).toFixed(0)} MB, ${(maxRSS / 1e3).toFixed(0)} MB`,
  );
  await views.close();
}

async function ours(file: string, word: string): Promise<number> {
  let count = 0;
  const part = await partAt(file);
  if (!part) throw new Error('the log is gone');
  for await (const _ of scan({ part, word, begins: ejabberd.begins }, new AbortController().signal)) count++;
  return count;
}

/** Lines found; undefined where the program is missing. */
function others(program: string, args: readonly string[]): number | undefined {
  const { stdout, error } = spawnSync(program, args, { maxBuffer: 1 << 30 });
  return error ? undefined : stdout.toString('latin1').split('\n').length - 1;
}
const ripgrep = (file: string, word: string) =>
  others('rg', ['--ignore-case', '--fixed-strings', '--no-line-number', word, file]);
/** It reads the whole file before it shows anything, and is asked once only. */
const lnav = (file: string, word: string) => others('lnav', ['-n', '-c', `:filter-in (?i)${word}`, file]);

const JOURNAL_REMOTE = '/lib/systemd/systemd-journal-remote';
/** A gigabyte would take it an hour. */
const JOURNAL_BYTES = 50_000_000;

/** The same lines as entries of a journal (systemd's Journal Export Format); undefined where nothing makes one. */
function asJournal(file: string): string | undefined {
  if (!existsSync(JOURNAL_REMOTE) || statSync(file).size > JOURNAL_BYTES) return undefined;
  const boot = '0123456789abcdef0123456789abcdef';
  const entries = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line, index) =>
        `__REALTIME_TIMESTAMP=${1_790_000_000_000_000 + index * 1000}\n__MONOTONIC_TIMESTAMP=${index * 1000}\n_BOOT_ID=${boot}\nSYSLOG_IDENTIFIER=ejabberd\nMESSAGE=${line}\n\n`,
    );
  const journal = `${file}.journal`;
  const made = spawnSync(JOURNAL_REMOTE, ['--output', journal, '-'], { input: entries.join('') });
  return made.status === 0 ? journal : undefined;
}

async function besideOthers(file: string): Promise<void> {
  for (const [what, word] of WORDS) {
    const times: Record<'ours' | 'rg', number[]> = { ours: [], rg: [] };
    let counts: (number | undefined)[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const theirs = await timed(() => ripgrep(file, word));
      const mine = await timed(() => ours(file, word));
      counts = [mine.was, theirs.was];
      times.rg.push(theirs.ms);
      times.ours.push(mine.ms);
    }
    const [one, other] = [median(times.ours), median(times.rg)];
    say(
      `every entry, ${what} (${counts.join(' and ')} found)`,
      `ours ${ms(one)}, ripgrep ${ms(other)}: ${(other / one).toFixed(2)} of its speed`,
    );
  }
  const journal = asJournal(file);
  if (journal) {
    const found = await timed(() =>
      others('journalctl', ['--file', journal, '-o', 'cat', '-g', 'kernel_trouble']),
    );
    if (found.was !== undefined) say(`journalctl --grep, rare (${found.was} lines)`, ms(found.ms));
  }
  const theirs = await timed(() => lnav(file, 'kernel_trouble'));
  if (theirs.was !== undefined) say(`lnav, rare (${theirs.was} lines)`, ms(theirs.ms));
}

const self = fileURLToPath(import.meta.url);
const [first, ...rest] = process.argv.slice(2);
if (first === '--look') await lookAt(rest[0] ?? '', rest[1] ?? '');
else {
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SIZES);
  for (const size of wanted) {
    const amount = SIZES[size];
    if (!amount) throw new Error(`one of ${Object.keys(SIZES).join(', ')}`);
    const folder = mkdtempSync(join(tmpdir(), 'chatelaine-bench-'));
    try {
      const file = join(folder, 'ejabberd.log');
      const entries = writeEntries(file, amount);
      console.log(`${size}: ${entries} entries, ${(statSync(file).size / 1e6).toFixed(0)} MB`);
      execFileSync(process.execPath, [self, '--look', file, join(folder, 'data')], { stdio: 'inherit' });
      await besideOthers(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}
