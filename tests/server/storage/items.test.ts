import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ItemStore, Storage } from '../../../server/kernel/store.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';

let data: string;
let storage: Storage;
let items: ItemStore;
async function open(): Promise<void> {
  storage = await openStorage({ data, log: quietLog });
  items = storage.items('t');
}

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'chatelaine-items-'));
  await open();
});
afterEach(async () => {
  await storage.close();
  rmSync(data, { recursive: true });
});

const put = (node: string, id: string, payload?: string) =>
  items.put('nina', node, { id, publisher: 'nina@test', publishedAt: 1000, payload });
const ids = (node: string) => items.list('nina', node).map(({ id }) => id);

describe('items', () => {
  it('are listed in order of publication, before the commit and after, and after a restart', async () => {
    for (const id of ['c', 'a', 'b']) put('n', id);
    put('n', 'c', '<x/>');
    const before = ids('n');
    await storage.commits.flush();
    const committed = ids('n');
    await storage.close();
    await open();
    put('n', 'd');
    expect([before, committed, ids('n')]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c', 'd'],
    ]);
  });

  it('are read with all they were written with, from memory and from disk', async () => {
    put('n', 'a', '<x/>');
    put('n', 'b');
    const find = () => ['a', 'b', 'c'].map((id) => items.get('nina', 'n', id));
    const expected = [
      { id: 'a', publisher: 'nina@test', publishedAt: 1000, payload: '<x/>' },
      { id: 'b', publisher: 'nina@test', publishedAt: 1000, payload: undefined },
      undefined,
    ];
    expect(find()).toEqual(expected);
    await storage.commits.flush();
    expect(find()).toEqual(expected);
  });

  it('go one by one or with their node, at once', async () => {
    for (const node of ['n', 'm']) for (const id of ['a', 'b']) put(node, id);
    await storage.commits.flush();
    items.delete('nina', 'n', 'a');
    items.deleteNode('nina', 'm');
    put('m', 'c');
    expect([ids('n'), ids('m'), items.get('nina', 'm', 'a')]).toEqual([['b'], ['c'], undefined]);
    await storage.commits.flush();
    expect([ids('n'), ids('m'), items.get('nina', 'm', 'a')]).toEqual([['b'], ['c'], undefined]);
  });

  it('are weighed: at least what is there, exactly when asked', async () => {
    put('n', 'a', 'x'.repeat(99));
    await storage.commits.flush();
    const first = items.bytes('nina');
    put('n', 'b', 'x'.repeat(99));
    const added = items.bytes('nina');
    items.delete('nina', 'n', 'a');
    await storage.commits.flush();
    expect([first, added, items.bytes('nina'), items.bytes('nina', true), items.bytes('otto')]).toEqual([
      ...[100, 200, 200, 100, 0],
    ]);
  });
});
