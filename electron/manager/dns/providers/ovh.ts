/**
 * OVHcloud: signed requests, single records rather than sets, and a zone that has to be told to take them over.
 * Its documentation: api.ovh.com and "First steps with the OVHcloud APIs" (signature, rights by method and path).
 * Each request is signed with the time of OVH's own clock, so that a wrong one here does not lock us out.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RecordType } from '../../../contract/records.ts';
import { assertExpected } from './expected.ts';
import { createApi, type ProviderParts, type Refusal, read, sentence } from './http.ts';
import type { DnsProvider, DnsZone } from './provider.ts';
import { canonicalSet, relativeName } from './values.ts';

const NAME = 'OVHcloud';

export interface OvhAccess {
  readonly applicationKey: string;
  readonly applicationSecret: string;
  readonly consumerKey: string;
  readonly endpoint: string;
}

/** Where a customer's account is; their own names for it. */
export const OVH_ENDPOINTS: Readonly<Record<string, string>> = {
  'ovh-eu': 'https://eu.api.ovh.com/1.0',
  'ovh-ca': 'https://ca.api.ovh.com/1.0',
  'ovh-us': 'https://api.us.ovhcloud.com/1.0',
};

const names = z.array(z.string().max(253)).max(5000);
const ids = z.array(z.number()).max(1000);
const record = z.looseObject({
  id: z.number(),
  fieldType: z.string(),
  target: z.string().max(8192),
  ttl: z.number().int(),
});
type OvhRecord = z.infer<typeof record>;

/** A record without a TTL has the zone's. */
const ZONE_TTL = 3600;
/** The clock of OVH is read again after this long. */
const CLOCK_MS = 10 * 60_000;
/** A set of an office has a handful of records. */
const MOST_RECORDS = 100;

/** "$1$" + SHA-1 of secret, consumer key, method, URL, body and time, joined by "+". */
export function ovhSignature(
  { applicationSecret, consumerKey }: Pick<OvhAccess, 'applicationSecret' | 'consumerKey'>,
  request: { method: string; url: string; body: string; seconds: number },
): string {
  const { method, url, body, seconds } = request;
  const text = [applicationSecret, consumerKey, method, url, body, seconds].join('+');
  return `$1$${createHash('sha1').update(text).digest('hex')}`;
}

export function createOvh(access: OvhAccess, parts: ProviderParts): DnsProvider {
  const { applicationKey, applicationSecret, consumerKey } = access;
  const base = OVH_ENDPOINTS[access.endpoint] ?? OVH_ENDPOINTS['ovh-eu']!;
  const secrets = [applicationSecret, consumerKey];
  /** Seconds their clock is ahead of ours, and when we found out. */
  let ahead: { readonly seconds: number; readonly at: number } | undefined;

  const unsigned = createApi({
    ...{ ...parts, provider: NAME, base, secrets },
    headers: () => ({}),
    refusal: () => undefined,
  });
  const signed = createApi({
    ...{ ...parts, provider: NAME, base, secrets, refusal },
    headers({ method, url, body }) {
      const seconds = Math.floor(parts.clock.now() / 1000) + (ahead?.seconds ?? 0);
      return {
        'x-ovh-application': applicationKey,
        'x-ovh-consumer': consumerKey,
        'x-ovh-timestamp': String(seconds),
        'x-ovh-signature': ovhSignature(access, { method, url, body, seconds }),
      };
    },
  });

  const ask: typeof signed.ask = async (request, signal, missing) => {
    if (!ahead || Math.abs(parts.clock.now() - ahead.at) > CLOCK_MS) {
      const theirs = read(
        z.number(),
        await unsigned.ask({ method: 'GET', path: '/auth/time' }, signal),
        NAME,
      );
      const at = parts.clock.now();
      ahead = { seconds: theirs - Math.floor(at / 1000), at };
    }
    return signed.ask(request, signal, missing);
  };

  async function all(zone: DnsZone, name: string, type: RecordType, signal: AbortSignal) {
    const subDomain = relativeName(name, zone.name);
    const query = { fieldType: type, subDomain: subDomain === '@' ? '' : subDomain };
    const path = `/domain/zone/${zone.name}/record`;
    const found = read(ids, await ask({ method: 'GET', path, query, about: name }, signal), NAME);
    const all: OvhRecord[] = [];
    for (const id of found.slice(0, MOST_RECORDS)) {
      const request = { method: 'GET', path: `${path}/${id}`, about: name } as const;
      const answer = await ask(request, signal, 'missing-is-an-answer');
      // Gone since we asked for the list.
      if (answer.status !== 404) all.push(read(record, answer, NAME));
    }
    return all;
  }

  const asSet = (zone: DnsZone, name: string, type: RecordType, found: OvhRecord[]) => {
    const [first] = found;
    if (!first) return null;
    const values = found.map(({ target }) => target);
    return canonicalSet({ name, type, ttl: first.ttl || ZONE_TTL, values }, zone.name);
  };

  return {
    id: 'ovh',
    leastTtl: 60,
    async zones(signal) {
      const found = read(names, await ask({ method: 'GET', path: '/domain/zone' }, signal), NAME);
      return found.map((name) => ({ name: name.toLowerCase(), id: name }));
    },
    async read(zone, name, type, signal) {
      return asSet(zone, name, type, await all(zone, name, type, signal));
    },
    async write(zone, set, expected, signal) {
      const found = await all(zone, set.name, set.type, signal);
      assertExpected(set, asSet(zone, set.name, set.type, found), expected);
      const path = `/domain/zone/${zone.name}/record`;
      const subDomain = relativeName(set.name, zone.name);
      const wanted = [...set.values];
      const about = set.name;
      // Records that stay are changed where they are: a name is never without an answer, not for a moment.
      for (const one of found) {
        const target = wanted.shift();
        const at = { path: `${path}/${one.id}`, about };
        if (target === undefined) await ask({ ...at, method: 'DELETE' }, signal, 'missing-is-an-answer');
        else await ask({ ...at, method: 'PUT', json: { target, ttl: set.ttl } }, signal);
      }
      for (const target of wanted) {
        const at = { subDomain: subDomain === '@' ? '' : subDomain, target, ttl: set.ttl };
        await ask({ method: 'POST', path, about, json: { fieldType: set.type, ...at } }, signal);
      }
      // Nothing of it is told to anybody before.
      const refresh = {
        method: 'POST',
        path: `/domain/zone/${zone.name}/refresh`,
        idempotent: true,
      } as const;
      await ask({ ...refresh, about }, signal);
    },
  };
}

/** By `errorCode`, which came later than the sentences. */
function refusal({ status, json }: { status: number; json: unknown }): Refusal | undefined {
  const found = z.looseObject({ errorCode: z.string().optional() }).safeParse(json);
  const code = found.data?.errorCode ?? '';
  const said = sentence(json);
  if (code === 'NOT_GRANTED_CALL') return { is: 'denied', reason: 'right-missing', said };
  if (code === 'EXPIRED_CREDENTIAL' || /expired/i.test(said))
    return { is: 'denied', reason: 'expired', said };
  const wrong = ['INVALID_CREDENTIAL', 'NOT_CREDENTIAL', 'INVALID_KEY', 'INVALID_SIGNATURE'].includes(code);
  if (wrong || /invalid (signature|application|credential)|credential (is )?not valid/i.test(said))
    return { is: 'denied', reason: 'wrong', said };
  return status === 403 ? { is: 'denied', reason: 'right-missing', said } : undefined;
}
