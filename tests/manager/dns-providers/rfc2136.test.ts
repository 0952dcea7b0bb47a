/** DNS UPDATE with TSIG against real name servers: BIND and Knot. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RecordSet } from '../../../electron/contract/records.ts';
import { createRfc2136 } from '../../../electron/manager/dns/providers/rfc2136/rfc2136.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { describeWith } from '../../support/need.ts';
import { holdPort } from '../../support/ports.ts';
import { startZoneServer, type ZoneServer } from '../../support/zone-server.ts';

// Real programs on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ZONE = 'example.test';
const at = { name: ZONE, id: ZONE };
const signal = new AbortController().signal;

/** One of each type there is. */
const SETS: readonly RecordSet[] = [
  { name: `xmpp.${ZONE}`, type: 'A', ttl: 300, values: ['192.0.2.7', '192.0.2.8'] },
  { name: `xmpp.${ZONE}`, type: 'AAAA', ttl: 300, values: ['2001:db8::7'] },
  { name: `conference.${ZONE}`, type: 'CNAME', ttl: 300, values: [`xmpp.${ZONE}.`] },
  { name: `_xmpp-client._tcp.${ZONE}`, type: 'SRV', ttl: 300, values: [`5 0 5222 xmpp.${ZONE}.`] },
  {
    name: `_texts.${ZONE}`,
    type: 'TXT',
    ttl: 60,
    values: ['"a \\"quoted\\" \\\\ text"', `"${'x'.repeat(255)}" "${'y'.repeat(40)}"`],
  },
  { name: ZONE, type: 'CAA', ttl: 300, values: ['0 issue "ca.example"', '128 iodef "mailto:a@b.example"'] },
  { name: `_5222._tcp.xmpp.${ZONE}`, type: 'TLSA', ttl: 300, values: [`3 1 1 ${'0a'.repeat(32)}`] },
];

for (const [kind, program, algorithm] of [
  ['bind', 'named', 'hmac-sha256'],
  ['knot', 'knotd', 'hmac-sha512'],
] as const)
  describeWith([program], `RFC 2136 against ${kind}`, () => {
    let server: ZoneServer;
    beforeAll(async () => {
      server = await startZoneServer({
        kind,
        zone: ZONE,
        algorithm,
        records: ['@ IN MX 10 mail', 'www IN A 192.0.2.1'],
      });
    }, 60_000);
    afterAll(() => server?.close());

    const provider = (more: object = {}) =>
      createRfc2136({ server: server.server, zone: ZONE, ...server.key, ...more }, { clock: systemClock });

    test('the access is tested without changing anything', async () => {
      expect(await provider().zones(signal)).toEqual([at]);
    });

    test('each type is written, read back as it was, changed, and taken away', async () => {
      const ours = provider();
      for (const set of SETS) {
        await ours.write(at, set, null, signal);
        expect(await ours.read(at, set.name, set.type, signal)).toEqual({
          ...set,
          values: [...set.values].sort(),
        });
      }
      // The same again is nothing, and fewer values take the others away.
      const [first] = SETS as [RecordSet];
      await ours.write(at, first, first, signal);
      const fewer = { ...first, ttl: 120, values: ['192.0.2.9'] };
      await ours.write(at, fewer, first, signal);
      expect(await ours.read(at, first.name, 'A', signal)).toEqual(fewer);
      await ours.write(at, first, fewer, signal);
      for (const set of SETS) {
        await ours.write(at, { ...set, values: [] }, set, signal);
        expect(await ours.read(at, set.name, set.type, signal)).toBe(null);
      }
      // What was there before is there still.
      expect(await ours.read(at, ZONE, 'MX', signal)).toMatchObject({ values: [`10 mail.${ZONE}.`] });
    });

    test('what somebody else changed meanwhile is not written over', async () => {
      const set: RecordSet = { name: `www.${ZONE}`, type: 'A', ttl: 300, values: ['192.0.2.66'] };
      const ours = provider();
      const expected = { ...set, values: ['192.0.2.65'] };
      await expect(ours.write(at, set, null, signal)).rejects.toMatchObject({
        code: 'dns-provider.changed',
        data: { found: ['192.0.2.1'], expected: [] },
      });
      await expect(ours.write(at, set, expected, signal)).rejects.toMatchObject({
        code: 'dns-provider.changed',
      });
      expect(await ours.read(at, set.name, 'A', signal)).toMatchObject({ values: ['192.0.2.1'] });
    });

    test('a server that ignores a record without a word does not pass for one that took it', async () => {
      const alias: RecordSet = { name: `www.${ZONE}`, type: 'CNAME', ttl: 300, values: [`xmpp.${ZONE}.`] };
      await expect(provider().write(at, alias, null, signal)).rejects.toMatchObject({
        code: 'dns-provider.refused',
        data: { name: alias.name },
      });
    });

    test.each([
      ['another secret', { secret: Buffer.alloc(32, 7).toString('base64') }, 'dns-provider.denied', 'wrong'],
      ['a key it does not know', { keyName: 'somebody' }, 'dns-provider.denied', 'wrong'],
      ['a zone it does not have', { zone: 'example.invalid' }, 'dns-provider.no-zone', undefined],
      ['nobody there', { server: '127.0.0.1:1' }, 'dns-provider.down', 'unreachable'],
    ])('%s', async (_, more, code, reason) => {
      const data = reason ? { reason } : {};
      await expect(provider(more).zones(signal)).rejects.toMatchObject({ code, data });
    });

    test('a clock that is ten minutes off is told apart from a wrong key', async () => {
      const clock = { ...systemClock, now: () => Date.now() - 600_000 };
      const late = createRfc2136({ server: server.server, zone: ZONE, ...server.key }, { clock });
      await expect(late.zones(signal)).rejects.toMatchObject({
        code: 'dns-provider.denied',
        data: { reason: 'expired', said: expect.stringContaining('BADTIME') },
      });
    });

    test('the same at once from two sides: one of them is told', async () => {
      const name = `race.${ZONE}`;
      const wish = (value: string): RecordSet => ({ name, type: 'A', ttl: 60, values: [value] });
      const all = ['192.0.2.11', '192.0.2.12', '192.0.2.13', '192.0.2.14'].map((value) =>
        provider().write(at, wish(value), null, signal),
      );
      const outcomes = await Promise.allSettled(all);
      const taken = outcomes.filter(({ status }) => status === 'fulfilled');
      const told = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      expect(taken.length).toBeGreaterThanOrEqual(1);
      for (const code of told) expect(code).toMatch(/dns-provider\.(changed|refused)/);
      const found = await provider().read(at, name, 'A', signal);
      expect(found?.values).toHaveLength(1);
    });

    test('a key with fewer rights is told which is missing', async () => {
      const narrow = provider(server.narrowKey);
      const set: RecordSet = { name: `xmpp.${ZONE}`, type: 'A', ttl: 300, values: ['192.0.2.7'] };
      const attempt = narrow.write(at, set, null, signal);
      await expect(attempt).rejects.toMatchObject({
        code: expect.stringMatching(/dns-provider\.(denied|no-zone)/),
      });
      if (kind === 'bind')
        await expect(attempt).rejects.toMatchObject({
          data: { reason: 'right-missing', right: `update ${set.name}` },
        });
    });
  });

test('a server that answers nothing, or nonsense', { timeout: 30_000 }, async () => {
  await using silent = await holdPort(0, '127.0.0.1');
  const access = { zone: ZONE, keyName: 'k', algorithm: 'hmac-sha256', secret: 'AAAAAAAAAAAAAAAA' };
  const gone = new AbortController();
  const asked = createRfc2136(
    { ...access, server: `127.0.0.1:${silent.port}` },
    { clock: systemClock },
  ).zones(gone.signal);
  gone.abort(new Error('the person left'));
  await expect(asked).rejects.toThrow('the person left');
});
