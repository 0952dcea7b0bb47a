/** When to look again at a place that somebody else renews, and when it is time to say that they have not. Pure. */
import { certificateFinding } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import { renewAt, type Validity } from '../renewal.ts';

const DAY_MS = 86_400_000;

/**
 * Shortly after two thirds of its time, when whoever keeps it renews it as a rule; then twice a day, and oftener for one that lives for days.
 * @returns milliseconds since the epoch, after `now`.
 */
export function nextLook(validity: Validity, now: number): number {
  const lifetime = validity.validUntil - validity.validFrom;
  const first = renewAt(validity) + lifetime / 100;
  return Math.max(first, now + Math.min(DAY_MS / 2, lifetime / 30));
}

/** A sixth of its time is left, and it is still the same. */
export function sourceLate(place: string, validity: Validity, now: number): DoctorFinding | undefined {
  const { validFrom, validUntil } = validity;
  if (now < validUntil - (validUntil - validFrom) / 6) return undefined;
  return certificateFinding('certificate.source-late', { subject: place, data: { until: validUntil } });
}
