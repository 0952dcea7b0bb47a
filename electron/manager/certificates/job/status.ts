/** How it stands with one certificate, out of what is kept and what is under way. Pure. */
import type {
  CertificateDetails,
  CertificateSource,
  CertificateState,
  CertificateStatus,
  NameProgress,
  RenewalPlan,
} from '../../../contract/certificates.ts';
import { JUDGED } from '../../../contract/findings/certificate-judged.ts';
import { RENEWAL } from '../../../contract/findings/certificate-renewal.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import { makeFinding } from '../../../contract/findings/finding.ts';
import type { JobState } from './kept.ts';

export interface StatusFacts {
  readonly domain: string;
  readonly source: CertificateSource;
  readonly sourceName: string;
  readonly state: JobState;
  readonly now: number;
  /** How far this machine's clock is off, in milliseconds. */
  readonly off: number;
  readonly working: boolean;
  readonly progress: readonly NameProgress[];
  readonly byHand: readonly Pick<NameProgress, 'name' | 'record' | 'lookedAt'>[];
  readonly keepsKey: boolean;
  readonly plan: RenewalPlan | null;
  readonly current: CertificateDetails | null;
  readonly previous: CertificateDetails | null;
}

/** The part of a lifetime that is left when a renewal counts as late: half of the last third. */
const LATE = 1 / 6;

function stateOf(facts: StatusFacts, names: NameProgress[]): CertificateState {
  const { state, working, source, current, plan } = facts;
  const { run, problem, wanted } = state;
  if (run && working) {
    const { since, step } = run;
    const rehearsal = run.rehearsal !== 'no';
    if (step !== 'proving') return { state: step, since, rehearsal };
    const waits = names.some(({ record, state }) => record !== null && state !== 'proved');
    return { state: waits ? 'needs-you' : 'proving', since, rehearsal, authority: facts.sourceName, names };
  }
  if (problem) return { state: 'failed', problem };
  if (wanted) return { state: 'planned', ...wanted };
  if (current === null) return { state: 'none' };
  return { state: 'resting', until: source.from === 'given' ? null : (plan?.at ?? null) };
}

/** What a person should know, worst first. While days remain: half of the time between the renewal and the end. */
export function findingsOf(facts: StatusFacts): DoctorFinding[] {
  const { domain, now, off, state, current, source, byHand } = facts;
  const found: DoctorFinding[] = [];
  if (current) {
    const { validFrom, validUntil: until } = current;
    const left = until - now;
    if (left <= 0)
      found.push(makeFinding(JUDGED, 'certificate.expired', { subject: domain, data: { until } }));
    else if (left < (until - validFrom) * LATE) {
      const [table, code] =
        source.from === 'authority'
          ? ([RENEWAL, 'certificate.renewal-late'] as const)
          : ([JUDGED, 'certificate.ends-soon'] as const);
      found.push(
        makeFinding(table as typeof RENEWAL, code as 'certificate.renewal-late', {
          subject: domain,
          data: { until },
        }),
      );
    }
    if (current.local && source.from === 'local' && left > 0)
      found.push(makeFinding(RENEWAL, 'certificate.local-only', { subject: domain }));
  }
  if (off !== 0) {
    const data = { offset: off, by: howFar(off), detail: `${Math.round(off / 1000)} s` };
    found.unshift(makeFinding(JUDGED, 'certificate.clock-wrong', { subject: domain, data }));
  }
  if (byHand.length > 0) found.push(makeFinding(RENEWAL, 'certificate.record-by-hand', { subject: domain }));
  if (state.problem) {
    // What the late renewal comes from.
    const cause = state.problem.finding;
    return [
      cause,
      ...found.map((one) =>
        one.code === 'certificate.renewal-late' ? { ...one, dependsOn: cause.code } : one,
      ),
    ];
  }
  return found;
}

const MINUTE_MS = 60_000;
/** `3 d`, `2 h`, `40 min`: units that both languages write alike, but for the day. */
function howFar(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / MINUTE_MS);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${hours} h (${Math.round(hours / 24)} × 24 h)`;
}

export function statusOf(facts: StatusFacts): CertificateStatus {
  const { domain, source, sourceName, state, progress, byHand, keepsKey, plan, current, now } = facts;
  const names = progress.map((one): NameProgress => {
    const typed = byHand.find(({ name }) => name === one.name);
    return typed ? { ...one, record: typed.record, lookedAt: typed.lookedAt } : { ...one };
  });
  const previous = facts.previous && facts.previous.validUntil > now ? facts.previous : null;
  return {
    ...{ domain, source, sourceName, keepsKey, current, previous },
    state: stateOf(facts, names),
    renewal: plan,
    served: state.served,
    servedAt: state.servedAt,
    problem: state.problem,
    findings: findingsOf(facts),
    history: state.history,
    orderLog: state.orderLog,
  };
}
