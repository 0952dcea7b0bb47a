/**
 * deSEC: a token, record sets in zone file format. Few writes: 2 a second, 15 a minute, 100 an hour, 300 a day for each
 * domain, told by 429 and Retry-After. The least TTL is the domain's own, mostly an hour.
 * Its documentation: desec.readthedocs.io (rrsets, rate limits). Values have to be absolute.
 */
import { z } from 'zod';
import type { RecordType } from '../../../contract/records.ts';
import { assertExpected } from './expected.ts';
import { createApi, type ProviderParts, read, sentence } from './http.ts';
import type { DnsProvider, DnsZone } from './provider.ts';
import { canonicalSet, relativeName } from './values.ts';

const NAME = 'deSEC';
const USUAL_LEAST_TTL = 3600;

const domain = z.looseObject({ name: z.string().max(253), minimum_ttl: z.number().int() });
const rrset = z.looseObject({ ttl: z.number().int(), records: z.array(z.string().max(4096)).max(100) });

export function createDesec({ token }: { readonly token: string }, parts: ProviderParts): DnsProvider {
  const api = createApi({
    ...{ ...parts, provider: NAME, base: 'https://desec.io/api/v1', secrets: [token] },
    headers: () => ({ authorization: `Token ${token}` }),
    refusal({ status, json }) {
      const said = sentence(json);
      if (status === 401) return { is: 'denied', reason: 'wrong', said };
      if (status === 403)
        return { is: 'denied', reason: 'right-missing', right: 'a token policy that may write', said };
      return undefined;
    },
  });
  // "we reserved the special subname value @" for the zone's own name, which would otherwise be an empty part of a path.
  const pathOf = (zone: DnsZone, name: string, type: RecordType) =>
    `/domains/${zone.name}/rrsets/${encodeURIComponent(relativeName(name, zone.name))}/${type}/`;

  async function readSet(zone: DnsZone, name: string, type: RecordType, signal: AbortSignal) {
    const request = { method: 'GET', path: pathOf(zone, name, type), about: name } as const;
    const answer = await api.ask(request, signal, 'missing-is-an-answer');
    if (answer.status === 404) return null;
    const { ttl, records } = read(rrset, answer, NAME);
    return canonicalSet({ name, type, ttl, values: records }, zone.name);
  }

  return {
    id: 'desec',
    leastTtl: USUAL_LEAST_TTL,
    async zones(signal) {
      const all: DnsZone[] = [];
      // "The first page can be retrieved by sending an empty pagination parameter, cursor=."
      let cursor: string | undefined = '';
      for (let page = 0; cursor !== undefined && page < 20; page++) {
        const answer = await api.ask({ method: 'GET', path: '/domains/', query: { cursor } }, signal);
        for (const { name, minimum_ttl } of read(z.array(domain), answer, NAME))
          all.push({ name: name.toLowerCase(), id: name, leastTtl: minimum_ttl });
        cursor = nextCursor(answer.headers.get('link'));
      }
      return all;
    },
    read: readSet,
    async write(zone, set, expected, signal) {
      const found = await readSet(zone, set.name, set.type, signal);
      assertExpected(set, found, expected);
      if (set.values.length === 0 && !found) return;
      const subname = relativeName(set.name, zone.name);
      const { type, ttl, values: records } = set;
      // One bulk request makes, changes or (without records) removes; doing it twice is doing it once.
      await api.ask(
        {
          ...{ method: 'PATCH', idempotent: true, about: set.name, path: `/domains/${zone.name}/rrsets/` },
          json: [{ subname: subname === '@' ? '' : subname, type, ttl, records }],
        },
        signal,
      );
    },
  };
}

/** SPEC: RFC 8288 §3: `<URL?cursor=…>; rel="next"`. The address itself is not followed: it could be anybody's. */
function nextCursor(link: string | null): string | undefined {
  const next = (link ?? '').split(/,\s*(?=<)/).find((part) => /;\s*rel="?next"?/.test(part));
  const url = next && /<([^>]*)>/.exec(next)?.[1];
  return url && URL.canParse(url) ? (new URL(url).searchParams.get('cursor') ?? undefined) : undefined;
}
