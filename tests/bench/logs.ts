/**
 * A word looked for in a gigabyte of log nobody has indexed, beside ripgrep in the same run: `node tests/bench/logs.ts [MEGABYTES]`.
 * Both have the file in memory already (the one before read it); ripgrep prints what it finds into a pipe.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partAt } from '../../electron/manager/logs/files/rotated.ts';
import { scan } from '../../electron/manager/logs/files/scan.ts';
import { FORMATS } from '../../electron/manager/logs/formats/formats.ts';
import { median } from './statistics.ts';

const ROUNDS = 5;
const bytesWanted = Number(process.argv[2] ?? 1000) * 1_000_000;
const ejabberd = FORMATS.find(({ id }) => id === 'ejabberd')!;

/** Entries as ejabberd writes them, one of a thousand with several lines; two words that are rare and one that is not. */
function writeLog(file: string): void {
  const handle = openSync(file, 'w');
  let [bytes, index] = [0, 0];
  while (bytes < bytesWanted) {
    const lines: string[] = [];
    for (let line = 0; line < 5000; line++, index++) {
      const at = new Date(Date.UTC(2026, 0, 1) + index * 40)
        .toISOString()
        .replace('T', ' ')
        .replace('Z', '123+00:00');
      const who = `person${index % 50}@office.example`;
      const words =
        index % 100_003 === 0
          ? 'Kernel_Trouble of a rare kind'
          : index % 1009 === 0
            ? `Failed for ${who}`
            : `Opened session for ${who}`;
      lines.push(
        `${at} [info] <0.${index % 900}.0>@ejabberd_c2s:process_auth/3:${index % 700} (tls|<0.${index % 900}.0>) ${words}`,
      );
      if (index % 1000 === 0) lines.push('    {term,', `     [{pid,<0.${index % 900}.0>}]}`);
    }
    bytes += writeSync(handle, `${lines.join('\n')}\n`);
  }
  closeSync(handle);
}

async function ours(file: string, word: string): Promise<number> {
  let count = 0;
  const part = await partAt(file);
  if (!part) throw new Error('the log is gone');
  for await (const _ of scan({ part, word, begins: ejabberd.begins }, new AbortController().signal)) count++;
  return count;
}

function ripgrep(file: string, word: string): number {
  const { stdout, error } = spawnSync(
    'rg',
    ['--ignore-case', '--fixed-strings', '--no-line-number', word, file],
    {
      maxBuffer: 1 << 30,
    },
  );
  if (error) throw new Error('ripgrep is needed: apt install ripgrep', { cause: error });
  return stdout.toString('latin1').split('\n').length - 1;
}

const folder = mkdtempSync(join(tmpdir(), 'chatelaine-bench-'));
try {
  const file = join(folder, 'ejabberd.log');
  writeLog(file);
  for (const [what, word] of [
    ['nowhere', 'nothing_of_the_kind'],
    ['rare', 'kernel_trouble'],
    ['one line in a thousand', 'failed for'],
  ] as const) {
    const times: Record<'ours' | 'rg', number[]> = { ours: [], rg: [] };
    let counts: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const theirs = ripgrep(file, word);
      const between = performance.now();
      counts = [await ours(file, word), theirs];
      times.rg.push(between - start);
      times.ours.push(performance.now() - between);
    }
    const [one, other] = [median(times.ours), median(times.rg)];
    console.log(
      `${what.padEnd(24)} ours ${one.toFixed(0)} ms, ripgrep ${other.toFixed(0)} ms: ${(other / one).toFixed(2)} of its speed (${counts.join(' and ')} found)`,
    );
  }
  console.log(`memory of all: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true });
}
