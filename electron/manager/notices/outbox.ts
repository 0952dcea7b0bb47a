/** What still has to be told by a way that did not work: tried again for a few hours, over restarts, and then let go. Pure. */
import { z } from 'zod';
import type { NoticeWay } from '../../contract/index.ts';
import { notice, noticeWay } from '../../contract/notices.ts';

const waiting = z.object({
  notice,
  way: noticeWay,
  /** How often it was tried. */
  tries: z.number(),
  nextAt: z.number(),
});
export type Waiting = z.infer<typeof waiting>;

export const outbox = z.array(waiting);

const MINUTE_MS = 60_000;
/** Minutes until the next try: after 1, 6, 21, 81, 321 minutes in all. */
const AGAIN = [1, 5, 15, 60, 240] as const;
/** A few a day, a handful of ways. */
const MOST = 60;

/** After a try that did not work. Undefined: it was the last. */
export function again(one: Waiting, now: number): Waiting | undefined {
  const minutes = AGAIN[one.tries - 1];
  return minutes === undefined ? undefined : { ...one, nextAt: now + minutes * MINUTE_MS };
}

export const due = (all: readonly Waiting[], now: number): Waiting[] =>
  // A clock that was put back leaves nothing waiting for hours that were already counted.
  all.filter(({ nextAt, tries }) => nextAt <= now || nextAt - now > longestWait(tries));

const longestWait = (tries: number): number => (AGAIN[tries - 1] ?? 0) * MINUTE_MS;

/**
 * With new ones added. The end of something whose beginning still waits to be told by the same way takes its place: whoever reads
 * both at once learns nothing from the first.
 */
export function withNew(all: readonly Waiting[], added: readonly Waiting[]): Waiting[] {
  const over = (old: Waiting) =>
    added.some(
      ({ way, notice: { kind, subject, ended } }) =>
        ended && way === old.way && kind === old.notice.kind && subject === old.notice.subject,
    );
  return [...all.filter((old) => !over(old)), ...added].slice(-MOST);
}

export const wayOf = (way: NoticeWay, one: Waiting['notice'], now: number): Waiting => ({
  ...{ notice: one, way, tries: 0, nextAt: now },
});
