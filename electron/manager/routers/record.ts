/**
 * One door as we remember it, over restarts as well: written down before the router is asked, so that nothing is open there
 * that we do not know of. What follows from an answer, and when to ask again, is decided here. Pure.
 *
 *                 ┌────────────────────────── renewed ──────────────────────────┐
 *   (no record) ──┴─▶ asked ──granted──▶ open ──not renewed, time over──▶ lost ──┘
 *                       │  └─was there──▶ there
 *                       └──refused──▶ taken · refused          each is asked again at `next`
 */
import { z } from 'zod';
import { ipFamily, routerProtocol } from '../../contract/router.ts';
import type { Lease, Refusal } from './client.ts';

export const doorRecord = z.object({
  id: z.string(),
  family: ipFamily,
  transport: z.enum(['tcp', 'udp']),
  port: z.number(),
  /** 12 bytes in hex: by them the router knows that a renewal is ours (PCP). */
  nonce: z.string().regex(/^[0-9a-f]{24}$/),
  state: z.enum(['asked', 'open', 'there', 'taken', 'refused', 'lost']),
  by: routerProtocol.nullable(),
  /** The router it was asked of, and our address then. */
  gateway: z.string(),
  inside: z.string(),
  token: z.string().nullable(),
  /** When it was granted last, and until when; null: until it is taken away. */
  since: z.number(),
  until: z.number().nullable(),
  /** Failures since the last success. */
  failures: z.number(),
  /** When it is asked for again, in milliseconds. */
  next: z.number(),
  because: z.string(),
  said: z.string(),
});
export type DoorRecord = z.infer<typeof doorRecord>;

/** SPEC: RFC 6887 §15: "behave as if it received a more sane value (e.g., 24 hours), and renew the mapping accordingly". */
const MOST_LEASE_MS = 24 * 3600_000;
/** SPEC: RFC 6887 §11.2.1: "renewal requests MUST NOT be sent less than four seconds apart". */
const LEAST_MS = 4_000;
/** What never ends, or is somebody's own rule, is looked at again now and then. */
const LOOK_AGAIN_MS = 3600_000;
/** After a refusal or a silence: 1, 3, 8, 18, 48 min elapsed, then every half hour. */
const RETRY_MS = [60_000, 2 * 60_000, 5 * 60_000, 10 * 60_000, 30 * 60_000];

/**
 * When to renew. SPEC: RFC 6887 §11.2.1: "at a time chosen with uniform random distribution in the range 1/2 to 5/8 of
 * expiration time", then "3/4 to 3/4 + 1/16", "7/8 to 7/8 + 1/32 to expiration, and so on". RFC 6886 §3.3: "The client SHOULD
 * begin trying to renew the mapping halfway to expiry time, like DHCP."
 * @param random 0 to 1.
 */
export function renewAt(since: number, until: number, failures: number, random: number): number {
  const left = 2 ** -(failures + 1);
  return since + (until - since) * (1 - left + (random * left) / 4);
}

export function granted(
  record: DoorRecord,
  lease: Lease,
  by: DoorRecord['by'],
  now: number,
  random: number,
): DoorRecord {
  const life = lease.seconds === null ? null : Math.min(lease.seconds * 1000, MOST_LEASE_MS);
  const until = life === null ? null : now + life;
  return {
    ...record,
    ...{ state: lease.there ? 'there' : 'open', by, token: lease.token, since: now, until, failures: 0 },
    next: until === null ? now + LOOK_AGAIN_MS : Math.max(now + LEAST_MS, renewAt(now, until, 0, random)),
    ...{ because: 'granted', said: '' },
  };
}

/** @param because null where nobody answered. */
export function failed(
  record: DoorRecord,
  because: Refusal | null,
  said: string,
  now: number,
  random: number,
): DoorRecord {
  const failures = record.failures + 1;
  const before = {
    ...record,
    failures,
    ...(because ? { because, said } : { because: 'silent', said: 'no answer' }),
  };
  const holds = record.state === 'open' && (record.until === null || record.until > now);
  // Whoever does not answer has not taken anything away.
  if (holds && because !== 'taken' && because !== 'not-allowed') {
    const next =
      record.until === null ? now + RETRY_MS[0]! : renewAt(record.since, record.until, failures, random);
    return { ...before, next: Math.max(now + LEAST_MS, next) };
  }
  const was = record.state === 'open' || record.state === 'lost';
  const state = because === 'taken' ? 'taken' : was ? 'lost' : 'refused';
  return { ...before, state, next: now + RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]! };
}

/** Whether the router may still have this door open for us. */
export const mayBeOpen = ({ state, until, by }: DoorRecord, now: number): boolean =>
  state !== 'there' && (state === 'asked' || by !== null) && (until === null || until > now);
