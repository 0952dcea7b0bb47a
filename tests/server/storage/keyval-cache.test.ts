/** The cache of the tables of values: never another answer than the table's own, and never more than its bound. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog } from '../../../server/kernel/log.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { createKeyvalCache } from '../../../server/storage/keyval-cache.ts';

const log = createLog({ level: 'error', write() {} });

test('a table answers as a map would, whatever is written and read in between, committed or not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-cache-'));
  const storage = await openStorage({ data: folder, log });
  const owner = fc.constantFrom('nina', 'otto');
  const key = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    fc.record({ do: fc.constant('set' as const), owner, key, value: fc.string() }),
    fc.record({ do: fc.constantFrom('delete' as const, 'get' as const), owner, key }),
    fc.record({ do: fc.constantFrom('deleteOwner' as const, 'entries' as const), owner }),
    fc.record({ do: fc.constantFrom('flush' as const, 'owners' as const) }),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const table = storage.keyval(`table-${run++}`, String);
      const model = new Map<string, Map<string, string>>();
      const of = (name: string) => model.get(name) ?? model.set(name, new Map()).get(name)!;
      for (const it of steps) {
        if (it.do === 'set') {
          table.set(it.owner, it.key, it.value);
          of(it.owner).set(it.key, it.value);
        } else if (it.do === 'delete') {
          table.delete(it.owner, it.key);
          of(it.owner).delete(it.key);
        } else if (it.do === 'get') expect(table.get(it.owner, it.key)).toBe(of(it.owner).get(it.key));
        else if (it.do === 'deleteOwner') {
          table.deleteOwner(it.owner);
          model.delete(it.owner);
        } else if (it.do === 'entries') expect(table.entries(it.owner)).toEqual([...of(it.owner)].sort());
        else if (it.do === 'owners')
          expect(table.owners().sort()).toEqual(
            [...model]
              .filter(([, keys]) => keys.size > 0)
              .map(([name]) => name)
              .sort(),
          );
        else await storage.commits.flush();
      }
    }),
    { numRuns: 150 },
  );
  await storage.close();
  rmSync(folder, { recursive: true });
});

test('who was not asked for longest goes first', () => {
  const cache = createKeyvalCache(1000);
  cache.learn('nina', 'a', 'x'.repeat(100));
  cache.learn('otto', 'a', 'x'.repeat(100));
  cache.find('nina', 'a');
  cache.learn('pia', 'a', 'x'.repeat(100));
  expect(cache.find('otto', 'a')).toBeUndefined();
  expect(cache.find('nina', 'a')).toEqual({ text: 'x'.repeat(100) });
});

test('what is written to an owner nobody asked for is not kept, and a deletion is known', () => {
  const cache = createKeyvalCache();
  cache.written('nina', 'a', 'x');
  expect(cache.find('nina', 'a')).toBeUndefined();
  cache.learnAll('nina', new Map([['a', 'x']]));
  cache.written('nina', 'a', undefined);
  expect(cache.find('nina', 'a')).toEqual({ text: undefined });
  expect(cache.findAll('nina')).toEqual(new Map());
});

test('a value too long is not kept, nor is its owner known to have nothing', () => {
  const cache = createKeyvalCache();
  cache.learnAll('nina', new Map([['a', 'x'.repeat(20_000)]]));
  expect(cache.findAll('nina')).toBeUndefined();
  expect(cache.find('nina', 'a')).toBeUndefined();
});

test('reading everything for upkeep leaves at hand what people asked for, and sees all that is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-scan-'));
  const storage = await openStorage({ data: folder, log });
  try {
    const table = storage.keyval('t', String);
    const expected: string[] = [];
    for (let i = 0; i < 1203; i++) {
      const [owner, key] = [`owner${String(i % 7)}`, `k${String(i).padStart(5, '0')}`];
      table.set(owner, key, `v${i}`);
      expected.push(`${owner} ${key} v${i}`);
    }
    const seen: string[] = [];
    for await (const { owner, key, value } of table.scan()) seen.push(`${owner} ${key} ${value}`);
    expect(seen).toEqual(expected.sort());
    expect([table.has('owner0', 'k00000'), table.has('owner0', 'k00001')]).toEqual([true, false]);
    table.delete('owner0', 'k00000');
    expect(table.has('owner0', 'k00000')).toBe(false);
    await storage.commits.flush();
    expect([table.has('owner0', 'k00000'), table.has('owner1', 'k00001')]).toEqual([false, true]);
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true });
  }
});
