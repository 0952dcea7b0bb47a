/** How OVHcloud, Gandi, Cloudflare, Hetzner and deSEC answer, and what they do not let pass. From their documentation. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Call, FakeDialect, FakeRecord, FakeZone, Reply } from './server.ts';

/** What a fake lets in. `limited`: known, but may only read. */
export interface FakeTokens {
  readonly good: string;
  readonly limited: string;
}

const ttlFrom = (least: number, most = 2_147_483_647) => z.number().int().min(least).max(most);
const value = z.string().min(1).max(4096);
const bearer = ({ headers }: Call, word: string) => headers.authorization?.replace(`${word} `, '');
const isWrite = ({ method }: Call) => method !== 'GET';

/** Replaces all records of a name and type. */
function put(
  zone: FakeZone,
  set: { name: string; type: string; ttl: number; values: string[] },
  nextId: () => number,
) {
  take(zone, set);
  for (const one of set.values)
    zone.records.push({ id: nextId(), name: set.name, type: set.type, ttl: set.ttl, value: one });
}

function take(zone: FakeZone, { name, type }: { name: string; type: string }): void {
  for (let at = zone.records.length - 1; at >= 0; at--)
    if (zone.records[at]!.name === name && zone.records[at]!.type === type) zone.records.splice(at, 1);
}

const setOf = (zone: FakeZone, name: string, type: string): FakeRecord[] =>
  zone.records.filter((one) => one.name === name && one.type === type);

const fromAt = (name: string) => (name === '@' ? '' : name);

function page<T>(items: readonly T[], { query }: Call, size: string, most: number, usual = most) {
  const per = Math.min(Number(query.get(size) ?? usual), most);
  const number = Number(query.get('page') ?? 1);
  return {
    number,
    per,
    last: Math.max(1, Math.ceil(items.length / per)),
    items: items.slice((number - 1) * per, number * per),
  };
}

export function gandi(tokens: FakeTokens): FakeDialect {
  const problem = (status: number, message: string): Reply => ({
    status,
    json: { object: 'HTTPError', cause: 'Error', code: status, message },
  });
  const body = z.strictObject({ rrset_ttl: ttlFrom(300, 2_592_000), rrset_values: z.array(value).min(1) });
  return {
    base: '/v5/livedns',
    answer(call, { zones, nextId }) {
      const token = bearer(call, 'Bearer');
      if (token !== tokens.good && token !== tokens.limited)
        return problem(
          401,
          `The server could not verify that you authorized to access the document you requested: ${token}`,
        );
      if (call.path === '/domains') {
        const { items } = page(zones, call, 'per_page', 100);
        return {
          status: 200,
          json: items.map(({ name }) => ({ fqdn: name, domain_href: `https://api.test/${name}` })),
        };
      }
      const [, domain, name, type] = /^\/domains\/([^/]+)\/records\/([^/]+)\/([A-Z]+)$/.exec(call.path) ?? [];
      const zone = zones.find((one) => one.name === domain);
      if (!zone || name === undefined || type === undefined)
        return problem(404, 'The resource could not be found.');
      if (isWrite(call) && token === tokens.limited)
        return problem(403, 'Access was denied to this resource.');
      const found = setOf(zone, fromAt(name), type);
      if (call.method === 'GET')
        return found.length === 0
          ? problem(404, `Can't find the DNS record ${name}/${type} in the zone`)
          : {
              status: 200,
              json: {
                ...{ rrset_name: name, rrset_type: type, rrset_ttl: found[0]!.ttl },
                rrset_values: found.map((one) => one.value),
                rrset_href: 'https://api.test',
              },
            };
      if (call.method === 'DELETE') {
        take(zone, { name: fromAt(name), type });
        return { status: 204 };
      }
      const wish = body.safeParse(call.json);
      if (!wish.success) return problem(400, wish.error.issues[0]?.message ?? 'bad');
      put(
        zone,
        { name: fromAt(name), type, ttl: wish.data.rrset_ttl, values: wish.data.rrset_values },
        nextId,
      );
      return { status: 201, json: { message: 'DNS Record Created' } };
    },
  };
}

export function desec(tokens: FakeTokens): FakeDialect {
  const item = z.strictObject({
    ...{ subname: z.string().regex(/^[a-z0-9_.*-]*$/), type: z.string(), ttl: ttlFrom(3600, 604_800) },
    records: z.array(value),
  });
  return {
    base: '/api/v1',
    answer(call, { zones, nextId }) {
      const token = bearer(call, 'Token');
      if (token !== tokens.good && token !== tokens.limited)
        return { status: 401, json: { detail: 'Invalid token.' } };
      if (call.path === '/domains/') {
        // "If no pagination parameter is given although pagination is required, the server will return 400 Bad Request".
        const cursor = call.query.get('cursor');
        if (cursor === null && zones.length > 2)
          return { status: 400, json: { detail: 'Pagination required.' } };
        const at = Number(cursor || 0);
        const next =
          at + 2 < zones.length
            ? `<https://elsewhere.test/api/v1/domains/?cursor=${at + 2}>; rel="next"`
            : '';
        return {
          ...{
            status: 200,
            headers: {
              link: `<https://desec.io/api/v1/domains/?cursor=>; rel="first"${next && `, ${next}`}`,
            },
          },
          json: zones
            .slice(at, at + 2)
            .map(({ name }) => ({ name, minimum_ttl: 3600, created: '', touched: '' })),
        };
      }
      const [, domain, rest = ''] = /^\/domains\/([^/]+)\/rrsets\/(.*)$/.exec(call.path) ?? [];
      const zone = zones.find((one) => one.name === domain);
      if (!zone) return { status: 404, json: { detail: 'Not found.' } };
      if (isWrite(call) && token === tokens.limited)
        return { status: 403, json: { detail: 'Insufficient token permissions.' } };
      if (call.method === 'GET') {
        const [subname = '', type = ''] = rest.split('/');
        const found = setOf(zone, fromAt(subname), type);
        if (found.length === 0) return { status: 404, json: { detail: 'Not found.' } };
        const records = found.map((one) => one.value);
        return { status: 200, json: { domain, subname: fromAt(subname), type, records, ttl: found[0]!.ttl } };
      }
      if (call.method !== 'PATCH' || rest !== '')
        return { status: 405, json: { detail: 'Method not allowed.' } };
      const wish = z.array(item).safeParse(call.json);
      if (!wish.success)
        return {
          status: 400,
          json: [{ [String(wish.error.issues[0]?.path.at(-1))]: [wish.error.issues[0]?.message] }],
        };
      for (const { subname, type, ttl, records } of wish.data) {
        // "in almost all cases required to add a final dot after the domain name"
        if ((type === 'SRV' || type === 'CNAME') && records.some((one) => !one.endsWith('.')))
          return { status: 400, json: [{ records: ['not fully qualified'] }] };
        put(zone, { name: subname, type, ttl, values: records }, nextId);
      }
      return { status: 200, json: wish.data };
    },
  };
}

export function hetzner(tokens: FakeTokens): FakeDialect {
  const problem = (status: number, code: string, message: string): Reply => ({
    status,
    json: { error: { code, message, details: {} } },
  });
  const records = z.array(z.strictObject({ value, comment: z.string().optional() })).min(1);
  const create = z.strictObject({
    ...{ name: z.string().regex(/^(@|[a-z0-9_.*-]*[a-z0-9_*-])$/), type: z.string() },
    ...{ ttl: ttlFrom(60).nullable().optional(), records },
  });
  /** Actions end at the second look. */
  const actions = new Map<number, number>();
  return {
    base: '/v1',
    answer(call, { zones, nextId }) {
      const token = bearer(call, 'Bearer');
      if (token !== tokens.good && token !== tokens.limited)
        return problem(401, 'unauthorized', 'unable to authenticate');
      if (isWrite(call) && token === tokens.limited)
        return problem(403, 'token_readonly', 'the token is only allowed to perform GET requests');
      const action = (id: number): Reply => {
        const looks = (actions.get(id) ?? 0) + 1;
        actions.set(id, looks);
        const status = looks > 1 ? 'success' : 'running';
        return {
          status: call.method === 'GET' ? 200 : 201,
          json: { action: { id, command: 'x', status, progress: 0, error: null } },
        };
      };
      const [, asked] = /^\/actions\/(\d+)$/.exec(call.path) ?? [];
      if (asked) return action(Number(asked));
      if (call.path === '/zones') {
        const { items, number, last } = page(zones, call, 'per_page', 2);
        return {
          status: 200,
          json: {
            zones: [
              ...items.map(({ id, name }) => ({
                id: Number(id),
                name,
                mode: 'primary',
                ttl: 3600,
                status: 'ok',
              })),
              { id: 1, name: 'copied.test', mode: 'secondary', ttl: 3600, status: 'ok' },
            ],
            meta: {
              pagination: {
                page: number,
                per_page: 2,
                next_page: number < last ? number + 1 : null,
                last_page: last,
              },
            },
          },
        };
      }
      const [, id, rest = ''] = /^\/zones\/(\d+)\/rrsets\/?(.*)$/.exec(call.path) ?? [];
      const zone = zones.find((one) => one.id === id);
      if (!zone) return problem(404, 'not_found', 'zone not found');
      if (rest === '') {
        const wish = create.safeParse(call.json);
        if (!wish.success) return problem(422, 'invalid_input', wish.error.issues[0]?.message ?? '');
        const { name, type, ttl } = wish.data;
        if (setOf(zone, fromAt(name), type).length > 0)
          return problem(409, 'uniqueness_error', 'RRSet exists');
        put(
          zone,
          { name: fromAt(name), type, ttl: ttl ?? 3600, values: wish.data.records.map((one) => one.value) },
          nextId,
        );
        return action(nextId());
      }
      const [name = '', type = '', , what] = rest.split('/');
      const found = setOf(zone, fromAt(name), type);
      if (found.length === 0) return problem(404, 'not_found', 'RRSet not found');
      if (call.method === 'GET')
        return {
          status: 200,
          json: {
            rrset: {
              ...{
                id: `${name}/${type}`,
                name,
                type,
                ttl: found[0]!.ttl,
                labels: {},
                protection: { change: false },
              },
              records: found.map((one) => ({ value: one.value, comment: '' })),
            },
          },
        };
      if (call.method === 'DELETE') {
        take(zone, { name: fromAt(name), type });
        return action(nextId());
      }
      if (what === 'change_ttl') {
        const wish = z.strictObject({ ttl: ttlFrom(60) }).safeParse(call.json);
        if (!wish.success) return problem(422, 'invalid_input', 'ttl');
        for (const one of found) one.ttl = wish.data.ttl;
        return action(nextId());
      }
      const wish = z.strictObject({ records }).safeParse(call.json);
      if (what !== 'set_records' || !wish.success) return problem(422, 'invalid_input', 'records');
      put(
        zone,
        { name: fromAt(name), type, ttl: found[0]!.ttl, values: wish.data.records.map((one) => one.value) },
        nextId,
      );
      return action(nextId());
    },
  };
}

export function cloudflare(tokens: FakeTokens): FakeDialect {
  const problem = (status: number, code: number, message: string): Reply => ({
    status,
    json: { success: false, errors: [{ code, message }], messages: [], result: null },
  });
  const ttl = z.union([z.literal(1), ttlFrom(60, 86_400)]);
  const named = { name: z.string().max(253), ttl };
  const number = z.number().int().min(0).max(65_535);
  const content = { content: value };
  const post = z.discriminatedUnion('type', [
    z.strictObject({ ...named, ...content, type: z.literal('A'), proxied: z.boolean() }),
    z.strictObject({ ...named, ...content, type: z.literal('AAAA'), proxied: z.boolean() }),
    z.strictObject({ ...named, ...content, type: z.literal('CNAME'), proxied: z.boolean() }),
    z.strictObject({ ...named, ...content, type: z.literal('TXT') }),
    z.strictObject({ ...named, ...content, type: z.literal('MX'), priority: number }),
    z.strictObject({
      ...{ ...named, type: z.literal('SRV') },
      data: z.strictObject({ priority: number, weight: number, port: number, target: value }),
    }),
    z.strictObject({
      ...{ ...named, type: z.literal('CAA') },
      data: z.strictObject({ flags: number, tag: z.string(), value }),
    }),
    z.strictObject({
      ...{ ...named, type: z.literal('TLSA') },
      data: z.strictObject({ usage: number, selector: number, matching_type: number, certificate: value }),
    }),
  ]);
  const batch = z.strictObject({
    deletes: z.array(z.strictObject({ id: z.string() })),
    posts: z.array(post),
  });
  const told = (zone: FakeZone, one: FakeRecord) => {
    const parts = one.value.split(' ');
    const data =
      one.type === 'SRV'
        ? { priority: Number(parts[0]), weight: Number(parts[1]), port: Number(parts[2]), target: parts[3] }
        : one.type === 'CAA'
          ? { flags: Number(parts[0]), tag: parts[1], value: parts.slice(2).join(' ').replaceAll('"', '') }
          : one.type === 'TLSA'
            ? {
                usage: Number(parts[0]),
                selector: Number(parts[1]),
                matching_type: Number(parts[2]),
                certificate: parts[3],
              }
            : undefined;
    const name = one.name === '' ? zone.name : `${one.name}.${zone.name}`;
    const rest =
      one.type === 'MX' ? { priority: Number(parts[0]), content: parts[1] } : { content: one.value };
    return {
      id: String(one.id),
      name,
      type: one.type,
      ttl: one.ttl,
      proxied: one.proxied ?? false,
      ...rest,
      ...(data && { data }),
    };
  };
  return {
    base: '/client/v4',
    answer(call, { zones, nextId }) {
      const token = bearer(call, 'Bearer');
      if (token !== tokens.good && token !== tokens.limited)
        return problem(400, 6003, 'Invalid request headers');
      const list = <T>(all: readonly T[], most: number): Reply => {
        const { items, number, per, last } = page(all, call, 'per_page', most);
        return {
          status: 200,
          json: {
            ...{ success: true, errors: [], messages: [], result: items },
            result_info: {
              page: number,
              per_page: per,
              total_pages: last,
              count: items.length,
              total_count: all.length,
            },
          },
        };
      };
      if (call.path === '/zones')
        return list(
          zones.map(({ id, name }) => ({ id, name, status: 'active' })),
          2,
        );
      const [, id, what = ''] = /^\/zones\/(\w+)\/dns_records\/?(\w*)$/.exec(call.path) ?? [];
      const zone = zones.find((one) => one.id === id);
      if (!zone)
        return problem(404, 7003, 'Could not route to the zone, perhaps your object identifier is invalid?');
      if (call.method === 'GET') {
        const name = call.query.get('name');
        const type = call.query.get('type');
        const all = zone.records.map((one) => told(zone, one));
        return list(
          all.filter((one) => one.name === name && one.type === type),
          50,
        );
      }
      if (token === tokens.limited) return problem(403, 10000, 'Authentication error');
      if (what !== 'batch') return problem(405, 10405, 'Method not allowed');
      const wish = batch.safeParse(call.json);
      if (!wish.success) return problem(400, 9005, `DNS Validation Error: ${wish.error.issues[0]?.message}`);
      const gone = new Set(wish.data.deletes.map((one) => one.id));
      // All or nothing.
      if ([...gone].some((one) => !zone.records.some((record) => String(record.id) === one)))
        return problem(404, 81044, 'Record does not exist.');
      for (let at = zone.records.length - 1; at >= 0; at--)
        if (gone.has(String(zone.records[at]!.id))) zone.records.splice(at, 1);
      for (const one of wish.data.posts) {
        const name = one.name === zone.name ? '' : one.name.slice(0, -zone.name.length - 1);
        const text =
          'data' in one
            ? Object.values(one.data)
                .map((part, at) => (one.type === 'CAA' && at === 2 ? `"${part}"` : part))
                .join(' ')
            : one.type === 'MX'
              ? `${one.priority} ${one.content}`
              : one.content;
        const proxied = 'proxied' in one && one.proxied;
        zone.records.push({ id: nextId(), name, type: one.type, ttl: one.ttl, value: text, proxied });
      }
      return { status: 200, json: { success: true, errors: [], messages: [], result: {} } };
    },
  };
}

export interface OvhKeys {
  readonly applicationKey: string;
  readonly applicationSecret: string;
  readonly consumerKey: string;
  /** A consumer key that may only read. */
  readonly limitedKey: string;
}

export function ovh(keys: OvhKeys, clock: () => number): FakeDialect {
  const problem = (status: number, errorCode: string, message: string): Reply => ({
    status,
    json: { class: `Client::${errorCode}`, errorCode, httpCode: `${status} Error`, message },
  });
  const change = { target: value, ttl: ttlFrom(60) };
  const create = z.strictObject({ ...change, fieldType: z.string(), subDomain: z.string() });
  return {
    base: '/1.0',
    answer(call, { zones, nextId }) {
      const now = Math.floor(clock() / 1000);
      if (call.path === '/auth/time') return { status: 200, json: now };
      const header = (name: string) => String(call.headers[`x-ovh-${name}`] ?? '');
      if (header('application') !== keys.applicationKey)
        return problem(403, 'INVALID_KEY', 'This application key is invalid');
      const consumer = header('consumer');
      if (consumer !== keys.consumerKey && consumer !== keys.limitedKey)
        return problem(403, 'INVALID_CREDENTIAL', 'This credential is not valid');
      const meant = String(call.headers['x-meant-for']);
      const text = [
        keys.applicationSecret,
        consumer,
        call.method,
        meant,
        call.text,
        header('timestamp'),
      ].join('+');
      const signature = `$1$${createHash('sha1').update(text).digest('hex')}`;
      if (Math.abs(Number(header('timestamp')) - now) > 30)
        return problem(400, 'INVALID_SIGNATURE', 'Invalid signature');
      if (header('signature') !== signature) return problem(400, 'INVALID_SIGNATURE', 'Invalid signature');
      if (isWrite(call) && consumer === keys.limitedKey)
        return problem(403, 'NOT_GRANTED_CALL', 'This call has not been granted');
      if (call.path === '/domain/zone') return { status: 200, json: zones.map(({ name }) => name) };
      const [, domain, rest = ''] = /^\/domain\/zone\/([^/]+)\/(.*)$/.exec(call.path) ?? [];
      const zone = zones.find((one) => one.name === domain);
      if (!zone) return problem(404, 'NOT_FOUND', 'This service does not exist');
      if (rest === 'refresh') {
        zone.published = JSON.stringify(zone.records);
        return { status: 200 };
      }
      const [, id] = /^record\/(\d+)$/.exec(rest) ?? [];
      const at = zone.records.findIndex((one) => String(one.id) === id);
      if (id !== undefined) {
        const found = zone.records[at];
        if (!found) return problem(404, 'NOT_FOUND', 'The requested object does not exist');
        if (call.method === 'GET')
          return {
            status: 200,
            json: {
              id: found.id,
              zone: domain,
              subDomain: found.name,
              fieldType: found.type,
              target: found.value,
              ttl: found.ttl,
            },
          };
        if (call.method === 'DELETE') {
          zone.records.splice(at, 1);
          return { status: 200 };
        }
        const wish = z.strictObject(change).safeParse(call.json);
        if (!wish.success) return problem(400, 'BAD_REQUEST', wish.error.issues[0]?.message ?? '');
        Object.assign(found, { value: wish.data.target, ttl: wish.data.ttl });
        return { status: 200 };
      }
      if (call.method === 'GET') {
        const found = setOf(zone, call.query.get('subDomain') ?? '', call.query.get('fieldType') ?? '');
        return { status: 200, json: found.map((one) => one.id) };
      }
      const wish = create.safeParse(call.json);
      if (!wish.success) return problem(400, 'BAD_REQUEST', wish.error.issues[0]?.message ?? '');
      const { fieldType: type, subDomain: name, target, ttl } = wish.data;
      const record = { id: nextId(), name, type, ttl, value: target };
      zone.records.push(record);
      return { status: 200, json: { ...record } };
    },
  };
}
