/**
 * Hetzner: DNS in the Cloud API (the API of dns.hetzner.com was switched off), a token of the project, record sets.
 * Its documentation: docs.hetzner.cloud (zones, zone RRSets, actions). A change is an action that has to end well.
 */
import { z } from 'zod';
import type { RecordType } from '../../../contract/records.ts';
import { problem } from '../../problem.ts';
import { assertExpected } from './expected.ts';
import { type ApiRequest, createApi, type ProviderParts, pages, read, sentence, wait } from './http.ts';
import type { DnsProvider, DnsZone } from './provider.ts';
import { canonicalSet, relativeName } from './values.ts';

const NAME = 'Hetzner';
/** "per_page": 50 at most. */
const PER_PAGE = 50;

const zones = z.looseObject({
  zones: z.array(z.looseObject({ id: z.number(), name: z.string().max(253), mode: z.string() })),
  meta: z.looseObject({ pagination: z.looseObject({ next_page: z.number().nullable() }) }),
});
const rrset = z.looseObject({
  rrset: z.looseObject({
    ttl: z.number().int().nullable(),
    records: z.array(z.looseObject({ value: z.string().max(4096) })).max(100),
  }),
});
const failure = z.looseObject({ code: z.string(), message: z.string() });
const action = z.looseObject({
  id: z.number(),
  status: z.enum(['running', 'success', 'error']),
  error: failure.nullish(),
});
const acted = z.looseObject({ action });

/** A set without one has the zone's own; this is what a new zone gets. */
const ZONE_TTL = 3600;
/** Between looks at an action: 0.5, 1.5, 3.5, 7.5, 15.5, 25.5 s in all. */
const LOOK_MS = [500, 1_000, 2_000, 4_000, 8_000, 10_000];

const CODES: Readonly<Record<string, 'wrong' | 'right-missing'>> = {
  ...{ unauthorized: 'wrong', forbidden: 'right-missing', token_readonly: 'right-missing' },
};

export function createHetzner({ token }: { readonly token: string }, parts: ProviderParts): DnsProvider {
  const api = createApi({
    ...{ ...parts, provider: NAME, base: 'https://api.hetzner.cloud/v1', secrets: [token] },
    headers: () => ({ authorization: `Bearer ${token}` }),
    refusal({ json }) {
      const found = z.looseObject({ error: failure }).safeParse(json);
      if (!found.success) return undefined;
      const { code, message } = found.data.error;
      const said = sentence(`${code}: ${message}`);
      if (CODES[code] === 'wrong') return { is: 'denied', reason: 'wrong', said };
      if (CODES[code]) return { is: 'denied', reason: 'right-missing', right: 'Read & Write', said };
      if (code === 'rate_limit_exceeded') return { is: 'too-often', said };
      // Another change of the same zone is under way.
      return code === 'locked' || code === 'conflict' ? { is: 'too-often', said } : undefined;
    },
  });
  const pathOf = (zone: DnsZone, name: string, type: RecordType) =>
    `/zones/${zone.id}/rrsets/${encodeURIComponent(relativeName(name, zone.name))}/${type}`;

  async function readSet(zone: DnsZone, name: string, type: RecordType, signal: AbortSignal) {
    const request = { method: 'GET', path: pathOf(zone, name, type), about: name } as const;
    const answer = await api.ask(request, signal, 'missing-is-an-answer');
    if (answer.status === 404) return null;
    const found = read(rrset, answer, NAME).rrset;
    const values = found.records.map(({ value }) => value);
    return canonicalSet({ name, type, ttl: found.ttl ?? ZONE_TTL, values }, zone.name);
  }

  /** Asks for a change and waits until it is made. */
  async function act(request: ApiRequest, signal: AbortSignal): Promise<void> {
    let { action: state } = read(acted, await api.ask(request, signal), NAME);
    for (const ms of LOOK_MS) {
      if (state.status !== 'running') break;
      await wait(parts.clock, ms, signal);
      const path = `/actions/${state.id}`;
      state = read(acted, await api.ask({ method: 'GET', path }, signal), NAME).action;
    }
    if (state.status === 'success') return;
    const said = state.error ? `${state.error.code}: ${state.error.message}` : 'it has not ended';
    throw problem('dns-provider.refused', {
      provider: NAME,
      name: request.about ?? '',
      said: sentence(said),
    });
  }

  return {
    id: 'hetzner',
    leastTtl: 60,
    zones: (signal) =>
      pages(async (page) => {
        const query = { page: String(page), per_page: String(PER_PAGE) };
        const found = read(zones, await api.ask({ method: 'GET', path: '/zones', query }, signal), NAME);
        // A secondary zone is only copied from elsewhere: it cannot be changed here.
        const primary = found.zones.filter(({ mode }) => mode === 'primary');
        const items = primary.map(({ id, name }) => ({ name: name.toLowerCase(), id: String(id) }));
        return { items, more: found.meta.pagination.next_page !== null };
      }),
    read: readSet,
    async write(zone, set, expected, signal) {
      const found = await readSet(zone, set.name, set.type, signal);
      assertExpected(set, found, expected);
      const path = pathOf(zone, set.name, set.type);
      const about = set.name;
      const records = set.values.map((value) => ({ value }));
      if (records.length === 0) {
        if (found) await act({ method: 'DELETE', path, about }, signal);
      } else if (!found) {
        const json = { name: relativeName(set.name, zone.name), type: set.type, ttl: set.ttl, records };
        await act({ method: 'POST', path: `/zones/${zone.id}/rrsets`, json, about }, signal);
      } else {
        const again = { method: 'POST', idempotent: true, about } as const;
        await act({ ...again, path: `${path}/actions/set_records`, json: { records } }, signal);
        if (found.ttl !== set.ttl)
          await act({ ...again, path: `${path}/actions/change_ttl`, json: { ttl: set.ttl } }, signal);
      }
    },
  };
}
