/** What an order failed of, for a person to read and for the table of retries; and whether the order itself still stands. */
import type { AcmeRetry } from '../../../contract/acme.ts';
import { RENEWAL } from '../../../contract/findings/certificate-renewal.ts';
import { type DoctorFinding, makeFinding } from '../../../contract/findings/finding.ts';
import { isDiskFull } from '../../problem.ts';
import type { Run } from './kept.ts';
import { OriginError } from './origin.ts';

export interface Refusal {
  readonly finding: DoctorFinding;
  readonly retry: AcmeRetry;
}

/** @param unexpected logs what nobody foresaw, and answers the reference under which it is found. */
export function refusalOf(error: unknown, domain: string, unexpected: (error: unknown) => string): Refusal {
  if (error instanceof OriginError) return error;
  const retry = { retry: 'later' } as const;
  if (isDiskFull(error))
    return { finding: makeFinding(RENEWAL, 'certificate.disk-full', { subject: domain }), retry };
  const data = { detail: unexpected(error) };
  return { finding: makeFinding(RENEWAL, 'certificate.job-failed', { subject: domain, data }), retry };
}

/** What is in the way is in the way of this very order: another one would be no better, and would count against a limit. */
const WAITS = ['certificate.disk-full', 'certificate.pin-by-hand'];

/**
 * `stands`: it is gone on with later. `undo`: what it brought in goes out again. `over`: the next one is begun anew.
 * @param run as it was left.
 */
export function fateOf(run: Run | null, { finding }: Refusal): 'stands' | 'undo' | 'over' {
  if (run === null) return 'over';
  if (WAITS.includes(finding.code) || run.step === 'issued') return 'stands';
  return run.step === 'proving' ? 'over' : 'undo';
}
