/** When a domain is looked at again, what is told of it, and what survives a restart. */
import { describe, expect, test } from 'vitest';
import type { DnsProgress, DnsReport, DnsState, PlanRow } from '../../../electron/contract/dns.ts';
import type { PlannedRecord } from '../../../electron/contract/domains.ts';
import type { Kept } from '../../../electron/manager/database.ts';
import { createDns, type DnsParts } from '../../../electron/manager/dns/dns.ts';
import { nextLook } from '../../../electron/manager/dns/watch.ts';
import { createEvents } from '../../../electron/manager/events.ts';
import { problem } from '../../../electron/manager/problem.ts';
import { createFakeClock } from '../../support/clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const RECORD: PlannedRecord = {
  set: { name: 'xmpp.example.org', type: 'A', ttl: 3600, values: ['192.0.2.5'] },
  ...{ group: 'server', purpose: 'server.address-v4', need: 'required', because: 'usual', mode: 'replace' },
};

const row = (state: PlanRow['state'], record = RECORD): PlanRow => ({
  ...{ record, state, found: [], seen: [], until: null },
});

function memory(): Kept {
  const values = new Map<string, string>();
  return {
    get: (name) => (values.has(name) ? JSON.parse(values.get(name)!) : undefined),
    set: (name, value) => void values.set(name, JSON.stringify(value)),
  };
}

function setUp(more: Partial<DnsParts> = {}, kept = memory()) {
  const clock = createFakeClock();
  const events = createEvents({ now: clock.now });
  const told: string[] = [];
  events.listen((event) => void told.push(event.type));
  const world = {
    state: 'found' as PlanRow['state'],
    looks: [] as number[],
    value: '192.0.2.5',
    hold: false,
  };
  const holding: (() => void)[] = [];
  const verify: DnsParts['verify'] = async ({ domain, records, gaps }, { now, signal, progress }) => {
    world.looks.push(now());
    progress?.(1, 2);
    if (world.hold)
      await new Promise<void>((go, stop) => {
        holding.push(go);
        signal.addEventListener('abort', () => stop(signal.reason), { once: true });
      });
    const report: DnsReport = {
      ...{ domain, at: now(), askers: [], gaps, findings: [], walks: [], notChecked: [] },
      plan: records.map((record) => row(world.state, record)),
    };
    const zone = { name: domain, ds: [], servers: [], registered: 'yes', parent: null, evidence: [] };
    const view = {
      ...{ domain, zone, resolvers: [], system: [] },
      ...{ truth: () => undefined, values: () => [] },
    };
    return { report, view: view as never };
  };
  const failures: unknown[] = [];
  const dns = createDns({
    ...{ kept, events, clock, verify },
    domains: () => ['example.org'],
    plan: (domain) => ({
      ...{ domain, gaps: [] },
      records: [{ ...RECORD, set: { ...RECORD.set, values: [world.value] } }],
    }),
    authority: () => null,
    read: (typed) => typed.toLowerCase(),
    unexpected: (error) => {
      failures.push(error);
      return 'reference';
    },
    ...more,
  });
  return { dns, clock, events, told, world, holding, kept, failures };
}

/** Lets what is due happen, and what follows from it. */
async function pass(clock: ReturnType<typeof createFakeClock>, ms: number): Promise<void> {
  clock.advance(ms);
  for (let turns = 0; turns < 20; turns++) await new Promise((next) => setImmediate(next));
}

describe('the next look', () => {
  const wrong = (bad: number, wasRight = false) => ({ last: 'wrong', bad, wasRight }) as const;
  test.each([
    ['all is right', { last: 'right', bad: 0, wasRight: true } as const, false, 24 * HOUR],
    ['just begun', wrong(1), false, MINUTE],
    ['ten minutes in', wrong(11), false, 5 * MINUTE],
    ['an hour in', wrong(21), false, 30 * MINUTE],
    ['six hours in', wrong(31), false, HOUR],
    ['days in', wrong(100), false, 6 * HOUR],
    ['days in, and somebody looks', wrong(100), true, 30_000],
    ['wrong after it was right: once more before it is believed', wrong(1, true), false, 2 * MINUTE],
  ] as const)('%s', (_, outcomes, watched, ms) => {
    expect(nextLook(outcomes, watched)).toBe(ms);
  });
});

describe('the watch', () => {
  test('looks at once, then until it is right, then once a day', async () => {
    const { dns, clock, world } = setUp();
    world.state = 'missing';
    dns.begin();
    await pass(clock, 0);
    expect(world.looks).toHaveLength(1);
    expect(dns.report('example.org').watch).toEqual({ state: 'waiting', nextAt: clock.now() + MINUTE });
    await pass(clock, MINUTE);
    expect(world.looks).toHaveLength(2);
    world.state = 'found';
    await pass(clock, MINUTE);
    const { watch, rightAt } = dns.report('example.org');
    expect([watch, rightAt]).toEqual([{ state: 'resting', nextAt: clock.now() + 24 * HOUR }, clock.now()]);
    await pass(clock, 23 * HOUR);
    expect(world.looks).toHaveLength(3);
    await pass(clock, HOUR);
    expect(world.looks).toHaveLength(4);
    await dns.close();
  });

  test('what was right and goes missing is told after the second look', async () => {
    const { dns, clock, world } = setUp();
    dns.begin();
    await pass(clock, 0);
    expect(dns.trouble()).toMatchObject({ state: 'fine', wasRight: true });
    world.state = 'missing';
    await pass(clock, 24 * HOUR);
    expect(dns.trouble()).toMatchObject({ state: 'fine' });
    await pass(clock, 2 * MINUTE);
    expect(dns.trouble()).toMatchObject({ state: 'trouble', missing: 1, total: 1, wasRight: true });
    await dns.close();
  });

  test('nobody answers: not checked, and never fine', async () => {
    const { dns, clock, world } = setUp();
    world.state = 'not-checked';
    dns.begin();
    await pass(clock, 0);
    expect(dns.trouble()).toMatchObject({ state: 'not-checked', finding: null });
    expect(dns.report('example.org').watch).toMatchObject({ state: 'waiting' });
    await dns.close();
  });

  test('a restart remembers when it looked and what was found', async () => {
    const before = setUp();
    before.world.state = 'missing';
    before.dns.begin();
    await pass(before.clock, 0);
    await before.dns.close();
    const after = setUp({}, before.kept);
    expect(after.dns.report('example.org').report?.plan[0]?.state).toBe('missing');
    after.dns.begin();
    await pass(after.clock, 0);
    expect(after.world.looks).toHaveLength(0);
    await pass(after.clock, MINUTE);
    expect(after.world.looks).toHaveLength(1);
    await after.dns.close();
  });

  test('another plan is looked at at once, and what was right before is not held against it', async () => {
    const { dns, clock, events, world } = setUp();
    dns.begin();
    await pass(clock, 0);
    world.value = '192.0.2.9';
    world.state = 'different';
    events.emit({ type: 'doors.changed' });
    await pass(clock, 0);
    expect(world.looks).toHaveLength(2);
    expect(dns.trouble()).toMatchObject({ state: 'trouble', wasRight: false });
    await dns.close();
  });

  test('whoever follows gets the state at once and every change, and has it look more often', async () => {
    const { dns, clock, world } = setUp();
    world.state = 'missing';
    dns.begin();
    await pass(clock, 0);
    const stop = new AbortController();
    const seen: DnsState['watch']['state'][] = [];
    const following = (async () => {
      for await (const { watch } of dns.watch('example.org', stop.signal)) seen.push(watch.state);
    })();
    await pass(clock, 0);
    await pass(clock, 30_000);
    expect(world.looks).toHaveLength(2);
    stop.abort();
    await following;
    expect(seen).toEqual(['waiting', 'looking', 'waiting']);
    await dns.close();
  });
});

describe('a look', () => {
  const collect = async (events: AsyncGenerator<DnsProgress, void>) => {
    const types: string[] = [];
    for await (const { type } of events) types.push(type);
    return types;
  };

  test('tells its progress and its end', async () => {
    const { dns, told } = setUp();
    expect(await collect(dns.check('example.org', undefined))).toEqual(['started', 'done']);
    expect(told).toContain('dns.changed');
    expect(told).toContain('findings.changed');
    await dns.close();
  });

  test('two who ask at once share one', async () => {
    const { dns, world, holding } = setUp();
    world.hold = true;
    const both = [collect(dns.check('example.org', undefined)), dns.look('example.org')] as const;
    await new Promise((next) => setImmediate(next));
    for (const go of holding) go();
    await Promise.all(both);
    expect(world.looks).toHaveLength(1);
    await dns.close();
  });

  test('leaving ends it, unless somebody else waits for it', async () => {
    const { dns, world, holding, failures } = setUp();
    world.hold = true;
    const [stop, stay] = [new AbortController(), new AbortController()];
    const leaving = collect(dns.check('example.org', stop.signal));
    const staying = collect(dns.check('example.org', stay.signal));
    await new Promise((next) => setImmediate(next));
    stop.abort();
    await leaving;
    for (const go of holding) go();
    expect(await staying).toContain('done');

    const alone = new AbortController();
    const gone = collect(dns.check('example.org', alone.signal));
    await new Promise((next) => setImmediate(next));
    alone.abort();
    await gone;
    await new Promise((next) => setImmediate(next));
    expect(dns.report('example.org').watch.state).not.toBe('looking');
    expect(failures).toEqual([]);
    await dns.close();
  });

  test('a domain the office does not have is refused', async () => {
    const { dns } = setUp();
    expect(() => dns.report('other.example')).toThrow(
      expect.objectContaining(problem('input.invalid', { field: 'domain', reason: 'unknown' })),
    );
    await dns.close();
  });
});

test('resolvers of the office’s choice are kept; null is the usual ones again', async () => {
  const { dns, kept } = setUp();
  const own = [{ name: 'Ours', address: '192.0.2.53', port: 53, url: null }];
  expect(dns.resolvers()).toMatchObject({ usual: true });
  expect(dns.setResolvers(own)).toEqual({ usual: false, resolvers: own });
  expect(setUp({}, kept).dns.resolvers()).toEqual({ usual: false, resolvers: own });
  expect(dns.setResolvers(null).resolvers.map(({ name }) => name)).toEqual(['Quad9', 'Cloudflare']);
  await dns.close();
});
