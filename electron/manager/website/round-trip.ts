/**
 * A file as a colleague would send it: brought with a real slot, fetched again whole and in part. What only announces a file does not see
 * a proxy that cuts bodies off, forgets the query, or takes headers away from what it hands out.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { WebsiteCheck } from '../../contract/index.ts';
import type { Ask, Exchange } from './ask.ts';
import { judgeGet, judgePut, judgeRange, outcome, skipped, type Verdict } from './judge.ts';

export interface Slot {
  readonly put: string;
  readonly get: string;
}

export interface RoundTripParts {
  readonly ask: Ask;
  readonly slot: (bytes: number) => Promise<Slot | undefined>;
  /** For sentences: the name the web is found under. */
  readonly name: string;
  /** Of a page that asks. */
  readonly origin: string;
}

/** More than proxies keep in memory (nginx: 16 kB, Apache: 64 kB), less than anybody waits for. */
export const TRIAL_BYTES = 4 * 1024 * 1024;
const PART = { start: 1_000_000, end: 1_000_063 };
/** Two minutes is what a slot is good for; slower than this nobody sends pictures. */
const PATIENCE_MS = 60_000;

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

export async function roundTrip({ ask, slot, name, origin }: RoundTripParts): Promise<WebsiteCheck> {
  const addresses = await slot(TRIAL_BYTES);
  if (!addresses) return skipped('upload');
  const bytes = randomBytes(TRIAL_BYTES);
  const whole = digestOf(bytes);
  const part = digestOf(bytes.subarray(PART.start, PART.end + 1));
  const file = { url: addresses.get, headers: { origin }, digest: true, timeoutMs: PATIENCE_MS };
  const range = `bytes=${PART.start}-${PART.end}`;
  /** In order: each needs the one before. */
  const steps: [go: () => Promise<Exchange>, judge: (exchange: Exchange) => Verdict][] = [
    [
      () =>
        ask({
          ...{ url: addresses.put, method: 'PUT', bytes, timeoutMs: PATIENCE_MS },
          headers: { origin, 'content-type': 'application/octet-stream' },
        }),
      ({ asked }) => judgePut(asked, name),
    ],
    [() => ask(file), ({ asked }) => judgeGet(asked, name, whole)],
    [() => ask({ ...file, headers: { origin, range } }), ({ asked }) => judgeRange(asked, name, part)],
  ];
  const done: Exchange[] = [];
  for (const [go, judge] of steps) {
    const exchange = withoutSlot(await go());
    done.push(exchange);
    const verdict = judge(exchange);
    if (verdict) return outcome('upload', exchange, verdict);
  }
  const all = { sent: done.flatMap(({ sent }) => sent), came: done.flatMap(({ came }) => came) };
  return outcome('upload', all, undefined);
}

/** What is signed is a right, if only for two minutes. */
const withoutSlot = ({ sent, ...rest }: Exchange): Exchange => ({
  ...rest,
  sent: sent.map((line) => line.replace(/\?slot=\S+/, '?slot=…')),
});

/**
 * The largest file that gets through, in whole megabytes, where one of `most` does not: 0 when not even one does. About seven questions.
 */
export async function largestThatPasses(
  isStopped: (megabytes: number) => Promise<boolean>,
  most: number,
): Promise<number> {
  let [passes, stopped] = [0, most];
  while (stopped - passes > 1) {
    const middle = Math.floor((passes + stopped) / 2);
    if (await isStopped(middle)) stopped = middle;
    else passes = middle;
  }
  return passes;
}
