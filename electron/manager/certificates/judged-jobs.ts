/** The jobs' word on each certificate, and with it what clients and peers will find wrong with the one in force (judge/). */
import type { CertificateStatus } from '../../contract/certificates.ts';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import { readIfThere } from '../files.ts';
import type { CertificateJobs } from './job/jobs.ts';
import type { Caa } from './judge/caa.ts';
import { type JudgeAuthorities, judge, type Revocation, type WantedName } from './judge/judge.ts';

export interface JudgedJobsParts {
  readonly jobs: CertificateJobs;
  readonly wanted: (domain: string) => readonly WantedName[];
  readonly authorities: () => Promise<JudgeAuthorities>;
  /** What the authority says of the first certificate of a chain, where it was asked (standing.ts). */
  readonly revocation: (domain: string, chain: string) => Revocation | undefined;
  /** What the domain's zone allows, where that is known. */
  readonly caa: (domain: string) => Caa | undefined;
  /** Of the office's own authority: what devices need to be told. */
  readonly authorityFindings: () => Promise<DoctorFinding[]>;
  readonly now: () => number;
}

/** The job tells these itself, with when it tries again. */
const TOLD: ReadonlySet<string> = new Set([
  'certificate.expired',
  'certificate.ends-soon',
  'certificate.not-yet-valid',
]);
const MAX_FINDINGS = 200;

export function judgedJobs(parts: JudgedJobsParts): CertificateJobs {
  const { jobs } = parts;

  async function findings(domain: string): Promise<DoctorFinding[]> {
    // A name of this machine more or less is the office's own authority's to mend, and it does at the next look.
    if (jobs.isLocal(domain)) return parts.authorityFindings();
    const chain = await readIfThere(jobs.files(domain).chain);
    if (chain === undefined) return [];
    const found = judge({
      ...{ chain, subject: domain, wanted: parts.wanted(domain), renews: true },
      ...{ revocation: parts.revocation(domain, chain), caa: parts.caa(domain) },
      ...{ authorities: await parts.authorities(), now: parts.now() },
    }).findings;
    return found.filter(({ code }) => !TOLD.has(code));
  }

  async function judged(work: Promise<CertificateStatus>): Promise<CertificateStatus> {
    const status = await work;
    const all = [...status.findings, ...(await findings(status.domain))];
    return { ...status, findings: all.slice(0, MAX_FINDINGS) };
  }

  return {
    ...jobs,
    list: async () => Promise.all((await jobs.list()).map((status) => judged(Promise.resolve(status)))),
    chooseSource: (...asked) => judged(jobs.chooseSource(...asked)),
    order: (...asked) => judged(jobs.order(...asked)),
    cancel: (...asked) => judged(jobs.cancel(...asked)),
    putBack: (...asked) => judged(jobs.putBack(...asked)),
    check: (...asked) => judged(jobs.check(...asked)),
  };
}
