/** What of each certificate's job must survive a crash, in manager.sqlite: written before what it tells of is done. */
import { z } from 'zod';
import { servedCell } from '../../../contract/certificate-sources.ts';
import { certificateEvent, certificateProblem } from '../../../contract/certificates.ts';
import type { Kept } from '../../database.ts';

/** Names a folder of one chain and its key (pairs.ts). */
const pairId = z.string().regex(/^[a-z0-9-]{1,40}$/);

/** Where an order is. Each step may be done again after a crash. */
const run = z.object({
  /** Of the order at the authority, and of the pair's folder. */
  id: pairId,
  step: z.enum(['proving', 'issued', 'installing', 'checking']),
  /** `both`: the practice ground first, then in earnest. */
  rehearsal: z.enum(['only', 'first', 'no']),
  since: z.number(),
  /** The pair being brought in; null: the local authority's. */
  pair: pairId.nullable(),
  /** What it is called in the history: the authority or place. */
  by: z.string(),
  /** `order`: the next one of the same source. `put-back`: a person wants the one before. */
  why: z.enum(['order', 'put-back', 'source']),
});
export type Run = z.infer<typeof run>;

const kept = z.object({
  /** The pair in force; null: the local authority's. */
  current: pairId.nullable(),
  /** The one before, which can be put back; `local` for the local authority's. */
  previous: z.union([pairId, z.literal('local')]).nullable(),
  /** Since when a source was chosen that has given nothing yet; null: it has. */
  wanted: z.object({ at: z.number(), because: z.string() }).nullable(),
  run: run.nullable(),
  problem: certificateProblem.nullable(),
  /** What the authority asked for (RFC 9773), and the moment chosen in it. */
  window: z.object({ start: z.number(), end: z.number(), at: z.number(), askAgainAt: z.number() }).nullable(),
  served: z.array(servedCell),
  servedAt: z.number().nullable(),
  history: z.array(certificateEvent),
  orderLog: z.array(z.string()),
  /** When it was last asked at a place that does not tell by itself of the next one. */
  fetchedAt: z.number().nullable().default(null),
  /** A rehearsal has worked with the source as it is. */
  rehearsed: z.boolean(),
});
export type JobState = z.infer<typeof kept>;

export const FRESH: JobState = {
  current: null,
  previous: null,
  wanted: null,
  run: null,
  problem: null,
  window: null,
  served: [],
  servedAt: null,
  history: [],
  orderLog: [],
  fetchedAt: null,
  rehearsed: false,
};

const HISTORY = 50;
const LOG_LINES = 200;

export interface JobStore {
  readonly now: JobState;
  /** In force, and on the disk, when it returns. */
  set(change: Partial<JobState>): void;
  /** The same where the disk takes nothing more: in force as long as we run. Answers what stood in the way. */
  remember(change: Partial<JobState>): unknown;
  event(event: JobState['history'][number]): void;
  /** One line for an expert; kept with the next change. */
  line(text: string): void;
}

/** What cannot be read any more counts as nothing known: the local certificate serves. */
export function openJobStore(store: Kept, domain: string): JobStore {
  const name = `certificate:${domain}`;
  const read = kept.safeParse(store.get(name));
  let now: JobState = read.success ? read.data : FRESH;
  const set = (change: Partial<JobState>) => {
    const next = { ...now, ...change };
    store.set(name, next);
    now = next;
  };
  return {
    get now() {
      return now;
    },
    set,
    remember(change) {
      try {
        set(change);
        return undefined;
      } catch (error) {
        now = { ...now, ...change };
        return error;
      }
    },
    event: (event) => set({ history: [event, ...now.history].slice(0, HISTORY) }),
    line(text) {
      now = { ...now, orderLog: [...now.orderLog, text.slice(0, 500)].slice(-LOG_LINES) };
    },
  };
}
