/**
 * The beginnings of entries found in bytes: whether a line begins one, when, how bad. For millions of lines at a time, so that
 * the formats with the largest logs are read here without looking at the whole line; all say the same as `formats/`.
 */

import { visible } from '../files/visible.ts';
import type { Format, FormatId, Level } from '../formats/format.ts';
import { yearlessTime } from '../formats/format.ts';
import { ENTRY_BYTES } from './block.ts';

export interface Head {
  /** Whether an entry begins with the line in these bytes, its line end left out. @param before no entry is later than this */
  begins(bytes: Buffer, from: number, to: number, before: number): boolean;
  /** Of the line that began one; NaN where it tells none, or one nobody can mean. Milliseconds. */
  time: number;
  /** 0 debug, 1 info, 2 warn, 3 error. */
  level: number;
}

export const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];
/** A clock that has never been set: no log is older. */
const EARLIEST = Date.UTC(2000);
export const plausible = (time: number | null): number =>
  time !== null && time >= EARLIEST ? Math.floor(time) : Number.NaN;

/** As `files/entries.ts` shows a line. */
export function lineText(bytes: Buffer, from: number, to: number): string {
  const cut = to - from > ENTRY_BYTES;
  const end = cut ? from + ENTRY_BYTES : to > from && bytes[to - 1] === 0x0d ? to - 1 : to;
  return visible(bytes.subarray(from, end)) + (cut ? ' …' : '');
}

/** By the format's own reading of the whole line. */
function slow(format: Format): Head {
  return {
    time: Number.NaN,
    level: 1,
    begins(bytes, from, to, before) {
      const line = lineText(bytes, from, to);
      if (!format.begins(line)) return false;
      const parsed = format.read(line, before);
      this.time = plausible(parsed?.time ?? null);
      this.level = parsed ? LEVELS.indexOf(parsed.level) : 1;
      return true;
    },
  };
}

interface FastParts {
  readonly format: Format;
  /** What every entry of the format begins with: a crash of a thousand lines is passed over at once. */
  readonly first: (byte: number) => boolean;
  /** Bytes of the line in which the head lies. */
  readonly bytes: number;
  /** Finds the minute, the seconds, what stands behind them (a zone, a year) and the level. */
  readonly head: RegExp;
  /** How the four lie in what was found. */
  readonly groups: { minute: number; seconds: number; zone: number; level: number };
  readonly minute: (minute: string, zone: string, before: number) => number;
  readonly level: (word: string) => number;
}

/** By the first bytes of the line; what does not fit there is left to the slow one. A minute is read once. */
function fast({ format, first, bytes: most, head, groups, minute, level }: FastParts): Head {
  const careful = slow(format);
  let [minuteText, zoneText, lastBefore, base] = ['', '', 0, Number.NaN];
  return {
    time: Number.NaN,
    level: 1,
    begins(bytes, from, to, before) {
      if (from >= to || !first(bytes[from] ?? 0)) return false;
      const found = head.exec(bytes.toString('latin1', from, Math.min(to, from + most)));
      if (!found) {
        if (!careful.begins(bytes, from, to, before)) return false;
        this.time = careful.time;
        this.level = careful.level;
        return true;
      }
      const [at, zone] = [found[groups.minute] ?? '', found[groups.zone] ?? ''];
      if (at !== minuteText || zone !== zoneText || before !== lastBefore) {
        [minuteText, zoneText, lastBefore] = [at, zone, before];
        base = minute(at, zone, before);
      }
      // Milliseconds, as Date.parse takes them: what is finer is left out.
      this.time = plausible(base + Math.round(Number((found[groups.seconds] ?? '').slice(0, 6)) * 1000));
      this.level = level(found[groups.level] ?? '');
      return true;
    },
  };
}

const isDigit = (byte: number | undefined): byte is number =>
  byte !== undefined && byte >= 0x30 && byte <= 0x39;

const WORDS: Readonly<Record<string, number>> = {
  ...{ trace: 0, debug: 0, info: 1, notice: 1, warn: 2, warning: 2 },
  ...{ error: 3, err: 3, crit: 3, critical: 3, alert: 3, emerg: 3, emergency: 3 },
};
const byWord = (word: string): number => WORDS[word.toLowerCase()] ?? 1;

const MONTH = /^(\w{3}) ([ \d]\d) (\d\d:\d\d)$/;
const FAST: Partial<Record<FormatId, Omit<FastParts, 'format'>>> = {
  ejabberd: {
    first: isDigit,
    bytes: 64,
    head: /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d):(\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)? \[(\w+)\] /,
    groups: { minute: 1, seconds: 2, zone: 3, level: 4 },
    minute: (minute, zone) => Date.parse(`${minute.replace(' ', 'T')}:00${zone}`),
    level: byWord,
  },
  prosody: {
    first: (byte) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a,
    bytes: 200,
    head: /^(\w{3} [ \d]\d \d\d:\d\d):(\d\d) [!-~]+\t(debug|info|warn|error)\t()/,
    groups: { minute: 1, seconds: 2, zone: 4, level: 3 },
    minute: (minute, _, before) => {
      const [, month = '', day = '', clock = ''] = MONTH.exec(minute) ?? [];
      return yearlessTime(month, day, `${clock}:00`, before);
    },
    level: byWord,
  },
};

/**
 * `2026-11-22 10:19:20.700183+00:00 [info] ` by its bytes, where it is the minute and the zone of the line before: most of a
 * large log is of that kind. All else is left to the others.
 */
function ejabberdHead(others: Head): Head {
  const minute = Buffer.alloc(16);
  const zone = Buffer.alloc(6);
  let [zoneBytes, base] = [0, Number.NaN];
  /** Where the zone begins, and the milliseconds since the minute began; NaN where there are none. */
  let [zoneAt, ms] = [0, Number.NaN];
  function clock(bytes: Buffer, from: number): boolean {
    const [tens, ones] = [bytes[from + 17], bytes[from + 18]];
    if (bytes[from + 16] !== 0x3a || !isDigit(tens) || !isDigit(ones)) return false;
    ms = ((tens - 0x30) * 10 + ones - 0x30) * 1000;
    zoneAt = from + 19;
    if (bytes[zoneAt] === 0x2e) {
      zoneAt++;
      for (let worth = 100; isDigit(bytes[zoneAt]); worth /= 10, zoneAt++)
        if (worth >= 1) ms += ((bytes[zoneAt] ?? 0) - 0x30) * worth;
      if (bytes[zoneAt - 1] === 0x2e) return false;
    }
    return true;
  }
  const same = (bytes: Buffer, from: number, known: Buffer, length: number): boolean => {
    for (let index = length - 1; index >= 0; index--) if (bytes[from + index] !== known[index]) return false;
    return true;
  };
  return {
    time: Number.NaN,
    level: 1,
    begins(bytes, from, to, before) {
      const quick =
        to - from > 40 &&
        same(bytes, from, minute, 16) &&
        clock(bytes, from) &&
        same(bytes, zoneAt, zone, zoneBytes);
      if (quick) {
        const at = zoneAt + zoneBytes;
        const level = bytes[at] === 0x20 && bytes[at + 1] === 0x5b ? levelAt(bytes, at + 2) : -1;
        if (level >= 0) {
          this.time = base + ms;
          this.level = level;
          return true;
        }
      }
      if (!others.begins(bytes, from, to, before)) return false;
      this.time = others.time;
      this.level = others.level;
      if (!Number.isNaN(others.time) && to - from > 40 && clock(bytes, from)) {
        bytes.copy(minute, 0, from, from + 16);
        zoneBytes = bytes[zoneAt] === 0x5a ? 1 : bytes[zoneAt] === 0x20 ? 0 : 6;
        bytes.copy(zone, 0, zoneAt, zoneAt + zoneBytes);
        base = others.time - ms;
      }
      return true;
    },
  };
}

/** `info] `, `error] ` and their like; -1 for a word that is read with more care. */
function levelAt(bytes: Buffer, from: number): number {
  for (const { word, level } of LEVEL_BYTES)
    if (word.every((byte, index) => bytes[from + index] === byte)) return level;
  return -1;
}
const LEVEL_BYTES = [
  { word: [...Buffer.from('info] ')], level: 1 },
  { word: [...Buffer.from('debug] ')], level: 0 },
  { word: [...Buffer.from('warning] ')], level: 2 },
  { word: [...Buffer.from('error] ')], level: 3 },
  { word: [...Buffer.from('notice] ')], level: 1 },
];

/** Of one part: what it remembers of a line is of the line before. */
export function headOf(format: Format): Head {
  const quick = FAST[format.id];
  if (quick && format.id === 'ejabberd') return ejabberdHead(fast({ format, ...quick }));
  if (format.id === 'plain') return plainHead();
  return quick ? fast({ format, ...quick }) : slow(format);
}

/** As `formats.ts` has it: each line but empty and indented ones. */
function plainHead(): Head {
  return {
    time: Number.NaN,
    level: 1,
    begins: (bytes, from, to) => {
      const end = to > from && bytes[to - 1] === 0x0d ? to - 1 : to;
      const first = bytes[from];
      if (end <= from || first === undefined) return false;
      if (first === 0x20 || first === 0x09) return false;
      // Other white space of Unicode is rare enough to be asked for.
      return first < 0x80 || !/^\s/.test(visible(bytes.subarray(from, Math.min(end, from + 16))));
    },
  };
}
