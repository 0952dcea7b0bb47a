/**
 * Whether this computer's clock can be right. Pure.
 * A wrong clock makes sound certificates look bad, so that it is the first thing to know: it is compared with what authorities and websites
 * say the time is (the Date of their answers), and with what certainly lies behind us (a program was built, a certificate was obtained).
 */
import { certificateFinding } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';

export interface ClockFacts {
  /** This computer's time, milliseconds since the epoch. */
  readonly now: number;
  /** What answers over HTTPS said, each as `there` when it was `here`. */
  readonly said: readonly { readonly here: number; readonly there: number }[];
  /** A moment that is past for sure. */
  readonly past?: number | undefined;
}

/** Certificates are backdated by an hour; a few minutes are no trouble to anybody. */
export const SKEW_MS = 10 * 60 * 1000;

/** How far this clock is ahead (or, negative, behind); undefined when nothing speaks of it. */
export function clockOffset({ now, said, past }: ClockFacts): number | undefined {
  const offsets = said.map(({ here, there }) => here - there).sort((one, other) => one - other);
  // The one in the middle: one liar among three changes nothing.
  if (offsets.length > 0) return offsets[Math.floor(offsets.length / 2)];
  return past !== undefined && now < past ? now - past : undefined;
}

export function clockFlaw(facts: ClockFacts, subject: string): DoctorFinding | undefined {
  const offset = clockOffset(facts);
  if (offset === undefined || Math.abs(offset) <= SKEW_MS) return undefined;
  return certificateFinding('certificate.clock-wrong', {
    subject,
    data: { offset, ahead: offset > 0 },
  });
}
