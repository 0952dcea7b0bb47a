/** `chatelaine numbers`: what was counted, in a table, as CSV or as JSON; the page Numbers without its face. Changes nothing. */
import type { Language } from '../contract/findings/finding.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { bucketsBetween, TIERS, type Tier } from '../manager/numbers/buckets.ts';
import { forecast } from '../manager/numbers/forecast.ts';
import { numbersFile } from '../manager/numbers/managed.ts';
import { seriesOf } from '../manager/numbers/span.ts';
import { readNumberStore } from '../manager/numbers/store.ts';
import { NUMBERS } from './manuals/numbers.ts';
import { readMoment } from './moment.ts';
import { numbersCsv, numbersText, WORDS } from './numbers-text.ts';
import { languageOf, readOptions } from './options.ts';
import { wrongUsage } from './outcome.ts';

export interface NumbersAsked {
  readonly from: number;
  readonly to: number;
  readonly form: 'text' | 'csv' | 'json';
  readonly language: Language;
  readonly data: string | undefined;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readNumbersArgs(
  args: readonly string[],
  now: number,
  env: NodeJS.ProcessEnv = process.env,
): NumbersAsked | string {
  const values = readOptions(args, NUMBERS.options);
  if (typeof values === 'string') return values;
  const { lang = languageOf(env), since, until, csv, json, data } = values;
  if (csv && json) return '--csv or --json, not both.';
  const from = readMoment(since, now);
  const to = until === undefined ? now : readMoment(until, now);
  if (from === null || to === null) return 'When: 15m, 24h, 7d, 14:32 or 2026-11-22.';
  if (from >= to) return '--since must lie before --until.';
  return { from, to, form: csv ? 'csv' : json ? 'json' : 'text', language: lang, data };
}

/** The finest there is for so far back. */
export function tierFor(from: number, now: number): Tier {
  const fine = Object.values(TIERS).find(({ ms, keep }) => now - from <= ms * keep);
  return fine ?? TIERS.day;
}

const MONTH_MS = 30 * 86_400_000;

export async function numbers(args: readonly string[]): Promise<number> {
  const now = Date.now();
  const asked = readNumbersArgs(args, now);
  if (typeof asked === 'string') return wrongUsage('numbers', asked);
  const store = readNumberStore(numbersFile(dataFolder(asked.data)));
  if (!store) return nothing(asked.language);
  try {
    const tier = tierFor(asked.from, now);
    const at = bucketsBetween(tier, asked.from, asked.to);
    const points = store.between(tier, at[0] ?? asked.from, asked.to);
    if (points.length === 0) return nothing(asked.language);
    const series = seriesOf(at, points);
    const free = store
      .between(TIERS.hour, now - MONTH_MS, now, ['free'])
      .map(({ at: time, sum, n }) => ({ at: time, bytes: sum / n }));
    const found = { from: asked.from, to: asked.to, step: tier.ms, at, series, disk: forecast(free, now) };
    const text = {
      text: () => numbersText(found, asked.language),
      csv: () => numbersCsv(found),
      json: () => JSON.stringify(found),
    }[asked.form]();
    process.stdout.write(`${text}\n`);
    return 0;
  } finally {
    store.close();
  }
}

function nothing(language: Language): number {
  process.stderr.write(`${WORDS[language].nothing}\n`);
  return 1;
}
