/** Providers with an HTTP API, against fakes that hold them to the documentation: each operation, and each way it can fail. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProviderId } from '../../../electron/contract/dns-providers.ts';
import type { RecordSet } from '../../../electron/contract/records.ts';
import { createProvider } from '../../../electron/manager/dns/providers/create.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { cloudflare, desec, gandi, hetzner, ovh } from '../../support/dns-apis/dialects.ts';
import { type FakeApi, type FakeDialect, startFakeApi } from '../../support/dns-apis/server.ts';

// A busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const GOOD = 'a-good-token-0123456789';
const LIMITED = 'a-token-that-may-only-read';
const tokens = { good: GOOD, limited: LIMITED };
const keys = {
  ...{ applicationKey: 'app-key', applicationSecret: 'app-secret-5678', consumerKey: 'consumer-1234' },
  limitedKey: 'consumer-that-reads',
};
/** Half an hour behind the provider's: their time is what a signature needs. */
const LATE_MS = 30 * 60_000;

interface Row {
  readonly id: ProviderId;
  readonly dialect: () => FakeDialect;
  readonly fields: Readonly<Record<'good' | 'limited' | 'wrong', Readonly<Record<string, string>>>>;
  readonly ttl: number;
}

const token = { good: { token: GOOD }, limited: { token: LIMITED }, wrong: { token: 'not-a-token-at-all' } };
const ovhFields = { ...keys, endpoint: 'ovh-eu' };
const ROWS: readonly Row[] = [
  { id: 'gandi', dialect: () => gandi(tokens), fields: token, ttl: 300 },
  { id: 'desec', dialect: () => desec(tokens), fields: token, ttl: 3600 },
  { id: 'hetzner', dialect: () => hetzner(tokens), fields: token, ttl: 60 },
  { id: 'cloudflare', dialect: () => cloudflare(tokens), fields: token, ttl: 60 },
  {
    ...{ id: 'ovh', dialect: () => ovh(keys, () => Date.now() + LATE_MS), ttl: 60 },
    fields: {
      good: ovhFields,
      limited: { ...ovhFields, consumerKey: keys.limitedKey },
      wrong: { ...ovhFields, applicationSecret: 'not-the-secret' },
    },
  },
];

const ZONES = ['one.test', 'two.test', 'example.test', 'sub.example.test', 'last.test'];
const ZONE = 'example.test';
const signal = new AbortController().signal;

/** Waits are told, and not waited for. */
function hurried() {
  const waited: number[] = [];
  const clock = {
    ...systemClock,
    after(ms: number, run: () => void) {
      waited.push(ms);
      return systemClock.after(1, run);
    },
  };
  return { waited, clock };
}

for (const { id, dialect, fields, ttl } of ROWS)
  describe(id, () => {
    let api: FakeApi;
    let waited: number[];
    beforeEach(async () => {
      api = await startFakeApi(dialect(), ZONES);
    });
    afterEach(() => api.close());

    const open = (access: 'good' | 'limited' | 'wrong' = 'good') => {
      const { clock, waited: told } = hurried();
      waited = told;
      return createProvider(id, fields[access], { fetch: api.fetch, clock });
    };
    const zoneOf = async (provider = open()) =>
      (await provider.zones(signal)).find(({ name }) => name === ZONE)!;

    const sets: readonly RecordSet[] = [
      { name: `xmpp.${ZONE}`, type: 'A', ttl, values: ['192.0.2.7', '192.0.2.8'] },
      { name: ZONE, type: 'AAAA', ttl, values: ['2001:db8::7'] },
      { name: `conference.${ZONE}`, type: 'CNAME', ttl, values: [`xmpp.${ZONE}.`] },
      { name: `_xmpp-client._tcp.${ZONE}`, type: 'SRV', ttl, values: [`5 0 5222 xmpp.${ZONE}.`] },
      { name: `_x.${ZONE}`, type: 'TXT', ttl, values: [`"${'a'.repeat(255)}" "bc"`, '"with \\"marks\\""'] },
      { name: ZONE, type: 'CAA', ttl, values: ['0 issue "ca.example"'] },
      { name: `_5222._tcp.xmpp.${ZONE}`, type: 'TLSA', ttl, values: [`3 1 1 ${'0a'.repeat(32)}`] },
    ];

    test('all zones are found, on every page', async () => {
      expect((await open().zones(signal)).map(({ name }) => name)).toEqual(ZONES);
    });

    test('each type is written, read back as it was, changed and taken away; nothing else is touched', async () => {
      const provider = open();
      const zone = await zoneOf(provider);
      const others = [
        { id: 1, name: '', type: 'MX', ttl: 3600, value: `10 mail.${ZONE}.` },
        { id: 2, name: 'www', type: 'A', ttl: 3600, value: '192.0.2.80' },
      ];
      api.zone(ZONE).records.push(...structuredClone(others));
      for (const set of sets) {
        expect(await provider.read(zone, set.name, set.type, signal)).toBe(null);
        await provider.write(zone, set, null, signal);
        const found = await provider.read(zone, set.name, set.type, signal);
        expect(found).toEqual({ ...set, values: [...set.values].sort() });
      }
      const [first] = sets as [RecordSet];
      const other = { ...first, ttl: ttl * 2, values: ['192.0.2.9'] };
      await provider.write(zone, other, first, signal);
      expect(await provider.read(zone, first.name, 'A', signal)).toEqual(other);
      await provider.write(zone, first, other, signal);
      for (const set of sets) {
        await provider.write(zone, { ...set, values: [] }, set, signal);
        expect(await provider.read(zone, set.name, set.type, signal)).toBe(null);
      }
      expect(api.zone(ZONE).records).toEqual(others);
      expect(api.zones.filter(({ name }) => name !== ZONE).flatMap(({ records }) => records)).toEqual([]);
      if (id === 'ovh') expect(api.zone(ZONE).published).toBe(JSON.stringify(others));
    });

    test('what somebody else changed meanwhile is not written over', async () => {
      const provider = open();
      const zone = await zoneOf(provider);
      const [set] = sets as [RecordSet];
      await provider.write(zone, set, null, signal);
      const writes = () => api.requests.filter((line) => !line.startsWith('GET')).length;
      const before = writes();
      await expect(
        provider.write(zone, { ...set, values: ['192.0.2.66'] }, null, signal),
      ).rejects.toMatchObject({
        code: 'dns-provider.changed',
        data: { name: set.name, type: 'A', expected: [], found: set.values },
      });
      expect(writes()).toBe(before);
    });

    test('a wrong token, and one that may only read, are told apart', async () => {
      await expect(open('wrong').zones(signal)).rejects.toMatchObject({
        code: 'dns-provider.denied',
        data: { reason: 'wrong' },
      });
      const limited = open('limited');
      const zone = await zoneOf(limited);
      await expect(limited.write(zone, sets[0]!, null, signal)).rejects.toMatchObject({
        code: 'dns-provider.denied',
        data: { reason: 'right-missing' },
      });
    });

    test('no secret is in what a refusal says', async () => {
      const error: Error = await open('wrong')
        .zones(signal)
        .then(
          () => new Error('let in'),
          (found) => found,
        );
      const text = JSON.stringify({ ...error, message: error.message, stack: error.stack });
      for (const secret of Object.values(fields.wrong))
        if (secret.length > 12) expect(text).not.toContain(secret);
    });

    test('a zone that is not in the account', async () => {
      const gone = { name: 'elsewhere.test', id: '999' };
      const attempt = open().write(gone, { ...sets[0]!, name: 'xmpp.elsewhere.test' }, null, signal);
      await expect(attempt).rejects.toMatchObject({ code: 'dns-provider.no-zone' });
    });

    test('a TTL below the least is refused with the provider’s own sentence', async () => {
      const provider = open();
      const zone = await zoneOf(provider);
      const low = { ...sets[0]!, ttl: Math.max(2, Math.floor(ttl / 2)) };
      await expect(provider.write(zone, low, null, signal)).rejects.toMatchObject({
        code: 'dns-provider.refused',
        data: { name: low.name, said: expect.stringMatching(/./) },
      });
      expect(provider.leastTtl).toBe(ttl);
    });

    test('a limit that ends soon is waited for; one that does not is told with its time', async () => {
      const provider = open();
      const zone = await zoneOf(provider);
      // A write too: what was refused for its number was not done.
      await provider.read(zone, ZONE, 'A', signal);
      api.mishaps.push({ how: 'limit', retryAfter: '7' });
      await provider.write(zone, sets[0]!, null, signal);
      expect(Math.max(...waited)).toBeGreaterThanOrEqual(6_000);
      expect(Math.max(...waited)).toBeLessThanOrEqual(7_000);
      api.mishaps.push({ how: 'limit', retryAfter: '3600' });
      const until = Date.now() + 3_600_000;
      await expect(provider.read(zone, ZONE, 'A', signal)).rejects.toMatchObject({
        code: 'dns-provider.too-often',
      });
      api.mishaps.push({ how: 'limit', retryAfter: new Date(until).toUTCString() });
      const told = await provider.read(zone, ZONE, 'A', signal).catch((error) => error.data.until);
      expect(Math.abs(told - until)).toBeLessThan(2_000);
    });

    test('a provider that stumbles is asked again; one that is down is said to be', async () => {
      const provider = open();
      await provider.zones(signal);
      api.mishaps.push({ how: 'status', status: 503 }, { how: 'cut' }, { how: 'status', status: 502 });
      expect(await provider.zones(signal)).toHaveLength(ZONES.length);
      expect(waited).toEqual([1_000, 3_000, 8_000, ...waited.slice(3)]);
      api.mishaps.push(...Array.from({ length: 4 }, () => ({ how: 'status', status: 500 }) as const));
      await expect(provider.zones(signal)).rejects.toMatchObject({
        code: 'dns-provider.down',
        data: { reason: 'server-error' },
      });
    });

    test.each(['truncated', 'endless', 'redirect'] as const)(
      'an answer that is %s is no answer',
      async (how) => {
        const provider = open();
        await provider.zones(signal);
        api.mishaps.push({ how }, { how }, { how }, { how });
        await expect(provider.zones(signal)).rejects.toMatchObject({
          code: 'dns-provider.down',
          data: {
            reason: how === 'redirect' ? 'unreachable' : 'unreadable',
            said: expect.stringMatching(how === 'endless' ? /more than \d+ bytes/ : /./),
          },
        });
      },
    );

    test('a write that may have been done is not done twice', async () => {
      const zone = await zoneOf();
      let writes = 0;
      const { clock } = hurried();
      const provider = createProvider(id, fields.good, {
        ...{ clock },
        fetch: async (input, init) => {
          if (init?.method === 'GET') return api.fetch(input, init);
          writes++;
          return new Response('{}', { status: 500 });
        },
      });
      await expect(provider.write(zone, sets[0]!, null, signal)).rejects.toMatchObject({
        code: 'dns-provider.down',
      });
      // Whole sets put in place of others may; records that are added may not.
      expect(writes).toBe(id === 'gandi' || id === 'desec' ? 4 : 1);
    });

    test('a provider that says nothing is given up', async () => {
      const { clock } = hurried();
      const provider = createProvider(id, fields.good, { fetch: api.fetch, clock, timeoutMs: 50 });
      api.mishaps.push(...Array.from({ length: 4 }, () => ({ how: 'silent' }) as const));
      await expect(provider.zones(signal)).rejects.toMatchObject({
        code: 'dns-provider.down',
        data: { reason: 'timeout' },
      });
    });

    test('leaving ends the question at once', async () => {
      const provider = open();
      await provider.zones(signal);
      api.mishaps.push({ how: 'silent' });
      const gone = new AbortController();
      const asked = provider.zones(gone.signal);
      gone.abort(new Error('the person left'));
      await expect(asked).rejects.toThrow('the person left');
    });
  });

test('a record behind Cloudflare’s proxy is not the same as one that is not', async () => {
  const api = await startFakeApi(cloudflare(tokens), [ZONE]);
  try {
    const provider = createProvider('cloudflare', { token: GOOD }, { fetch: api.fetch, clock: systemClock });
    const [zone] = await provider.zones(signal);
    const proxied = { id: 7, name: 'xmpp', type: 'A', ttl: 1, value: '192.0.2.7', proxied: true };
    api.zone(ZONE).records.push(proxied);
    const before = await provider.read(zone!, `xmpp.${ZONE}`, 'A', signal);
    expect(before).toMatchObject({ ttl: 300, values: ['proxied by Cloudflare: 192.0.2.7'] });
    const set: RecordSet = { name: `xmpp.${ZONE}`, type: 'A', ttl: 300, values: ['192.0.2.7'] };
    await provider.write(zone!, set, before, signal);
    expect(api.zone(ZONE).records).toMatchObject([{ value: '192.0.2.7', proxied: false }]);
    // And put back as it was.
    await provider.write(zone!, before!, set, signal);
    expect(api.zone(ZONE).records).toMatchObject([{ value: '192.0.2.7', proxied: true }]);
  } finally {
    await api.close();
  }
});
