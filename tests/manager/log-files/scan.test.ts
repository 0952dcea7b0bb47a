/** Looking for a word in bytes: against the plain way of doing it, over all lengths, places, cases and borders. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNeedle } from '../../../electron/manager/logs/files/needle.ts';
import { partAt } from '../../../electron/manager/logs/files/rotated.ts';
import { scan } from '../../../electron/manager/logs/files/scan.ts';
import { temporaryFolder } from '../../support/host.ts';

/** Few letters, so that there are near misses everywhere. */
const letters = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '@', '`', ' ', '\u00e9'), maxLength: 200 });
const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', '@', ' ', '\u00e9'),
  minLength: 1,
  maxLength: 20,
});
const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

describe('a word in a block', () => {
  test('is found at each place where it is, and nowhere else', () => {
    fc.assert(
      fc.property(letters, word, (text, wanted) => {
        const needle = createNeedle(wanted, 4096);
        const bytes = Buffer.from(fold(text));
        needle.block.set(Buffer.from(text));
        const found: number[] = [];
        for (let at = needle.find(0, bytes.length); at >= 0; at = needle.find(at + 1, bytes.length))
          found.push(at);
        const plain: number[] = [];
        const looked = Buffer.from(fold(wanted));
        for (let at = bytes.indexOf(looked); at >= 0; at = bytes.indexOf(looked, at + 1)) plain.push(at);
        expect(found).toEqual(plain);
      }),
      { numRuns: 2000 },
    );
  });
  test('is not found in what stands behind the block, from an earlier one', () => {
    const needle = createNeedle('needle', 64);
    needle.block.set(Buffer.from('a needle here'));
    expect([needle.find(0, 13), needle.find(0, 7), needle.find(0, 8), needle.find(3, 13)]).toEqual([
      2, -1, 2, -1,
    ]);
  });
  test.each(['', 'x'.repeat(1025)])('of an impossible length is refused', (wanted) => {
    expect(() => createNeedle(wanted, 64)).toThrow(RangeError);
  });
});

describe('a log', () => {
  const begins = (line: string) => /^\d/.test(line);
  async function hits(file: string, wanted: string) {
    const part = await partAt(file, file.endsWith('.gz') ? 'gzip' : null);
    const found: { text: string; at: number }[] = [];
    for await (const hit of scan({ part: part!, word: wanted, begins }, new AbortController().signal))
      found.push(hit);
    return found;
  }

  test.each(['', '.gz'])('gives whole entries, each once, also across blocks%s', async (end) => {
    using folder = temporaryFolder();
    const file = join(folder.path, `x.log${end}`);
    // Somewhat over two blocks, with entries of one to forty lines, and a word in some of them.
    const entries: string[] = [];
    for (let index = 0, bytes = 0; bytes < 9_000_000; index++) {
      const lines = Array.from({ length: index % 997 === 0 ? 40 : index % 5 === 0 ? 3 : 1 }, (_, line) =>
        line === 0
          ? `${index} an entry`
          : `  more ${index % 311 === 0 && line === 2 ? 'NeedLe needle' : 'hay'} ${'y'.repeat(60)}`,
      );
      if (index % 1009 === 0) lines[0] += ' needle';
      entries.push(lines.join('\n'));
      bytes += (entries.at(-1)?.length ?? 0) + 1;
    }
    const text = Buffer.from(`${entries.join('\n')}\n`);
    writeFileSync(file, end === '' ? text : gzipSync(text, { level: 1 }));
    const found = await hits(file, 'needle');
    expect(found.map((hit) => hit.text)).toEqual(entries.filter((entry) => /needle/i.test(entry)));
    for (const hit of found)
      expect(text.subarray(hit.at).toString('latin1', 0, 6)).toBe(hit.text.slice(0, 6));
  });

  test('that has no end, and no beginning either, is cut and not collected', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'x.log');
    writeFileSync(file, `1 first\n${'  z\n'.repeat(60_000)}  needle\n${'  z\n'.repeat(60_000)}2 last needle`);
    const found = await hits(file, 'needle');
    expect(found.map(({ text }) => text.length < 200_000 && text.includes('needle'))).toEqual(
      found.map(() => true),
    );
    expect(found.at(-1)?.text).toBe('2 last needle');
    expect(await hits(file, 'nowhere')).toEqual([]);
  });
});
