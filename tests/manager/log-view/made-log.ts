/** Logs as the programs write them, made up: for the tests, small, and for tests/bench/logs.ts, millions of lines. Always the same for the same numbers. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** Times go on by so much from one entry to the next. */
const EVERY_MS = 40;
export const BEGINNING = Date.UTC(2026, 0, 1);

/** Entries as ejabberd writes them, one of a thousand with several lines; two words that are rare and one that is not. */
export function ejabberdEntry(index: number, everyMs = EVERY_MS): string {
  const at = new Date(BEGINNING + index * everyMs).toISOString().replace('T', ' ').replace('Z', '123+00:00');
  const who = `person${index % 50}@office.example`;
  const process = `<0.${index % 900}.0>`;
  const level = index % 1009 === 0 ? 'warning' : index % 5003 === 0 ? 'error' : 'info';
  const words =
    index % 100_003 === 0
      ? 'Kernel_Trouble of a rare kind'
      : index % 1009 === 0
        ? `Failed for ${who}`
        : `Opened session for ${who}`;
  const line = `${at} [${level}] ${process}@ejabberd_c2s:process_auth/3:${index % 700} (tls|${process}) ${words}`;
  return index % 1000 === 0 ? `${line}\n    {term,\n     [{pid,${process}}]}` : line;
}

/** Writes entries until there are so many, or so many bytes. Returns how many. */
export function writeEntries(
  file: string,
  { entries = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY },
): number {
  const handle = openSync(file, 'w');
  let [written, index] = [0, 0];
  while (index < entries && written < bytes) {
    const lines: string[] = [];
    for (let line = 0; line < 5000 && index < entries; line++) lines.push(ejabberdEntry(index++));
    written += writeSync(handle, `${lines.join('\n')}\n`);
  }
  closeSync(handle);
  return index;
}
