/** The index of words: it never hides a line, goes on where it was cut off, and is done without where it cannot be. */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { EVERYTHING } from '../../../electron/manager/logs/view/filter.ts';
import { openPart } from '../../../electron/manager/logs/view/part.ts';
import { createTrigrams, trigramsOf } from '../../../electron/manager/logs/view/words/trigrams.ts';
import { createWords } from '../../../electron/manager/logs/view/words/words.ts';
import { temporaryFolder } from '../../support/host.ts';
import { writeEntries } from './made-log.ts';
import { openedView } from './test-engine.ts';

// Threads and files: nobody knows how long a machine with other things to do takes.
vi.setConfig({ testTimeout: 120_000 });

const WORTH = 300_000;

/** Indexes of a folder, and a way to wait until they are as wanted. */
function indexes(folder: string, worthBytes = WORTH, leaveFree = 0) {
  let told = Promise.withResolvers<void>();
  const words = createWords({
    folder,
    worthBytes,
    leaveFree,
    changed() {
      told.resolve();
      told = Promise.withResolvers();
    },
  });
  async function until(parts: Parameters<typeof words.standing>[0], state: string): Promise<void> {
    while (words.standing(parts).state !== state) await told.promise;
  }
  return { words, until, next: () => told.promise, [Symbol.asyncDispose]: () => words.close() };
}

test('every part of a word is one of the bytes it stands in', () => {
  const trigrams = createTrigrams();
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('a', 'B', '0', '@', '"', '\u00e9', '-'),
        minLength: 1,
        maxLength: 9,
      }),
      fc.uint8Array({ maxLength: 60 }),
      (before, word, after) => {
        const there = trigrams.of(Buffer.concat([before, Buffer.from(word), after])).split(' ');
        expect(trigramsOf(word.toLowerCase()).filter((part) => !there.includes(part))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

describe('an index', () => {
  test('names every stretch in which a word begins, leaves out others, and trusts nothing that has changed', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'ejabberd.log');
    writeEntries(file, { entries: 12_000 });
    // Across the border of two stretches.
    const bytes = readFileSync(file);
    bytes.write('Border_Crossing', 256 * 1024 - 6);
    writeFileSync(file, bytes);
    const part = openPart(file);
    await using one = indexes(folder.path);
    one.words.fill([part]);
    await one.until([part], 'ready');
    const text = bytes.toString('latin1').toLowerCase();
    for (const word of ['border_crossing', 'person36@', 'failed', 'kernel_trouble', '0.899.0', 'opened']) {
      const sieve = one.words.sieve(part, word);
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
        expect(sieve?.may(at, at + 1)).toBe(true);
    }
    expect(one.words.sieve(part, 'nothing_of_the_kind')?.may(0, 256 * 1024)).toBe(false);
    // Behind what is indexed everything may be.
    expect(one.words.sieve(part, 'nothing_of_the_kind')?.may(bytes.length - 10, bytes.length)).toBe(true);
    expect(one.words.sieve(part, 'ab')).toBeUndefined();
    part.close();
    // The same beginning, and then something else: a log that was cut and grew again within a second.
    bytes.fill('x', 300_000);
    writeFileSync(file, bytes);
    const other = openPart(file);
    expect(one.words.sieve(other, 'nothing_of_the_kind')).toBeUndefined();
    other.close();
  });

  test('that is damaged is thrown away', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'ejabberd.log');
    writeEntries(file, { entries: 5000 });
    const part = openPart(file);
    await using one = indexes(folder.path);
    one.words.fill([part]);
    await one.until([part], 'ready');
    const [index = ''] = readdirSync(folder.path).filter((name) => name.endsWith('.sqlite'));
    writeFileSync(join(folder.path, index), 'no database at all');
    expect(one.words.sieve(part, 'opened')).toBeUndefined();
    expect(existsSync(join(folder.path, index))).toBe(false);
    part.close();
  });

  test('that has no room is not begun, does no harm, and is tried again when somebody says so', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'ejabberd.log');
    writeEntries(file, { entries: 8000 });
    writeFileSync(`${file}.1`, readFileSync(file).subarray(100_000));
    const parts = [openPart(file), openPart(`${file}.1`)];
    await using one = indexes(folder.path, WORTH, Number.MAX_SAFE_INTEGER);
    one.words.fill(parts);
    await one.until(parts, 'no-room');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('words-'))).toEqual([]);
    expect(one.words.sieve(parts[0]!, 'opened')).toBeUndefined();
    one.words.fill(parts);
    expect(one.words.standing(parts).state).toBe('no-room');
    one.words.setOn(true);
    one.words.fill(parts);
    expect(one.words.standing(parts).state).toBe('building');
    await one.until(parts, 'no-room');
    for (const part of parts) part.close();
  });

  test('whose thread is ended again and again goes on where it was, and is the same in the end', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'ejabberd.log');
    writeEntries(file, { bytes: 24_000_000 });
    const part = openPart(file);
    await using one = indexes(folder.path);
    for (let ended = 0; ended < 3 && one.words.standing([part]).state !== 'ready'; ended++) {
      one.words.setOn(true);
      one.words.fill([part]);
      await one.next();
      one.words.setOn(false);
      expect(['stopped', 'none', 'ready']).toContain(one.words.standing([part]).state);
    }
    one.words.setOn(true);
    one.words.fill([part]);
    await one.until([part], 'ready');
    const text = readFileSync(file, 'latin1').toLowerCase();
    const sieve = one.words.sieve(part, 'kernel_trouble');
    const hits = [...text.matchAll(/kernel_trouble/g)].map(({ index }) => index);
    expect(hits.filter((at) => sieve?.may(at, at + 1) !== true)).toEqual([]);
    expect(sieve?.may(256 * 1024, 512 * 1024)).toBe(false);
    part.close();
  });
});

test('a view finds the same with an index and without, in a packed file as well, and what was written since', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'ejabberd.log');
  writeEntries(file, { entries: 8_000 });
  const whole = readFileSync(file);
  writeFileSync(`${file}.1.gz`, gzipSync(whole, { level: 1 }));
  writeFileSync(file, '2026-02-01 00:00:00.000123+00:00 [info] <0.1.0>@ejabberd:start/2:1 begun\n');
  appendFileSync(file, whole.subarray(whole.indexOf('\n') + 1));
  for (const text of ['failed person9@', 'nothing_of_the_kind', '0.899.0']) {
    const filter = { ...EVERYTHING, text };
    const found = async (words?: ReturnType<typeof createWords>) => {
      await using view = await openedView(folder.path, [file], filter, words ? { words } : {});
      const { first, last } = view.engine.state(view.id);
      return view.engine.entries(view.id, first, last - first).map(({ raw }) => raw);
    };
    await using one = indexes(folder.path);
    {
      await using view = await openedView(folder.path, [file], filter, { words: one.words });
      while (view.engine.state(view.id).index.state !== 'ready') await one.next();
    }
    expect(await found(one.words)).toEqual(await found());
  }
});
