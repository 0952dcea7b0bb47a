/** The contract's calls about the DNS of the office's domains. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { DnsArea } from '../dns/dns.ts';

export interface DnsAreas {
  readonly dns: DnsArea;
}

export const dnsCalls = ({ dns }: DnsAreas): Calls['dns'] => ({
  survey: ({ domain }, { signal }) => dns.survey(domain, signal),
  list: async () => dns.list(),
  report: async ({ domain }) => dns.report(domain),
  check: async ({ domain }, { signal }) => dns.check(domain, signal),
  watch: async ({ domain }, { signal }) => dns.watch(domain, signal),
  resolvers: async () => dns.resolvers(),
  setResolvers: async ({ resolvers }) => dns.setResolvers(resolvers?.map(asResolver) ?? null),
});

/** Defaults filled in, as the contract's parser has done already. */
const asResolver = ({
  port = 53,
  url = null,
  ...rest
}: {
  name: string;
  address: string;
  port?: number;
  url?: string | null;
}) => ({
  ...{ ...rest, port, url },
});
