/** A file passes through in constant memory, up and down. A gigabyte by `node tests/bench/files.ts`, numbers in its README. */
import { expect, test } from 'vitest';
import { measureFile } from '../../bench/files.ts';

const MEBIBYTES = 192;
/** Node's buffers on their way and the collector's leisure; half of the file would be too much. */
const MOST_GROWTH = 96;

test('a large file is never in memory as a whole', async () => {
  const { before, mostUp, mostDown, up, down } = await measureFile(MEBIBYTES);
  expect(up).toBeGreaterThan(1);
  expect(down).toBeGreaterThan(1);
  // Where there is no /proc nothing is known.
  if (Number.isNaN(before)) return;
  expect(mostUp - before).toBeLessThan(MOST_GROWTH);
  expect(mostDown - before).toBeLessThan(MOST_GROWTH);
}, 120_000);
