/**
 * Which names a certificate is asked for, proved to be there before the authority is. Pure: what was found out comes in, the plan goes
 * out. An optional name that fails is left out and told; a required one stops everything, with the reason.
 */

import type { CertificatePlan } from '../../../contract/certificates.ts';
import { ACME, type AcmeFindingCode } from '../../../contract/findings/acme.ts';
import { type DoctorFinding, makeFinding } from '../../../contract/findings/finding.ts';
import { type ChosenWay, chooseWays, type Leads, type MachineFacts, type NameFacts } from './way.ts';

export interface PlannedName extends NameFacts {
  readonly need: 'required' | 'optional';
}

export interface PlanFacts {
  readonly domain: string;
  readonly authority: string;
  readonly names: readonly PlannedName[];
  readonly machine: MachineFacts;
  /** Somebody may be asked to type a record in. */
  readonly byHand: boolean;
}

type PlanName = CertificatePlan['names'][number];

export function planCertificate(facts: PlanFacts): CertificatePlan {
  const { domain, authority, machine } = facts;
  const ways = chooseWays(facts.names, machine);
  const findings: DoctorFinding[] = [];
  const names = facts.names.map((name, at) => planName(name, ways[at]!, facts, findings));
  // What only a hand can do is said once, and not for each name.
  const byHand = names
    .filter(({ way, leftOut }) => way === 'dns-by-hand' && !leftOut)
    .map(({ name }) => name);
  if (byHand.length > 0) findings.push(told('acme.by-hand', facts, byHand));
  return {
    ...{ domain, authority, names, findings },
    possible:
      findings.every(({ severity }) => severity !== 'broken') && names.some(({ leftOut }) => !leftOut),
  };
}

function planName(
  name: PlannedName,
  chosen: ChosenWay,
  facts: PlanFacts,
  findings: DoctorFinding[],
): PlanName {
  const { need, leads } = name;
  const base = { name: name.name, need };
  const trouble = troubleOf(leads, chosen, facts, need);
  if (!trouble) return { ...base, way: chosen.way, because: chosen.because, leftOut: false };
  const code = need === 'required' ? trouble : 'acme.name-left-out';
  findings.push(told(code, facts, [name.name], evidenceOf(chosen)));
  return { ...base, way: null, because: REASON[leads] ?? chosen.because, leftOut: true };
}

const REASON: Readonly<Partial<Record<Leads, string>>> = { missing: 'not-in-dns', unknown: 'not-known' };

/** What stands in the way of a name; undefined where nothing does. */
function troubleOf(
  leads: Leads,
  { way }: ChosenWay,
  { byHand }: PlanFacts,
  need: PlannedName['need'],
): AcmeFindingCode | undefined {
  if (leads === 'missing') return 'acme.name-nowhere';
  // Proved by a record of its own, a name need not be asked for its address.
  if (leads === 'unknown' && way !== 'dns-provider') return 'acme.names-not-asked';
  // For a name that can be done without, nobody is sent to type records in.
  if (way === null || (way === 'dns-by-hand' && (!byHand || need === 'optional'))) return 'acme.no-way';
  return undefined;
}

const told = (
  code: AcmeFindingCode,
  { domain, authority }: PlanFacts,
  names: string[],
  evidence: string[] = [],
) => makeFinding(ACME, code, { subject: domain, data: { names, authority }, evidence });

const evidenceOf = ({ name, others }: ChosenWay): string[] =>
  others.map(
    ({ way, possible, because }) => `${name}: ${way}: ${possible ? 'possible' : 'not possible'} (${because})`,
  );
