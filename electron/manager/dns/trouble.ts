/** How it stands with the names, in one line. Pure. */
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import type { Memory } from './memory.ts';

/** How it stands with the names, in one line for Home. */
export interface DnsTrouble {
  readonly state: 'fine' | 'waiting' | 'trouble' | 'not-checked';
  readonly domain: string;
  /** Lines of the plan that are not there yet, of those that matter. */
  readonly missing: number;
  readonly total: number;
  /** The first root cause. */
  readonly finding: DoctorFinding | null;
  /** It was right before. */
  readonly wasRight: boolean;
  readonly at: number | null;
}

/** Of one domain, from what is remembered of it. */
export function troubleOf(domain: string, found: ReturnType<Memory['of']>): DnsTrouble {
  const { report, last, bad, rightAt } = found;
  const rows = report?.plan.filter(({ record }) => record.need !== 'optional') ?? [];
  const missing = rows.filter((row) => row.state === 'missing' || row.state === 'different').length;
  const finding =
    report?.findings.find(({ dependsOn, severity }) => dependsOn === null && severity !== 'info') ?? null;
  const about = { domain, missing, total: rows.length, at: report?.at ?? null, wasRight: rightAt !== null };
  if (!report || last === null) return { ...about, state: 'not-checked', finding: null };
  if (last === 'right') return { ...about, state: 'fine', finding: null };
  // One bad look after a good time may be our own network; the next one tells.
  if (rightAt !== null && bad < 2) return { ...about, state: 'fine', finding: null };
  if (last === 'unknown') return { ...about, state: 'not-checked', finding: null };
  const waits = finding === null && rows.every(({ state }) => state === 'found' || state === 'waiting');
  return { ...about, state: waits ? 'waiting' : 'trouble', finding };
}
