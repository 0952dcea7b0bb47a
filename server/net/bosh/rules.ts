/** What a request means in a session: rids, keys, rates. Pure decisions, each with its reason. Specs: XEP-0124 1.11.2. */
import { createHash } from 'node:crypto';
import { type BoshRequest, readNumber } from './body.ts';

/** What a session was created with; seconds. */
export interface BoshTerms {
  readonly wait: number;
  readonly hold: number;
  readonly requests: number;
  readonly inactivity: number;
  readonly maxpause: number;
  /** The shortest time between empty requests; only where the client polls. */
  readonly polling: number | undefined;
  /** A client that named no version gets HTTP status codes (§17.1). */
  readonly legacy: boolean;
  readonly version: string;
}

const MAX_WAIT = 60;
const MAX_HOLD = 1;
const OUR_VERSION = { major: 1, minor: 11 };

export function agree({ attrs }: BoshRequest): BoshTerms {
  // §7.2: the time "MUST be less than or equal to the value specified in the session request", 'hold' likewise.
  const wait = Math.min(readNumber(attrs.wait) ?? MAX_WAIT, MAX_WAIT);
  const hold = Math.min(readNumber(attrs.hold) ?? MAX_HOLD, MAX_HOLD);
  const polls = wait === 0 || hold === 0;
  return {
    ...{ wait, hold, maxpause: 120 },
    // "The RECOMMENDED value is one more than the value of the 'hold' attribute".
    requests: hold + 1,
    // §12: with polling "the connection manager SHOULD specify a higher than normal value".
    inactivity: polls ? 120 : 60,
    polling: polls ? 2 : undefined,
    legacy: attrs.ver === undefined,
    version: lowerVersion(attrs.ver),
  };
}

/** §7.2: "the highest version […] the connection manager supports, or the version specified by the client […], whichever is lower". */
function lowerVersion(given: string | undefined): string {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})$/.exec(given ?? '') ?? [];
  const ours = `${OUR_VERSION.major}.${OUR_VERSION.minor}`;
  if (major === undefined || Number(major) > OUR_VERSION.major) return ours;
  if (Number(major) === OUR_VERSION.major && Number(minor) > OUR_VERSION.minor) return ours;
  return `${Number(major)}.${Number(minor)}`;
}

export type RidVerdict =
  | { readonly is: 'next' }
  /** Those before it are still on their way. */
  | { readonly is: 'early' }
  | { readonly is: 'repeated' }
  | { readonly is: 'lost'; readonly because: string };

/** @param last the highest rid that was taken in order. */
export function judgeRid(rid: number, last: number, requests: number): RidVerdict {
  if (rid === last + 1) return { is: 'next' };
  if (rid <= last) return { is: 'repeated' };
  // §14.2: "The size of the window is equal to the maximum number of simultaneous requests allowed by the connection manager.
  // If it receives a request with a 'rid' greater than the values in the window, then the connection manager MUST terminate the
  // session with an error".
  return rid <= last + requests ? { is: 'early' } : { is: 'lost', because: 'beyond the window' };
}

export interface Activity {
  /** Requests that wait for an answer, this one counted. */
  readonly unanswered: number;
  readonly empty: boolean;
  /** The request before was empty, and its answer had no payload. */
  readonly idleBefore: boolean;
  /** Milliseconds since the request before. */
  readonly since: number;
}

/** Why this is too much; undefined when it is not. */
export function overactive(it: Activity, terms: BoshTerms): string | undefined {
  // §11: "a sequence of new requests […] longer than the number specified by the 'requests' attribute".
  if (it.unanswered > terms.requests) return 'too many simultaneous requests';
  // §12: "two consecutive empty new requests […] within a period shorter than the number of seconds specified by the 'polling'
  // attribute […], and if the connection manager's response to the first request contained no payloads".
  const soon = terms.polling !== undefined && it.since < terms.polling * 1000;
  return soon && it.empty && it.idleBefore ? 'polls too often' : undefined;
}

/** §15: what the next request's key must hash to. */
export interface KeySequence {
  /** False: "the connection manager MUST NOT process the element, MUST terminate the session". */
  accepts({ attrs }: BoshRequest): boolean;
}

export function createKeySequence(first: BoshRequest): KeySequence {
  let expected = first.attrs.newkey?.toLowerCase();
  return {
    accepts({ attrs }) {
      if (expected === undefined) return true;
      const { key, newkey } = attrs;
      if (key === undefined || createHash('sha1').update(key).digest('hex') !== expected) return false;
      expected = (newkey ?? key).toLowerCase();
      return true;
    },
  };
}
