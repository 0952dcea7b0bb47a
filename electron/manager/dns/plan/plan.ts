/**
 * The plan of a domain's DNS records: all that has to be there for what the office wants, and why. Pure.
 * Each subject has a file beside this one; here they come together, in the order in which a person reads them.
 */
import type { DnsPlan, PlannedRecord } from '../../../contract/domains.ts';
import { serverRecords, serviceRecords } from './addresses.ts';
import { callRecords } from './calls.ts';
import { authorityRecords, pinRecords, proofRecords } from './certificate.ts';
import { otherServerRecords, programRecords } from './chat.ts';
import type { PlanFacts } from './facts.ts';
import { alternativeRecords, hostMetaGaps } from './web.ts';

export type { PlanFacts } from './facts.ts';

/** Where two services were given one name, it is said once. */
function once(records: readonly PlannedRecord[]): PlannedRecord[] {
  const seen = new Set<string>();
  return records.filter(({ set: { name, type } }) => {
    const key = `${name} ${type}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A name of one network only is in nobody's DNS: such an office has an empty plan. */
export function dnsPlan(facts: PlanFacts): DnsPlan {
  const { domain, office } = facts;
  if (office.way === 'lan') return { domain, records: [], gaps: [] };
  const server = serverRecords(facts);
  const services = serviceRecords(facts);
  return {
    domain,
    records: once([
      ...server.records,
      ...programRecords(facts),
      ...otherServerRecords(facts),
      ...services.records,
      ...callRecords(facts),
      ...alternativeRecords(facts),
      ...authorityRecords(facts),
      ...pinRecords(facts),
      ...proofRecords(facts),
    ]),
    gaps: [...server.gaps, ...services.gaps, ...hostMetaGaps(facts)],
  };
}

export const expectedRecords = (facts: PlanFacts): PlannedRecord[] => dnsPlan(facts).records;
