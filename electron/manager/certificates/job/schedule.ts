/** When a certificate is renewed, and why then. Pure. */
import type { RenewalPlan } from '../../../contract/certificates.ts';
import { renewAt, type Validity } from '../renewal.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Nobody looks less often than this: a machine that slept, or whose clock was set, is noticed within it. */
export const LOOK_EVERY_MS = HOUR_MS;
/** How much of its lifetime a certificate may be renewed earlier than at two thirds, so that not all offices come at once. */
const JITTER = 1 / 30;

/** The window an authority asks for, and the moment in it that was chosen by chance (RFC 9773 §4.2). */
export interface ChosenWindow {
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

export interface RenewalFacts {
  readonly validity: Validity;
  /** Null: it comes from a file or another machine, and changes when that does. */
  readonly from: 'authority' | 'local' | 'place' | 'given';
  readonly window: ChosenWindow | null;
  /** 0 ≤ chance < 1, the same for one certificate however often it is asked. */
  readonly chance: number;
}

/** @returns null where it never renews by itself. */
export function renewalPlan({ validity, from, window, chance }: RenewalFacts): RenewalPlan | null {
  if (from === 'given') return null;
  const late = renewAt(validity);
  if (from === 'place') return { at: late, because: 'file-changes', window: null };
  if (window && window.start < validity.validUntil) {
    const { start, end, at } = window;
    return { at, because: 'authority-asks', window: { start, end } };
  }
  const early =
    from === 'local' ? 0 : Math.floor((validity.validUntil - validity.validFrom) * JITTER * chance);
  return { at: late - early, because: 'two-thirds', window: null };
}

/** A moment of the window, by chance; one that has begun long ago means now. */
export const chooseIn = (start: number, end: number, chance: number): number =>
  start + Math.floor(Math.max(0, end - start) * chance);

/** A number of 0 to 1 out of a fingerprint (`AB:CD:…`): chance that a restart does not throw again. */
export const chanceOf = (fingerprint: string): number =>
  Number.parseInt(fingerprint.replaceAll(':', '').slice(0, 8), 16) / 0x1_0000_0000 || 0;

/** How long until the next look at `at`; never further away than an hour, never at once in a circle. */
export const untilLook = (at: number | null, now: number): number =>
  Math.max(1_000, Math.min(LOOK_EVERY_MS, at === null ? LOOK_EVERY_MS : at - now));
