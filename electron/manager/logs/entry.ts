/** Reads one written line (JSON of the server, JSON of pino, or anything else) and matches it against a filter. Pure. */
import { z } from 'zod';
import type { LogEntry, LogFilter } from '../../contract/index.ts';

type Level = LogEntry['level'];
const ORDER: readonly Level[] = ['debug', 'info', 'warn', 'error'];

/** pino writes levels as numbers: 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
function levelOf(value: unknown): Level {
  if (typeof value === 'number')
    return value >= 50 ? 'error' : value >= 40 ? 'warn' : value >= 30 ? 'info' : 'debug';
  return ORDER.find((level) => level === value) ?? 'info';
}

const FIXED = new Set(['time', 'level', 'subsystem', 'message', 'msg', 'pid', 'hostname']);
const json = z.record(z.string(), z.unknown());

function fieldsOf(line: Record<string, unknown>): LogEntry['fields'] {
  const fields: LogEntry['fields'] = {};
  for (const [name, value] of Object.entries(line)) {
    if (FIXED.has(name) || value === null || value === undefined) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      fields[name] = value;
    else fields[name] = JSON.stringify(value).slice(0, 4000);
  }
  return fields;
}

export interface RawLine {
  readonly seq: number;
  readonly source: LogEntry['source'];
  readonly raw: string;
  /** When it was read; used for lines that tell no time. */
  readonly readAt: number;
  /** Level of lines that tell none: what a program prints on standard error is worth a look. */
  readonly fallback?: Level;
}

/** Never throws: a line that is no JSON becomes an entry with the line as its message. */
export function readEntry({ seq, source, raw, readAt, fallback = 'info' }: RawLine): LogEntry {
  let line: Record<string, unknown> | undefined;
  try {
    line = json.safeParse(JSON.parse(raw)).data;
  } catch {
    line = undefined;
  }
  if (!line) {
    return { seq, time: readAt, level: fallback, source, subsystem: 'output', message: raw, fields: {}, raw };
  }
  const time = typeof line.time === 'string' ? Date.parse(line.time) : Number(line.time);
  return {
    seq,
    time: Number.isFinite(time) ? time : readAt,
    level: levelOf(line.level ?? fallback),
    source,
    subsystem: String(line.subsystem ?? source),
    message: String(line.message ?? line.msg ?? line.event ?? ''),
    fields: fieldsOf(line),
    raw,
  };
}

/** @returns a test for the filter: this level and worse, this source, every word somewhere in the line. */
export function matcher(filter: LogFilter): (entry: LogEntry) => boolean {
  const least = ORDER.indexOf(filter.level);
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return (entry) => {
    if (ORDER.indexOf(entry.level) < least) return false;
    if (filter.source !== 'both' && filter.source !== entry.source) return false;
    if (words.length === 0) return true;
    const text = entry.raw.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
