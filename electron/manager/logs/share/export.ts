/** Lines as a file: text as it was written, JSON lines, CSV. Each format is a head and a piece for each line. */
import { setImmediate } from 'node:timers/promises';
import type { ExportFormat, LogEvent } from '../../../contract/log-events.ts';

export interface ExportedLine {
  readonly time: number;
  readonly source: string;
  readonly level: LogEvent['level'];
  readonly subsystem: string;
  readonly message: string;
  readonly raw: string;
  readonly event: LogEvent;
}

/** How values are shown: as they are, or as a copy for support has them. */
export interface Shown {
  line(raw: string): string;
  value(text: string): string;
}
export const PLAINLY: Shown = { line: (raw) => raw, value: (text) => text };

const COLUMNS = [
  'time',
  'source',
  'level',
  'part',
  'subsystem',
  'person',
  'from',
  'host',
  'event',
  'outcome',
  'message',
] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

function rowOf({ time, source, level, subsystem, message, event }: ExportedLine, { value }: Shown): Row {
  return {
    ...{ time: new Date(time).toISOString(), level, part: event.part, outcome: event.outcome },
    ...{ source: value(source), subsystem: value(subsystem), message: value(message) },
    ...{ person: value(event.who ?? ''), from: value(event.from ?? ''), host: value(event.host ?? '') },
    event: event.code ?? '',
  };
}

/**
 * SPEC: RFC 4180 §2: "Fields containing line breaks (CRLF), double quotes, and commas should be enclosed in double-quotes", and "a
 * double-quote appearing inside a field must be escaped by preceding it with another double quote".
 * WHY the apostrophe: a spreadsheet takes what begins so for a formula, and some of what is logged was chosen by strangers.
 */
export function cell(value: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== value ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const EXPORT: Readonly<
  Record<
    ExportFormat,
    { readonly head: string; readonly mime: string; piece(line: ExportedLine, shown: Shown): string }
  >
> = {
  text: { head: '', mime: 'text/plain', piece: ({ raw }, { line }) => `${line(raw)}\n` },
  json: {
    ...{ head: '', mime: 'application/x-ndjson' },
    piece: (line, shown) => `${JSON.stringify(rowOf(line, shown))}\n`,
  },
  csv: {
    ...{ head: `${COLUMNS.join(',')}\r\n`, mime: 'text/csv' },
    piece(line, shown) {
      const row = rowOf(line, shown);
      return `${COLUMNS.map((name) => cell(row[name])).join(',')}\r\n`;
    },
  },
};

export interface Piece {
  readonly text: string;
  readonly entries: number;
  readonly time: number | null;
  readonly ended: boolean;
  readonly cut: boolean;
}
export interface ExportBounds {
  readonly entries: number;
  /** Of the file, in characters. */
  readonly size: number;
  /** So much is told at once. */
  readonly piece: number;
}
export const EXPORT_BOUNDS: ExportBounds = { entries: 1_000_000, size: 200_000_000, piece: 64 * 1024 };
/** A copy for support takes up to a second a megabyte: others have their turn so often. */
const TURN = 16 * 1024;

/** @returns the file in pieces, the last one with `ended`; less than all where the bounds are reached, and `cut` then. */
export async function* exported(
  lines: AsyncIterable<ExportedLine>,
  format: ExportFormat,
  shown: Shown,
  bounds: ExportBounds = EXPORT_BOUNDS,
): AsyncGenerator<Piece, void> {
  const { head, piece } = EXPORT[format];
  let text = head;
  let [entries, size, turn] = [0, 0, 0];
  let time: number | null = null;
  let cut = false;
  for await (const line of lines) {
    if (entries >= bounds.entries || size >= bounds.size) {
      cut = true;
      break;
    }
    const next = piece(line, shown);
    [text, size, time] = [text + next, size + next.length, line.time];
    entries++;
    if (size - turn >= TURN) {
      await setImmediate();
      turn = size;
    }
    if (text.length < bounds.piece) continue;
    yield { text, entries, time, ended: false, cut: false };
    text = '';
  }
  yield { text, entries, time, ended: true, cut };
}
