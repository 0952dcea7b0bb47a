/**
 * Who is told what, and when: once for each cause, once for its end, a few a day, not at night. Pure.
 *
 *            stands for its patience, may speak
 *   unseen → standing ────────────────────────▶ told ── gone for its time ──▶ over ── well for a day ──▶ forgotten
 *               │ gone for its time             ▲                              │
 *               ▼                               └───── back within a day ──────┘  (nobody is told again)
 *           forgotten
 */
import { z } from 'zod';
import type { Notice, NoticeConfig } from '../../contract/index.ts';
import { noticeKind } from '../../contract/notices.ts';
import { type Cause, RULES } from './causes.ts';

const entry = z.object({
  kind: noticeKind.exclude(['test']),
  subject: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** When it was first seen, and last. */
  since: z.number(),
  seen: z.number(),
  toldAt: z.number().nullable(),
  /** Its end was told, or needs no telling: it was told once already. */
  endTold: z.boolean(),
});
type Entry = z.infer<typeof entry>;

/** What must survive a restart. */
export const ledger = z.object({
  causes: z.record(z.string(), entry),
  /** When notices were told within the last day. */
  told: z.array(z.number()),
});
export type Ledger = z.infer<typeof ledger>;

export const EMPTY: Ledger = { causes: {}, told: [] };

const DAY_MS = 24 * 60 * 60_000;
/** In any day. The last are kept for what keeps colleagues from working. */
export const A_DAY = { all: 8, quiet: 5 } as const;
/** Bounds what is remembered of causes that come under ever new names. */
const MOST_CAUSES = 200;

export interface Decided {
  readonly ledger: Ledger;
  readonly tell: readonly Omit<Notice, 'id'>[];
}

/** @param minute of the day, where the office is. */
export function decide(
  before: Ledger,
  causes: readonly Cause[],
  { now, minute, quiet }: { now: number; minute: number; quiet: NoticeConfig['quiet'] },
): Decided {
  const isQuiet = quiet.on && isBetween(minute, quiet.from, quiet.to);
  const told = before.told.filter((at) => at <= now && now - at < DAY_MS);
  const entries = remembered(before, causes, now);
  const standing = new Set(causes.map(({ key }) => key));
  const held = new Set(causes.flatMap((cause) => (cause.held ? [cause.key] : [])));
  const tell: Omit<Notice, 'id'>[] = [];

  function speak(one: Entry, ended: boolean): boolean {
    const { urgent } = RULES[one.kind];
    if ((isQuiet && !urgent) || told.length >= (urgent ? A_DAY.all : A_DAY.quiet)) return false;
    const { kind, subject, data, since } = one;
    told.push(now);
    tell.push({ kind, subject, data, since, at: now, ended, urgent });
    return true;
  }

  for (const [key, one] of urgentFirst(entries)) {
    const { patienceMs, settleMs } = RULES[one.kind];
    const gone = now - one.seen;
    if (standing.has(key)) {
      const mayBegin = one.toldAt === null && !held.has(key) && now - one.since >= patienceMs;
      if (mayBegin && speak(one, false)) one.toldAt = now;
    } else if (one.toldAt === null) {
      if (gone >= settleMs) entries.delete(key);
    } else if (!one.endTold) {
      if (gone >= settleMs && speak(one, true)) one.endTold = true;
    } else if (gone >= DAY_MS) entries.delete(key);
  }
  return { ledger: { causes: Object.fromEntries(entries), told }, tell };
}

/** Those known, with how they stand now. A clock that was put back leaves no time that is yet to come. */
function remembered(before: Ledger, causes: readonly Cause[], now: number): Map<string, Entry> {
  const entries = new Map(
    Object.entries(before.causes).map(([key, one]): [string, Entry] => [
      key,
      {
        ...one,
        since: Math.min(one.since, now),
        seen: Math.min(one.seen, now),
        toldAt: one.toldAt === null ? null : Math.min(one.toldAt, now),
      },
    ]),
  );
  for (const { key, kind, subject, data, held } of causes) {
    const known = entries.get(key);
    if (known) Object.assign(known, held ? { seen: now } : { subject, data, seen: now });
    else if (kind !== 'test' && !held && entries.size < MOST_CAUSES)
      entries.set(key, { kind, subject, data, since: now, seen: now, toldAt: null, endTold: false });
  }
  return entries;
}

const COARSE_MS = 10 * 60_000;

/** Whether disk has to know. That a cause was seen again a moment later, it need not: what stood is taken to stand at the next start. */
export function isNews(before: Ledger, after: Ledger): boolean {
  const coarse = ({ causes, told }: Ledger) =>
    JSON.stringify([
      told,
      Object.entries(causes).map(([key, one]) => [key, { ...one, seen: Math.floor(one.seen / COARSE_MS) }]),
    ]);
  return coarse(before) !== coarse(after);
}

/** After a time in which nobody looked: what stood then has not gone before it is seen to be gone. */
export const resumed = ({ causes, told }: Ledger, now: number): Ledger => ({
  causes: Object.fromEntries(
    Object.entries(causes).map(([key, one]) => [key, one.endTold ? one : { ...one, seen: now }]),
  ),
  told,
});

const urgentFirst = (entries: ReadonlyMap<string, Entry>): [string, Entry][] =>
  [...entries].sort(([, a], [, b]) => Number(RULES[b.kind].urgent) - Number(RULES[a.kind].urgent));

/** From 22:00 to 7:00 goes over midnight. The same time twice is never. */
const isBetween = (minute: number, from: number, to: number): boolean =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;
