/**
 * Gandi LiveDNS: a personal access token, record sets as we have them, values relative or absolute as in a zone file.
 * Its documentation: api.gandi.net/docs/livedns. Times to live are 300 s at least.
 */
import { z } from 'zod';
import type { RecordSet, RecordType } from '../../../contract/records.ts';
import { assertExpected } from './expected.ts';
import { createApi, type ProviderParts, pages, read, sentence } from './http.ts';
import type { DnsProvider, DnsZone } from './provider.ts';
import { canonicalSet, relativeName } from './values.ts';

const NAME = 'Gandi';
const PER_PAGE = 100;

const domains = z.array(z.looseObject({ fqdn: z.string().max(253) }));
const rrset = z.looseObject({
  rrset_ttl: z.number().int(),
  rrset_values: z.array(z.string().max(4096)).max(100),
});

export function createGandi({ token }: { readonly token: string }, parts: ProviderParts): DnsProvider {
  const api = createApi({
    ...{ ...parts, provider: NAME, base: 'https://api.gandi.net/v5/livedns', secrets: [token] },
    headers: () => ({ authorization: `Bearer ${token}` }),
    refusal({ status, json }) {
      const said = sentence(json);
      if (status === 401) return { is: 'denied', reason: 'wrong', said };
      // The token is known, and was not given this: LiveDNS writes need the right to manage technical configurations.
      if (status === 403)
        return {
          is: 'denied',
          reason: 'right-missing',
          right: 'Manage domain name technical configurations',
          said,
        };
      return undefined;
    },
  });
  const pathOf = (zone: DnsZone, { name, type }: { name: string; type: RecordType }) =>
    `/domains/${zone.name}/records/${encodeURIComponent(relativeName(name, zone.name))}/${type}`;

  async function readSet(zone: DnsZone, name: string, type: RecordType, signal: AbortSignal) {
    const request = { method: 'GET', path: pathOf(zone, { name, type }), about: name } as const;
    const answer = await api.ask(request, signal, 'missing-is-an-answer');
    if (answer.status === 404) return null;
    const { rrset_ttl: ttl, rrset_values: values } = read(rrset, answer, NAME);
    return canonicalSet({ name, type, ttl, values }, zone.name);
  }

  return {
    id: 'gandi',
    leastTtl: 300,
    zones: (signal) =>
      pages(async (page) => {
        const query = { page: String(page), per_page: String(PER_PAGE) };
        const answer = await api.ask({ method: 'GET', path: '/domains', query }, signal);
        const found = read(domains, answer, NAME);
        const items = found.map(({ fqdn }) => ({ name: fqdn.toLowerCase(), id: fqdn }));
        return { items, more: items.length === PER_PAGE };
      }),
    read: readSet,
    async write(zone, set: RecordSet, expected, signal) {
      assertExpected(set, await readSet(zone, set.name, set.type, signal), expected);
      const request = { path: pathOf(zone, set), about: set.name };
      if (set.values.length === 0)
        await api.ask({ ...request, method: 'DELETE' }, signal, 'missing-is-an-answer');
      else
        await api.ask(
          { ...request, method: 'PUT', json: { rrset_ttl: set.ttl, rrset_values: set.values } },
          signal,
        );
    },
  };
}
