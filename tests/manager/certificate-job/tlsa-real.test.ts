/** The roll of TLSA records in a real, signed zone: BIND, written to by RFC 2136, and asked as the manager asks it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RecordSet } from '../../../electron/contract/records.ts';
import { publicKeyHash } from '../../../electron/manager/certificates/job/facts.ts';
import { createTlsaRecords } from '../../../electron/manager/certificates/job/tlsa-records.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { startZoneServer, type ZoneServer } from '../../support/zone-server.ts';
import { openTestOffice, DOMAIN as ZONE } from '../dns-providers/office.ts';
import { cell, createWorld, DAY, HOUR } from './world.ts';

const TTL = 1800;
const NAMES = [`_5222._tcp.xmpp.${ZONE}`, `_5223._tcp.xmpp.${ZONE}`];

describeWith(['named', 'dig'], 'TLSA records in a signed zone', () => {
  let bind: ZoneServer;
  beforeAll(async () => {
    bind = await startZoneServer({ kind: 'bind', zone: ZONE, signed: true });
  }, 60_000);
  afterAll(() => bind?.close());

  /** What the zone says, with its signatures: `3 1 1 HASH` in lower case, sorted. */
  function asked(name: string): { values: string[]; signed: boolean } {
    const [address, port] = bind.server.split(':');
    const args = [`@${address}`, '-p', port!, '+dnssec', '+noall', '+answer', name, 'TLSA'];
    const lines = execFileSync('dig', args, { encoding: 'utf8' }).trim().split('\n');
    const of = (type: string) => lines.filter((line) => line.split(/\s+/)[3] === type);
    const values = of('TLSA').map((line) => {
      const [usage, selector, match, ...hash] = line.split(/\s+/).slice(4);
      return `${usage} ${selector} ${match} ${hash.join('').toLowerCase()}`;
    });
    return { values: values.sort(), signed: of('RRSIG').length > 0 };
  }

  test('both are there before another key is shown, for as long as the old ones are remembered; then the new one alone', async () => {
    using folder = temporaryFolder();
    const office = openTestOffice({ dataDir: folder.path });
    const signal = AbortSignal.timeout(90_000);
    await office.accesses.connect('rfc2136', { server: bind.server, zone: ZONE, ...bind.key }, signal);
    const tlsa = createTlsaRecords({
      resolver: bind.server,
      places: () => NAMES.map((name) => ({ name, ttl: TTL })),
      covers: office.applying.covers,
      put: office.applying.put,
    });
    const world = await createWorld({ folder: folder.path, tlsa });
    const hash = () => publicKeyHash(readFileSync(world.job.files().chain, 'utf8'));
    const pin = (one: string) => `3 1 1 ${one}`;
    const old = hash();
    const first = NAMES.map((name): RecordSet => ({ name, type: 'TLSA', ttl: TTL, values: [pin(old)] }));
    await office.applying.put(first, signal);
    await vi.waitFor(() => expect(asked(NAMES[0]!)).toEqual({ values: [pin(old)], signed: true }), 20_000);

    const began = world.truth.now();
    let shown: { at: number; told: ReturnType<typeof asked>[] } | undefined;
    world.cells = (fingerprint) => {
      shown ??= { at: world.truth.now(), told: NAMES.map(asked) };
      return [cell('fine', fingerprint)];
    };
    void world.job.sourceChanged();
    await world.pass(2 * HOUR, HOUR / 4);
    const next = hash();
    expect([next === old, world.unexpected, (await world.job.status()).problem]).toEqual([false, [], null]);
    const both = { values: [pin(old), pin(next)].sort(), signed: true };
    expect(shown?.told).toEqual([both, both]);
    expect(shown!.at - began).toBeGreaterThanOrEqual(TTL * 1000);
    await world.pass(2 * DAY);
    expect(NAMES.map(asked)).toEqual(NAMES.map(() => ({ values: [pin(next)], signed: true })));
    // From now on the key stays, and the zone is left alone.
    world.job.order({ rehearse: false });
    await world.job.idle();
    expect(hash()).toBe(next);
    expect(office.logged).toEqual([]);
    await office.close();
  }, 100_000);
});
