/**
 * Looks at what is shown at every port, and judges each certificate it meets once, with all the names that are asked for there.
 * For the doctor and the command line; the job compares fingerprints (check.ts), which is quicker.
 */
import type { ServedCell } from '../../../contract/certificate-sources.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import type { Caa } from '../judge/caa.ts';
import { clockFlaw } from '../judge/clock.ts';
import { fetchMissing } from '../judge/complete.ts';
import { type JudgeAuthorities, type Judgement, judge, type WantedName } from '../judge/judge.ts';
import type { AskOutside } from '../judge/outside.ts';
import { askRevocation } from '../judge/revocation.ts';
import { checkServed } from './check.ts';
import type { ExpectedEndpoint } from './endpoints.ts';
import { type Look, look as realLook, type Shown } from './shown.ts';

export interface ExamineParts {
  readonly domain: string;
  readonly endpoints: readonly ExpectedEndpoint[];
  /** What each name is for; a name that is missing here is looked for by whoever comes to it. */
  readonly wanted: readonly WantedName[];
  readonly authorities: JudgeAuthorities;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Makes the questions to authorities; `dated` is told what time they say it is. */
  readonly ask: (dated: (there: number) => void) => AskOutside;
  readonly caa?: Caa | undefined;
  readonly look?: Look;
}

export interface Examined {
  readonly cells: ServedCell[];
  readonly findings: DoctorFinding[];
  /** What is as it should be, and worth a sentence. */
  readonly remarks: DoctorFinding[];
}

/** Told by judging the certificate, in better words. */
const JUDGED_ANYWAY: ReadonlySet<string> = new Set([
  'certificate.served-wrong-name',
  'certificate.served-untrusted',
  'certificate.served-other',
]);

export async function examine(parts: ExamineParts): Promise<Examined> {
  const { endpoints, authorities, now, signal, look = realLook } = parts;
  const met = new Map<string, { chain: string; asked: ExpectedEndpoint[] }>();
  const noting: Look = async (endpoint, options) => {
    const shown = await look(endpoint, options);
    if (shown.ok && !options?.old) note(met, shown, endpoint as ExpectedEndpoint);
    return shown;
  };
  const { cells, findings } = await checkServed({
    ...{ endpoints, authorities, now, signal, look: noting, thorough: true },
    expected: () => undefined,
  });
  const said: { here: number; there: number }[] = [];
  const ask = parts.ask((there) => void said.push({ here: now(), there }));
  const judged: Judgement[] = [];
  for (const one of met.values()) judged.push(await judgeOne(one, ask, parts));
  const clock = clockFlaw({ now: now(), said }, 'clock');
  const all = [
    ...judged.flatMap((one) => one.findings),
    ...findings.filter(({ code }) => !JUDGED_ANYWAY.has(code)),
  ];
  return {
    cells,
    // With a wrong clock every time looks wrong: that is the cause.
    findings: clock ? [clock, ...all.map(underClock)] : all,
    remarks: judged.flatMap((one) => one.remarks).slice(0, 1),
  };
}

function note(
  met: Map<string, { chain: string; asked: ExpectedEndpoint[] }>,
  { chain, fingerprint }: Extract<Shown, { ok: true }>,
  endpoint: ExpectedEndpoint,
): void {
  // The same certificate with another chain is another thing to judge.
  const id = `${fingerprint} ${chain.length}`;
  const there = met.get(id);
  if (there) there.asked.push(endpoint);
  else met.set(id, { chain, asked: [endpoint] });
}

async function judgeOne(
  { chain, asked }: { chain: string; asked: readonly ExpectedEndpoint[] },
  ask: AskOutside,
  { domain, wanted, authorities, now, signal, caa }: ExamineParts,
): Promise<Judgement> {
  const fetched = await fetchMissing(chain, { ask, authorities, now }, signal);
  const revocation = await askRevocation(`${chain}${fetched}`, { ask, now }, signal);
  const names = [...new Set(asked.map(({ name }) => name))];
  const ports = (name: string) => [
    ...new Set(asked.filter((one) => one.name === name).map(({ port }) => port)),
  ];
  return judge({
    ...{ chain, fetched, revocation, caa, authorities, now: now(), subject: domain },
    wanted: names.map((name) => {
      const known = wanted.find((one) => one.name === name);
      const what = name === domain ? ('address' as const) : ('host' as const);
      return { name, what: known?.what ?? what, required: known?.required ?? true, ports: ports(name) };
    }),
  });
}

const OF_TIME: ReadonlySet<string> = new Set([
  'certificate.expired',
  'certificate.not-yet-valid',
  'certificate.ends-soon',
  'certificate.issuer-expired',
]);
const underClock = (finding: DoctorFinding): DoctorFinding =>
  OF_TIME.has(finding.code) ? { ...finding, dependsOn: 'certificate.clock-wrong' } : finding;
