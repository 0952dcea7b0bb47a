/** A year at a router, on a clock that stands still; epochs; what a refusal leads to. Pure. */
import { expect, test } from 'vitest';
import { type RouterClient, RouterRefused, RouterSilent } from '../../../electron/manager/routers/client.ts';
import { isLostByNatPmp, isLostByPcp } from '../../../electron/manager/routers/epoch.ts';
import { createKeeper } from '../../../electron/manager/routers/keeper.ts';
import { type DoorRecord, renewAt } from '../../../electron/manager/routers/record.ts';
import type { RouterWish } from '../../../electron/manager/routers/wishes.ts';
import { createFakeClock } from '../../support/clock.ts';

const WISH: RouterWish = {
  ...{ id: 'v4-tcp-5222', family: 'v4', transport: 'tcp', why: 'programs', need: 'required' },
  ...{ from: 5222, to: 5222, byHand: false },
};
const NETWORK = { v4: { gateway: '192.168.1.1', source: '192.168.1.20' }, v6: null };
const signal = new AbortController().signal;
const HOUR = 3600_000;

type Answer = { port: number; seconds: number | null; there?: boolean } | RouterRefused | RouterSilent;

/** A router that answers as it is told, and a keeper on a clock of its own. */
function world(seconds = 7200) {
  const clock = createFakeClock();
  const kept = new Map<string, unknown>();
  const asked: { at: number; what: string; nonce: string }[] = [];
  let answer: (at: number) => Answer = () => ({ port: 5222, seconds });
  const client: RouterClient = {
    ...{ protocol: 'pcp', family: 'v4' },
    hello: async () => ({ address: null }),
    async map({ nonce }) {
      asked.push({ at: clock.now(), what: 'map', nonce });
      const said = answer(clock.now());
      if (said instanceof Error) throw said;
      return { address: null, token: null, there: false, ...said };
    },
    async unmap({ nonce }) {
      asked.push({ at: clock.now(), what: 'unmap', nonce });
      const said = answer(clock.now());
      if (said instanceof RouterSilent) throw said;
    },
    holds: async () => true,
  };
  const open = () =>
    createKeeper({
      ...{ clock, seconds, random: () => 0.5, told: () => undefined },
      kept: {
        get: (name) => kept.get(name),
        set: (name, value) => void kept.set(name, structuredClone(value)),
      },
      log: { info: () => undefined, warn: () => undefined } as never,
    });
  let keeper = open();
  return {
    ...{ clock, asked },
    keeper: () => keeper,
    restart: () => {
      keeper = open();
    },
    says: (next: typeof answer) => {
      answer = next;
    },
    pass: (all = false, wishes = [WISH]) =>
      keeper.pass({ wishes, network: NETWORK, clients: [client], all }, signal),
    takeBack: () => keeper.takeBack(keeper.records(), [client], signal),
    door: (): DoorRecord => keeper.records()[0]!,
  };
}

test('a year: renewed at half of each lease, never late, never more often than needed, always the same nonce', async () => {
  const { clock, asked, pass, door } = world();
  const end = clock.now() + 365 * 24 * HOUR;
  await pass();
  while (clock.now() < end) {
    clock.advance(door().next - clock.now());
    expect(clock.now()).toBeLessThan(door().until!);
    await pass();
    expect(door().state).toBe('open');
  }
  // SPEC: RFC 6887 §11.2.1: between 1/2 and 5/8 of two hours: 7,008 to 8,760 in a year.
  expect(asked.length).toBeGreaterThan(7_000);
  expect(asked.length).toBeLessThan(8_770);
  expect(new Set(asked.map(({ nonce }) => nonce)).size).toBe(1);
});

test('while it is not answered it is asked at 3/4, 7/8, 15/16 and so on, four seconds apart at least; lost when its time is over', async () => {
  const { clock, asked, pass, says, door } = world(960);
  await pass();
  const { since } = door();
  says(() => new RouterSilent('no answer'));
  while (door().state === 'open') {
    clock.advance(door().next - clock.now());
    await pass();
  }
  const at = asked.slice(1).map((one) => (one.at - since) / 1000);
  // Half of the random part is added: 1/2 + 1/16, 3/4 + 1/32, …
  expect(at.slice(0, 4)).toEqual([540, 750, 855, 907.5]);
  const apart = at.slice(1).map((seconds, index) => seconds - at[index]!);
  expect(Math.min(...apart)).toBeGreaterThanOrEqual(4);
  expect(door()).toMatchObject({ state: 'lost', because: 'silent' });
  says(() => ({ port: 5222, seconds: 960 }));
  clock.advance(door().next - clock.now());
  await pass();
  expect(door()).toMatchObject({ state: 'open', failures: 0 });
});

test.each([
  [0, 0, 0.5],
  [0, 1, 0.625],
  [1, 0, 0.75],
  [1, 1, 0.8125],
  [2, 0, 0.875],
  [2, 1, 0.90625],
])('failures %i, random %i: at %f of the lease', (failures, random, part) => {
  expect(renewAt(1000, 2000, failures, random)).toBe(1000 + part * 1000);
});

test('another port than the one people come to is given back, and counts as taken', async () => {
  const { asked, pass, says, door } = world();
  says(() => ({ port: 40_001, seconds: 7200 }));
  await pass();
  expect(asked.map(({ what }) => what)).toEqual(['map', 'unmap']);
  expect(door()).toMatchObject({ state: 'taken', said: 'the router offers 40001 instead' });
});

test('refused: asked again after 1, 3, 8, 18 and 48 minutes, then every half hour', async () => {
  const { clock, pass, says, door } = world();
  says(() => new RouterRefused('not-allowed', 'no'));
  const start = clock.now();
  const at: number[] = [];
  await pass();
  for (let time = 0; time < 7; time++) {
    clock.advance(door().next - clock.now());
    at.push((clock.now() - start) / 60_000);
    await pass();
  }
  expect(at).toEqual([1, 3, 8, 18, 48, 78, 108]);
  expect(door()).toMatchObject({ state: 'refused', said: 'no' });
});

test('a router that forgot is asked for all at once; one that did not, for nothing before its time', async () => {
  const { asked, pass } = world();
  await pass();
  await pass();
  expect(asked).toHaveLength(1);
  await pass(true);
  expect(asked).toHaveLength(2);
});

test('killed between the question and the answer: written down before, and taken back after the next start', async () => {
  const { asked, pass, says, restart, keeper, takeBack } = world();
  says(() => {
    restart();
    return { port: 5222, seconds: 7200 };
  });
  await pass();
  expect(keeper().records()).toMatchObject([{ state: 'asked', port: 5222 }]);
  says(() => ({ port: 5222, seconds: 7200 }));
  await takeBack();
  expect(asked.at(-1)).toMatchObject({ what: 'unmap', nonce: asked[0]!.nonce });
  expect(keeper().records()).toEqual([]);
});

test('a door nobody wants any more is taken back; where the router does not hear it, it stays written down until its time is over', async () => {
  const { clock, pass, says, keeper } = world();
  await pass();
  says(() => new RouterSilent('no answer'));
  await pass(false, []);
  expect(keeper().records()).toHaveLength(1);
  clock.advance(3 * HOUR);
  await pass(false, []);
  expect(keeper().records()).toEqual([]);
});

test('an absurd lease is looked after each day; one without an end each hour', async () => {
  const absurd = world();
  absurd.says(() => ({ port: 5222, seconds: 4_294_967_295 }));
  await absurd.pass();
  expect(absurd.door().until! - absurd.clock.now()).toBe(24 * HOUR);
  const forEver = world();
  forEver.says(() => ({ port: 5222, seconds: null }));
  await forEver.pass();
  expect(forEver.door()).toMatchObject({ until: null, next: forEver.clock.now() + HOUR });
});

test.each([
  ['the first answer', null, { epoch: 0, at: 0 }, false],
  ['in step', { epoch: 100, at: 0 }, { epoch: 160, at: 60_000 }, false],
  ['one second back', { epoch: 100, at: 0 }, { epoch: 99, at: 0 }, false],
  ['two seconds back', { epoch: 100, at: 0 }, { epoch: 98, at: 0 }, true],
  ['started again', { epoch: 5000, at: 0 }, { epoch: 3, at: 60_000 }, true],
  ['a sixteenth too slow', { epoch: 0, at: 0 }, { epoch: 1500, at: 1_600_000 }, false],
  ['slower than that', { epoch: 0, at: 0 }, { epoch: 1490, at: 1_600_000 }, true],
  ['far too fast', { epoch: 0, at: 0 }, { epoch: 500, at: 60_000 }, true],
] as const)('PCP, RFC 6887 §8.5: %s', (_, before, now, lost) => {
  expect(isLostByPcp(before, now)).toBe(lost);
});

test.each([
  ['the first answer', null, { epoch: 0, at: 0 }, false],
  ['in step', { epoch: 100, at: 0 }, { epoch: 160, at: 60_000 }, false],
  ['an eighth too slow', { epoch: 0, at: 0 }, { epoch: 700, at: 800_000 }, false],
  ['three seconds below that', { epoch: 0, at: 0 }, { epoch: 697, at: 800_000 }, true],
  ['faster is no loss', { epoch: 0, at: 0 }, { epoch: 5000, at: 1000 }, false],
] as const)('NAT-PMP, RFC 6886 §3.6: %s', (_, before, now, lost) => {
  expect(isLostByNatPmp(before, now)).toBe(lost);
});
