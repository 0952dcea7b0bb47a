/** What one archive may hold: beyond, the oldest go, and nobody's message waits for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Element } from 'ltx';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ArchiveStore, Storage } from '../../../server/kernel/store.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';

let data: string;
let storage: Storage;
let archive: ArchiveStore;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'chatelaine-bounds-'));
  storage = await openStorage({ data, log: quietLog });
  archive = storage.archive('mam');
});
afterEach(async () => {
  await storage.close();
  rmSync(data, { recursive: true });
});

function add(owner: string, from: number, to: number, text = ''): void {
  for (let i = from; i < to; i++) {
    const stanza = new Element('message', { id: `m${i}` });
    stanza.c('body').t(text);
    archive.append(owner, { when: i, with: 'otto@test', stanza });
  }
}

async function kept(owner: string): Promise<string[]> {
  const page = await archive.query(owner, { max: 10_000 });
  return page === 'item-not-found' ? [] : page.items.map(({ stanza }) => stanza.attrs.id ?? '');
}

it('what is over goes when the bound is set, the oldest first; others keep what they have', async () => {
  add('nina@test', 0, 1700);
  add('otto@test', 0, 5);
  await archive.keepWithin({ items: 1000, bytes: Number.POSITIVE_INFINITY });
  const left = await kept('nina@test');
  expect([left.length, left[0], left.at(-1)]).toEqual([1000, 'm700', 'm1699']);
  expect(await kept('otto@test')).toHaveLength(5);
});

it('what comes later pushes out the oldest, by number and by bytes; the bound is passed by a sixteenth at most', async () => {
  await archive.keepWithin({ items: 160, bytes: 1_000_000 });
  add('nina@test', 0, 1000);
  await archive.keepWithin({ items: 160, bytes: 1_000_000 });
  expect((await kept('nina@test')).at(0)).toBe('m840');
  for (let i = 1000; i < 1020; i++) add('nina@test', i, i + 1, 'x'.repeat(100_000));
  await storage.archive('mam').keepWithin({ items: 160, bytes: 1_000_000 });
  expect(await kept('nina@test')).toEqual(Array.from({ length: 9 }, (_, i) => `m${1011 + i}`));
});

it('without anybody asking', async () => {
  await archive.keepWithin({ items: 16, bytes: 1_000_000 });
  add('nina@test', 0, 400);
  for (let left = 400; left > 17; left = (await kept('nina@test')).length) await storage.commits.flush();
  expect((await kept('nina@test')).at(-1)).toBe('m399');
});

it('the latest stays however large it is; rooms have a bound of their own', async () => {
  await archive.keepWithin({ items: 10, bytes: 10 });
  const rooms = storage.archive('muc');
  rooms.append('team@conference.test', { when: 1, with: 'nina@test', stanza: new Element('message') });
  rooms.append('team@conference.test', { when: 2, with: 'nina@test', stanza: new Element('message') });
  add('nina@test', 0, 3, 'larger than the bound');
  await archive.keepWithin({ items: 10, bytes: 10 });
  expect(await kept('nina@test')).toEqual(['m2']);
  expect(await rooms.query('team@conference.test', { max: 0 })).toMatchObject({ count: 2 });
});

it('without a bound all stays', async () => {
  await archive.keepWithin({ items: 1, bytes: 1 });
  await archive.keepWithin(undefined);
  add('nina@test', 0, 100);
  await archive.keepWithin(undefined);
  expect(await kept('nina@test')).toHaveLength(100);
});
