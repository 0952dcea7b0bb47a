/**
 * Cloudflare: an API token for the zone, single records rather than sets, changed together in one batch.
 * Its documentation: developers.cloudflare.com/api (zones, dns_records, batch). A proxied record answers with Cloudflare's
 * own addresses, behind which only web pages work: what we write is never proxied, and what is proxied reads as another value.
 */
import { z } from 'zod';
import type { RecordSet, RecordType } from '../../../contract/records.ts';
import { assertExpected } from './expected.ts';
import { createApi, type ProviderParts, pages, read, sentence } from './http.ts';
import type { DnsProvider, DnsZone } from './provider.ts';
import { canonicalSet, textOf } from './values.ts';

const NAME = 'Cloudflare';
const PER_PAGE = 50;
/** "1" means automatic, which is five minutes. */
const AUTOMATIC = { told: 1, means: 300 };

const info = z.looseObject({ page: z.number(), total_pages: z.number() });
const zones = z.looseObject({
  result: z.array(z.looseObject({ id: z.string().max(64), name: z.string().max(253) })),
  result_info: info,
});
const record = z.looseObject({
  id: z.string().max(64),
  type: z.string(),
  content: z.string().max(8192),
  ttl: z.number().int(),
  proxied: z.boolean().optional(),
  priority: z.number().optional(),
  data: z.looseObject({}).optional(),
});
type CloudflareRecord = z.infer<typeof record>;
const records = z.looseObject({ result: z.array(record), result_info: info });

/** What the codes of its errors mean. */
const CODES: Readonly<Record<number, 'wrong' | 'right-missing'>> = {
  ...{ 1000: 'wrong', 1001: 'wrong', 6003: 'wrong', 6111: 'wrong', 9106: 'wrong', 9107: 'wrong' },
  ...{ 9109: 'wrong', 10000: 'right-missing', 10001: 'right-missing', 9103: 'wrong' },
};

export function createCloudflare({ token }: { readonly token: string }, parts: ProviderParts): DnsProvider {
  const api = createApi({
    ...{ ...parts, provider: NAME, base: 'https://api.cloudflare.com/client/v4', secrets: [token] },
    headers: () => ({ authorization: `Bearer ${token}` }),
    refusal({ status, json }) {
      const found = z.looseObject({ errors: z.array(z.looseObject({ code: z.number() })) }).safeParse(json);
      const code = found.success ? found.data.errors[0]?.code : undefined;
      const said = sentence(json);
      if (status === 429 || code === 971 || code === 10429) return { is: 'too-often', said };
      const meaning = code === undefined ? undefined : CODES[code];
      if (meaning === 'wrong') return { is: 'denied', reason: 'wrong', said };
      if (meaning) return { is: 'denied', reason: 'right-missing', right: 'Zone – DNS – Edit', said };
      return undefined;
    },
  });

  async function all(zone: DnsZone, name: string, type: RecordType, signal: AbortSignal) {
    const found = await pages(async (page) => {
      const query = { type, name, match: 'all', page: String(page), per_page: String(PER_PAGE) };
      const request = { method: 'GET', path: `/zones/${zone.id}/dns_records`, query, about: name } as const;
      const { result, result_info } = read(records, await api.ask(request, signal), NAME);
      return { items: result, more: result_info.page < result_info.total_pages };
    });
    return found.filter((one) => one.type === type);
  }

  const asSet = (zone: DnsZone, name: string, type: RecordType, found: CloudflareRecord[]) => {
    const [first] = found;
    if (!first) return null;
    const ttl = first.ttl === AUTOMATIC.told ? AUTOMATIC.means : first.ttl;
    return canonicalSet({ name, type, ttl, values: found.map((one) => presented(type, one)) }, zone.name);
  };

  return {
    id: 'cloudflare',
    leastTtl: 60,
    zones: (signal) =>
      pages(async (page) => {
        const query = { page: String(page), per_page: String(PER_PAGE) };
        const answer = read(zones, await api.ask({ method: 'GET', path: '/zones', query }, signal), NAME);
        const items = answer.result.map(({ id, name }) => ({ name: name.toLowerCase(), id }));
        return { items, more: answer.result_info.page < answer.result_info.total_pages };
      }),
    async read(zone, name, type, signal) {
      return asSet(zone, name, type, await all(zone, name, type, signal));
    },
    async write(zone, set, expected, signal) {
      const found = await all(zone, set.name, set.type, signal);
      assertExpected(set, asSet(zone, set.name, set.type, found), expected);
      const deletes = found.map(({ id }) => ({ id }));
      const posts = set.values.map((value) => ({
        ...{ name: set.name, type: set.type, ttl: set.ttl },
        ...fieldsOf(set.type, value),
      }));
      if (deletes.length + posts.length === 0) return;
      // All of it or nothing, the deletions first; so that a name is never without its records.
      const request = {
        method: 'POST',
        path: `/zones/${zone.id}/dns_records/batch`,
        about: set.name,
      } as const;
      await api.ask({ ...request, json: { deletes, posts } }, signal);
    },
  };
}

/** As it is told apart from what we would write: the same address behind their proxy is not the same. */
const PROXIED = 'proxied by Cloudflare: ';

function presented(type: RecordType, { content, proxied, priority, data }: CloudflareRecord): string {
  // Names are told without their final dot.
  const absolute = (name: unknown) => `${String(name ?? '').replace(/\.$/, '')}.`;
  const field = (name: string) => String(data?.[name] ?? '');
  if (proxied) return PROXIED + content;
  switch (type) {
    case 'CNAME':
    case 'NS':
      return absolute(content);
    case 'MX':
      return `${priority ?? 0} ${absolute(content)}`;
    case 'SRV':
      return data
        ? `${field('priority')} ${field('weight')} ${field('port')} ${absolute(data.target)}`
        : `${priority ?? 0} ${content}.`;
    case 'CAA':
      return data ? `${field('flags')} ${field('tag')} "${field('value')}"` : content;
    case 'TLSA':
      return data
        ? `${field('usage')} ${field('selector')} ${field('matching_type')} ${field('certificate')}`
        : content;
    // Older ones are kept without quotation marks: then the spaces are part of the text.
    case 'TXT':
      return content.startsWith('"') ? content : `"${content.replace(/(["\\])/g, '\\$1')}"`;
    default:
      return content;
  }
}

/** The part of a record that holds its value, as its API wants it. */
function fieldsOf(type: RecordSet['type'], value: string): object {
  const parts = value.split(' ');
  const withoutDot = (name = '') => name.replace(/\.$/, '') || '.';
  switch (type) {
    case 'A':
    case 'AAAA':
      return value.startsWith(PROXIED)
        ? { content: value.slice(PROXIED.length), proxied: true }
        : { content: value, proxied: false };
    case 'CNAME':
      return value.startsWith(PROXIED)
        ? { content: value.slice(PROXIED.length), proxied: true }
        : { content: withoutDot(value), proxied: false };
    case 'SRV': {
      const [priority, weight, port] = parts.map(Number);
      return { data: { priority, weight, port, target: withoutDot(parts[3]) } };
    }
    case 'CAA':
      return {
        data: { flags: Number(parts[0]), tag: parts[1], value: textOf(parts.slice(2).join(' ')) },
      };
    case 'TLSA': {
      const [usage, selector, matching_type] = parts.map(Number);
      return { data: { usage, selector, matching_type, certificate: parts[3] } };
    }
    case 'MX':
      return { priority: Number(parts[0]), content: withoutDot(parts[1]) };
    default:
      return { content: value };
  }
}
