/** The engine's answers found the plain way: all files read whole, all lines looked at. For comparing. */
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LogViewFilter } from '../../../electron/contract/index.ts';
import { visible } from '../../../electron/manager/logs/files/visible.ts';
import type { Format } from '../../../electron/manager/logs/formats/format.ts';
import { formatOf } from '../../../electron/manager/logs/formats/formats.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'];
const MOST = 64 * 1024;

export interface PlainLine {
  readonly text: string;
  readonly level: string;
  readonly time: number;
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(10, from);
    const to = at < 0 ? bytes.length : at;
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return lines;
}
const shown = (line: Buffer) => visible(line.at(-1) === 13 ? line.subarray(0, -1) : line);

/** One source's entries in order; its files from the oldest. */
function entriesOf(files: readonly string[]): PlainLine[] {
  const all: { text: string; level: string; own: number | null; mtime: number; part: number }[] = [];
  files.forEach((file, part) => {
    const bytes = file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file);
    const mtime = Math.floor(statSync(file).mtimeMs);
    const format: Format = formatOf(bytes.subarray(0, MOST).toString('utf8').split(/\r?\n/).slice(0, 300));
    const entries: Buffer[][] = [];
    for (const line of linesOf(bytes)) {
      if (format.begins(shown(line)) || (entries.length === 0 && line.length > 0)) entries.push([line]);
      else entries.at(-1)?.push(line);
    }
    for (const lines of entries) {
      const [first = Buffer.alloc(0)] = lines;
      const begun = format.begins(shown(first));
      const parsed = begun ? format.read(shown(first), mtime) : undefined;
      const whole = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])).subarray(0, MOST);
      all.push({
        text: linesOf(whole).map(shown).join('\n'),
        ...{ level: parsed?.level ?? 'info', mtime, part },
        own: parsed?.time != null && parsed.time >= Date.UTC(2000) ? parsed.time : null,
      });
    }
  });
  let later = Number.POSITIVE_INFINITY;
  return all
    .reverse()
    .map(({ text, level, own, mtime }) => {
      later = own !== null ? Math.min(own, later) : later === Number.POSITIVE_INFINITY ? mtime : later;
      return { text, level, time: later };
    })
    .reverse();
}

const fits = (filter: LogViewFilter) => (line: PlainLine) =>
  LEVELS.indexOf(line.level) >= LEVELS.indexOf(filter.level) &&
  line.time >= (filter.since ?? 0) &&
  line.time <= (filter.until ?? Number.POSITIVE_INFINITY) &&
  filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => line.text.toLowerCase().includes(word));

/** All lines that fit, in order. */
export function plainView(sources: readonly (readonly string[])[], filter: LogViewFilter): PlainLine[] {
  return sources
    .flatMap((files, source) => entriesOf(files).map((line, index) => ({ ...line, source, index })))
    .sort((one, other) => one.time - other.time || one.source - other.source || one.index - other.index)
    .filter(fits(filter))
    .map(({ text, level, time }) => ({ text, level, time }));
}
