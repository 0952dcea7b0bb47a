/**
 * Ids of archived messages: ascending within an owner's archive, and not to be guessed.
 *
 * XEP-0313 §3: "A server-assigned UID that MUST be unpredictable and unique within the archive." Nine digits of
 * milliseconds and three of a counter, base 36, so that text order is the order of arrival; then eight random ones. A clock
 * that goes back does not matter: the id then counts on from the last one, while the time stored beside it stays true.
 */
import { randomBytes } from 'node:crypto';

const TIME_DIGITS = 9;
const COUNTER_DIGITS = 3;
const COUNTERS = 36 ** COUNTER_DIGITS;
const RANDOM_BYTES = 6;
const POOL_BYTES = 6 * 512;

const write = (ms: number, counter: number) =>
  ms.toString(36).padStart(TIME_DIGITS, '0') + counter.toString(36).padStart(COUNTER_DIGITS, '0');

export interface ArchiveIds {
  /** The next id at `ms`, later than `last` (the owner's latest, or undefined). */
  next(ms: number, last: string | undefined): string;
}

export function createArchiveIds(random: (bytes: number) => Buffer = randomBytes): ArchiveIds {
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;

  /** WHY a pool: asking the system for a few bytes costs more than archiving a message. Each byte is used once. */
  function unguessable(): string {
    if (used === pool.length) {
      pool = random(POOL_BYTES);
      used = 0;
    }
    used += RANDOM_BYTES;
    return pool.toString('base64url', used - RANDOM_BYTES, used);
  }

  return { next: (ms, last) => following(ms, last) + unguessable() };
}

function following(ms: number, last: string | undefined): string {
  if (last === undefined) return write(ms, 0);
  const lastMs = Number.parseInt(last.slice(0, TIME_DIGITS), 36);
  if (ms > lastMs) return write(ms, 0);
  const counter = Number.parseInt(last.slice(TIME_DIGITS, TIME_DIGITS + COUNTER_DIGITS), 36) + 1;
  return counter < COUNTERS ? write(lastMs, counter) : write(lastMs + 1, 0);
}

/** No item sent at `ms` or later has a smaller id. */
export const lowestArchiveId = (ms: number): string => write(Math.max(0, Math.floor(ms)), 0);
