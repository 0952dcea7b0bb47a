/**
 * The doctor: checkers by topic, asked one after another about one domain. Knows none of them; whoever composes hands them in
 * (electron/cli/doctor.ts). A topic without a checker is not fine, it is not checked, and said.
 */
import type { DnsReport } from '../../contract/dns.ts';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import type { Office } from '../settings.ts';
import { foldDoors } from './fold.ts';

export const TOPICS = ['dns', 'certificate', 'ports', 'protocol'] as const;
export type Topic = (typeof TOPICS)[number];

/** What a checker is told. */
export interface DoctorAbout {
  /** ASCII, lower case. */
  readonly domain: string;
  /** What this installation has decided, where it serves the domain; null: look as a stranger would. */
  readonly office: Office | null;
  /** What the DNS says; asked once, however many want to know. */
  readonly dns: () => Promise<DnsReport>;
  readonly signal: AbortSignal;
}

export interface Checked {
  readonly findings: readonly DoctorFinding[];
  /** What could not be found out from here, as codes; `all`: nothing could. */
  readonly notChecked: readonly string[] | 'all';
}

export interface Checker {
  readonly topic: Topic;
  /** What could not be asked is `notChecked`; rejects for the unexpected, and with the signal's reason. */
  check(about: DoctorAbout): Promise<Checked>;
}

export interface Diagnosis {
  readonly domain: string;
  readonly findings: readonly DoctorFinding[];
  /** `certificate`: nobody looks at it yet, or nothing of it could be found out; `dns.ipv6`: only that could not. */
  readonly notChecked: readonly string[];
  /** Topics of which nothing could be found out, though somebody looked: that is no good news. */
  readonly unable: readonly Topic[];
}

export interface DiagnoseParts extends DoctorAbout {
  readonly checkers: readonly Checker[];
  readonly only: readonly Topic[];
}

/** Root causes first, by severity. */
export async function diagnose({ checkers, only, ...about }: DiagnoseParts): Promise<Diagnosis> {
  const findings: DoctorFinding[] = [];
  const notChecked: string[] = [];
  const unable: Topic[] = [];
  for (const topic of TOPICS.filter((one) => only.includes(one))) {
    const mine = checkers.filter((checker) => checker.topic === topic);
    if (mine.length === 0) notChecked.push(topic);
    for (const checker of mine) {
      const checked = await checker.check(about);
      findings.push(...checked.findings);
      if (checked.notChecked === 'all') {
        unable.push(topic);
        notChecked.push(topic);
      } else notChecked.push(...checked.notChecked.map((code) => `${topic}.${code}`));
    }
  }
  const order = { broken: 0, warning: 1, info: 2 };
  const isEffect = ({ dependsOn }: DoctorFinding) => Number(dependsOn !== null);
  const folded = foldDoors(findings);
  folded.sort((one, other) => isEffect(one) - isEffect(other) || order[one.severity] - order[other.severity]);
  return { domain: about.domain, findings: folded, notChecked, unable };
}
