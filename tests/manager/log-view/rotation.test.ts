/** A source through everything that happens to log files, in any order: no line is lost or doubled while it is open. */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createChunks } from '../../../electron/manager/logs/view/chunk.ts';
import { openSource } from '../../../electron/manager/logs/view/source.ts';
import { temporaryFolder } from '../../support/host.ts';
import { SMALL } from './test-engine.ts';

// Threads and files: nobody knows how long a machine with other things to do takes.
vi.setConfig({ testTimeout: 120_000 });

type Act = 'write' | 'half' | 'write many' | 'rename' | 'copy and cut' | 'pack' | 'look';
const acts = fc.array(
  fc.constantFrom<Act>(
    'write',
    'write',
    'half',
    'write many',
    'rename',
    'copy and cut',
    'pack',
    'look',
    'look',
  ),
  { maxLength: 30 },
);

/** What programs and logrotate do, and what was written so far. */
function createWorld(file: string) {
  const lines: string[] = [];
  /** A line that has no end so far. */
  let half = '';
  const rotated = (number: number) =>
    [`${file}.${number}`, `${file}.${number}.gz`].find((path) => existsSync(path));
  function shift(): void {
    for (let number = 20; number > 0; number--) {
      const path = rotated(number);
      if (path) renameSync(path, path.replace(`${file}.${number}`, `${file}.${number + 1}`));
    }
  }
  function write(): void {
    if (half) lines.push(half);
    else lines.push(`line ${lines.length} of many, and ${'more '.repeat(lines.length % 9)}`);
    appendFileSync(file, half ? `${half.slice(-9)}\n` : `${lines.at(-1)}\n`);
    half = '';
  }
  const run: Record<Exclude<Act, 'look'>, () => void> = {
    write,
    'write many': () => {
      for (let index = 0; index < 40; index++) write();
    },
    half() {
      if (half) return;
      half = `line ${lines.length} that is written in two pieces`;
      appendFileSync(file, half.slice(0, -9));
    },
    rename() {
      // Programs end their lines before they open another file.
      if (half) write();
      shift();
      renameSync(file, `${file}.1`);
      writeFileSync(file, '');
    },
    'copy and cut'() {
      if (half) write();
      shift();
      copyFileSync(file, `${file}.1`);
      truncateSync(file);
    },
    pack() {
      const path = `${file}.1`;
      if (!existsSync(path)) return;
      writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
      rmSync(path);
    },
  };
  return { run, all: () => [...lines, ...(half ? [half.slice(0, -9)] : [])] };
}

test('all lines are there, each once, in order', async () => {
  using folder = temporaryFolder();
  let unpacked = 0;
  await fc.assert(
    fc.asyncProperty(acts, acts, async (before, after) => {
      const file = join(mkdtempSync(join(folder.path, 'x')), 'x.log');
      const world = createWorld(file);
      writeFileSync(file, '');
      world.run.write();
      for (const act of before) if (act !== 'look') world.run[act]();
      const source = await openSource({
        ...{ id: 'x', file, chunks: createChunks(SMALL), wake: () => woken.resolve() },
        unpackTo: () => join(folder.path, `unpacked-${unpacked++}`),
        notice: () => undefined,
      });
      let woken = Promise.withResolvers<void>();
      const countAll = async () => {
        while (!source.complete) {
          woken = Promise.withResolvers();
          if (!source.step() && !source.complete) await woken.promise;
        }
      };
      await countAll();
      for (const act of [...after, 'look' as const]) {
        if (act === 'look') await source.look();
        else world.run[act]();
      }
      await source.look();
      await countAll();
      const bytes = Buffer.alloc(2000);
      const text = source.blocks
        .map(({ part, start, end }) => bytes.toString('utf8', 0, part.read(bytes, start, end - start)))
        .join('\n');
      source.close();
      expect(text.split('\n').filter((line) => line !== '')).toEqual(world.all());
    }),
    { numRuns: 300 },
  );
});
