/** Messages that wait: their order and keys, the bounds, and when nobody comes for them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ModuleContext } from '../../../server/kernel/module.ts';
import type { Storage } from '../../../server/kernel/store.ts';
import { parseXml } from '../../../server/kernel/xml.ts';
import { createOfflineQueue, offlineOptions } from '../../../server/modules/offline/queue.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';

const DAY = 86_400_000;
let folder: string;
let storage: Storage;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  folder = mkdtempSync(join(tmpdir(), 'offline-'));
  storage = await openStorage({ data: folder, log: quietLog });
});
afterEach(async () => {
  vi.useRealTimers();
  await storage.close();
  rmSync(folder, { recursive: true });
});

/** A queue, and what it does every few hours. */
function open(options: object = {}, limited = true) {
  let purge = () => {};
  const ctx = {
    options: offlineOptions.parse(options),
    server: { limited },
    log: quietLog,
    signal: new AbortController().signal,
    store: {
      keyval: (name: string, schema: { parse(value: unknown): unknown }) =>
        storage.keyval(name, schema.parse),
    },
    every: (_ms: number, run: () => void) => {
      purge = run;
    },
  } as unknown as ModuleContext<ReturnType<typeof offlineOptions.parse>>;
  return { queue: createOfflineQueue(ctx), purge: () => purge() };
}

const message = (body: string) => parseXml(`<message xmlns='jabber:client'><body>${body}</body></message>`);
const bodies = ({ queue }: ReturnType<typeof open>) =>
  queue.entries('nina@test').map((waiting) => waiting.read().getChildText('body'));

it('keeps the order, also when the clock stands still or goes back, and after a restart', () => {
  vi.setSystemTime(5_000_000);
  const first = open();
  for (const body of ['a', 'b']) first.queue.add('nina@test', message(body));
  vi.setSystemTime(1_000_000);
  const second = open();
  second.queue.add('nina@test', message('c'));
  expect(bodies(second)).toEqual(['a', 'b', 'c']);
});

it('says when a message came, by the domain that kept it', () => {
  vi.setSystemTime(0);
  const { queue } = open();
  queue.add('nina@test', message('a'));
  const [waiting] = queue.entries('nina@test');
  expect(waiting?.read().getChild('delay')?.attrs).toMatchObject({
    from: 'test',
    stamp: '1970-01-01T00:00:00.000Z',
  });
});

it('is full at so many messages, or so much of them', () => {
  const few = open({ maxMessages: 1 });
  expect(few.queue.add('nina@test', message('a'))).toBeDefined();
  expect(few.queue.add('nina@test', message('b'))).toBeUndefined();
  few.queue.remove(
    'nina@test',
    few.queue.entries('nina@test').map(({ key }) => key),
  );
  expect(few.queue.isFull('nina@test')).toBe(false);
  const small = open({ maxBytes: 100 });
  expect(small.queue.add('otto@test', message('x'.repeat(200)))).toBeDefined();
  expect(small.queue.isFull('otto@test')).toBe(true);
  const free = open({ maxMessages: 1 }, false);
  expect(['a', 'b'].map((body) => free.queue.add('lea@test', message(body)) !== undefined)).toEqual([
    true,
    true,
  ]);
});

it('forgets what nobody fetched in time, and nothing else', async () => {
  vi.setSystemTime(100 * DAY);
  const waiting = open({ keepDays: 30 });
  waiting.queue.add('nina@test', message('old'));
  vi.setSystemTime(120 * DAY);
  waiting.queue.add('nina@test', message('young'));
  vi.setSystemTime(131 * DAY);
  waiting.purge();
  await new Promise(setImmediate);
  expect(bodies(waiting)).toEqual(['young']);
  expect(waiting.queue.count('nina@test')).toBe(1);
});
