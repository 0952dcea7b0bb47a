/** The contract's calls about certificates. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { CertificateJobs } from '../certificates/job/jobs.ts';
import type { Sources } from '../certificates/sources/sources.ts';

export interface CertificatesAreas {
  readonly certificateJobs: CertificateJobs;
  readonly certificateSources: Sources;
}

export const certificatesCalls = ({
  certificateJobs: jobs,
  certificateSources: sources,
}: CertificatesAreas): Calls['certificates'] => ({
  list: async () => ({ certificates: await jobs.list() }),
  plan: ({ domain, source }) => jobs.plan(domain, source),
  chooseSource({ domain, source, ticket }) {
    const found = ticket === null ? undefined : sources.inspected(ticket);
    // What a person brought has no place it comes from: who signed it says most.
    const by = found && source.from === 'given' ? found.issuer : '';
    return jobs.chooseSource(domain, source, found && { chain: found.chain, key: found.key, by });
  },
  order: ({ domain, rehearse }) => jobs.order(domain, rehearse),
  cancel: ({ domain }) => jobs.cancel(domain),
  putBack: ({ domain }) => jobs.putBack(domain),
  check: ({ domain }) => jobs.check(domain),
});
