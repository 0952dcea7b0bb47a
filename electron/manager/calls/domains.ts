/** The contract's calls about the office's domains. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { PlanExports } from '../dns/plan/exports.ts';
import type { DomainsArea } from '../domains/domains.ts';

export interface DomainsAreas {
  readonly domains: DomainsArea;
  readonly planExports: PlanExports;
}

export const domainsCalls = ({ domains, planExports }: DomainsAreas): Calls['domains'] => ({
  list: () => domains.list(),
  read: async ({ typed }) => domains.read(typed),
  add: ({ typed }) => domains.add(typed),
  removalPreview: ({ domain }) => domains.removalPreview(domain),
  remove: ({ domain }) => domains.remove(domain),
  setGuests: ({ label }) => domains.setGuests(label),
  choices: async () => domains.choices(),
  setChoices: (wish) => domains.setChoices(wish),
  export: async ({ domain, format, language, optional = false }) =>
    planExports.file(domains.plan(domain), format, { language, optional }),
  fields: async ({ domain, provider, language, optional = false }) =>
    planExports.fields(domains.plan(domain), provider, { language, optional }),
});
