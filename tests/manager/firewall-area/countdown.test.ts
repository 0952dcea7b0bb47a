/** A change that counts, second by second: kept, taken back, out of time, or given up for what was lost. */
import { setImmediate } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import {
  type CountdownParts,
  type People,
  startCountdown,
} from '../../../electron/manager/firewall/countdown.ts';
import { createFakeClock } from '../../support/clock.ts';

const colleague = { port: 5222, peer: '192.0.2.7', peerPort: 40_000, backoff: 0 };
const there: People = { remoteAccess: [], sessions: [colleague] };

function start(change: Partial<CountdownParts> = {}) {
  const clock = createFakeClock();
  const waiting = {
    until: clock.now() + 60_000,
    keep: vi.fn(async () => ({ files: [], forgotten: [], failed: [] })),
    back: vi.fn(async () => true),
  };
  const over = vi.fn();
  const unexpected = vi.fn();
  const countdown = startCountdown({
    ...{ id: 'c', window: 'mine', rules: 3, totalMs: 60_000, waiting, clock, before: there },
    ...{ people: async () => there, doors: async () => ({ wanted: 3, open: 3, shut: [] }) },
    ...{ changed: () => {}, over, unexpected },
    ...change,
  });
  /** Second by second, with the window there or not. */
  async function pass(seconds: number, heard = true): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      if (heard) countdown.alive('mine');
      clock.advance(1000);
      await setImmediate();
    }
  }
  const outcome = () => over.mock.calls.map(([{ outcome: how }]) => how);
  return { clock, countdown, waiting, over, unexpected, pass, outcome };
}

it('counts to its end and takes it back, once', async () => {
  const { countdown, waiting, pass, outcome } = start();
  await pass(59);
  expect(countdown.state()).toMatchObject({ left: 1000, settling: false });
  expect(outcome()).toEqual([]);
  await pass(5);
  expect(outcome()).toEqual(['time']);
  expect(waiting.back).toHaveBeenCalledTimes(1);
});

it('is kept by a word, and counts no more', async () => {
  const { countdown, waiting, pass, outcome } = start();
  await pass(10);
  await countdown.keep();
  await pass(100, false);
  expect(outcome()).toEqual(['kept']);
  expect(waiting.back).not.toHaveBeenCalled();
});

it('a keep that fails lets it go on counting, to its end', async () => {
  const { countdown, waiting, pass, outcome } = start();
  waiting.keep.mockRejectedValueOnce(new Error('the disk is full'));
  await pass(5);
  await expect(countdown.keep()).rejects.toThrow('the disk is full');
  await pass(56);
  expect(outcome()).toEqual(['time']);
});

it('a keep that takes long and then fails: nobody is forgotten meanwhile', async () => {
  const { countdown, waiting, pass, outcome } = start();
  const answer = Promise.withResolvers<never>();
  waiting.keep.mockReturnValueOnce(answer.promise);
  const keeping = expect(countdown.keep()).rejects.toThrow('no answer');
  await pass(5, false);
  expect([outcome(), countdown.state().settling]).toEqual([[], true]);
  answer.reject(new Error('no answer'));
  await keeping;
  await pass(10, false);
  expect(outcome()).toEqual(['window']);
  expect(waiting.back).toHaveBeenCalledTimes(1);
});

it('another window that is there does not stand for the one that applied', async () => {
  const { countdown, pass, outcome } = start();
  countdown.alive('another');
  await pass(9, false);
  expect(outcome()).toEqual([]);
  countdown.alive('another');
  await pass(2, false);
  expect(outcome()).toEqual(['window']);
});

it('colleagues who are cut off bring the old rules back, and are named', async () => {
  const { pass, over } = start({
    people: async () => ({ remoteAccess: [], sessions: [{ ...colleague, backoff: 2 }] }),
  });
  await pass(2);
  expect(over.mock.calls).toMatchObject([[{ outcome: 'sessions', lost: ['192.0.2.7 → 5222'] }]]);
});

it('where the system says nothing of connections, the rest is still looked after', async () => {
  const { pass, outcome } = start({ people: async () => undefined });
  await pass(30);
  expect(outcome()).toEqual([]);
  await pass(10, false);
  expect(outcome()).toEqual(['window']);
});

it('the helper that ends has taken it back', async () => {
  const { countdown, pass, outcome } = start();
  await pass(3);
  countdown.helperGone();
  await pass(100, false);
  expect(outcome()).toEqual(['ended']);
});

it('a look that fails is told, and the firewall put back as it was', async () => {
  const { pass, outcome, waiting, unexpected } = start({
    people: async () => {
      throw new Error('ss broke');
    },
  });
  await pass(2);
  expect(outcome()).toEqual(['ended']);
  expect(waiting.back).toHaveBeenCalledTimes(1);
  expect(unexpected).toHaveBeenCalledTimes(1);
});

it('tells only what is new', async () => {
  const changed = vi.fn();
  const { pass } = start({ changed });
  await pass(20);
  // The first look, and the doors once they were read back.
  expect(changed.mock.calls.length).toBeLessThanOrEqual(2);
});
