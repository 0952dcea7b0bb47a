/** What the plan is made of, as the office decided it and as others found it out. Pure. */
import { type isOnePortOpen, ONE_PORT } from '../../office-doors.ts';
import type { Office } from '../../settings.ts';
import type { PlanFacts } from './facts.ts';

/** What was found out about a domain: by the survey (zone, CAA, DNSSEC) and by the certificate's job (authority, TLSA). */
export type Learned = Omit<PlanFacts, 'office' | 'domain' | 'addresses' | 'onePortOpen'>;

export function planFacts(
  office: Office,
  domain: string,
  opened: Parameters<typeof isOnePortOpen>[1],
  learned: Learned = {},
): PlanFacts {
  const { v4 = [], v6 = [] } = office.addresses ?? {};
  return {
    ...learned,
    ...{ office, domain, addresses: { v4, v6 } },
    // A server that happens to be stopped is no reason to take a record away.
    onePortOpen: office.onePort === true && (opened?.ports.some(({ port }) => port === ONE_PORT) ?? true),
  };
}
