/** Numbers: how much, over an hour or a year; gaps where nobody counted; how long the disk lasts. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/** What is counted. Bytes are bytes, `delay` is milliseconds, `certificate` days. */
export const numberId = z.enum([
  /** 1 while the server runs, 0 while it should and does not: its mean is how much of the time it ran. */
  'up',
  'people',
  'accounts',
  'sessions',
  /** Messages people sent, and those that came for them. */
  'sent',
  'received',
  'archived',
  'database',
  'uploads',
  'used',
  'free',
  's2sIn',
  's2sOut',
  'loginsFailed',
  'serverMemory',
  'managerMemory',
  'delay',
  'certificate',
]);
export type NumberId = z.infer<typeof numberId>;

/** The last so much of time. */
export const numberRange = z.enum(['hour', 'day', 'week', 'month', 'year']);
export type NumberRange = z.infer<typeof numberRange>;

/** For each time of `at`; null where nobody counted. Of what happens (messages), `value` is the sum and low and high are per minute. */
export const numberSeries = z.object({
  value: z.array(z.number().nullable()),
  low: z.array(z.number().nullable()),
  high: z.array(z.number().nullable()),
});
export type NumberSeries = z.infer<typeof numberSeries>;

/** Something that explains a change of the numbers. */
export const numberMark = z.object({
  at: z.number(),
  kind: z.enum(['start', 'stop', 'restart', 'crash', 'update', 'backup', 'restore']),
  failed: z.boolean(),
});
export type NumberMark = z.infer<typeof numberMark>;

export const numberSpan = z.object({
  range: numberRange,
  from: z.number(),
  to: z.number(),
  /** When each piece of time begins, in order; pieces are alike but for days, which may have 23 or 25 hours. */
  at: z.array(z.number()),
  series: z.record(numberId, numberSeries),
  /** The oldest first. */
  marks: z.array(numberMark),
});
export type NumberSpan = z.infer<typeof numberSpan>;

/** How long the disk lasts at this pace. `early` and `late` say how sure that is; `late` null: perhaps for years. */
export const diskForecast = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unknown'), because: z.enum(['too-short', 'no-numbers']) }),
  z.object({ kind: z.literal('steady'), because: z.enum(['not-shrinking', 'for-years']) }),
  z.object({
    kind: z.literal('fills'),
    at: z.number(),
    early: z.number(),
    late: z.number().nullable(),
    bytesPerDay: z.number(),
  }),
]);
export type DiskForecast = z.infer<typeof diskForecast>;

export const numbersNow = z.object({
  /** When it was counted; null: not yet. */
  at: z.number().nullable(),
  /** What could be counted then. */
  values: z.partialRecord(numberId, z.number()),
  disk: diskForecast,
  /** Within 24 hours: messages people sent, and how much of the time the server ran (0 to 1); null: nobody counted. */
  lastDay: z.object({ messages: z.number().nullable(), up: z.number().nullable() }),
});
export type NumbersNow = z.infer<typeof numbersNow>;

export const numbers = {
  now: base.output(numbersNow),
  range: base.input(z.object({ range: numberRange })).output(numberSpan),
};
