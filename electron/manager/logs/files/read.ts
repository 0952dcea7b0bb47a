/**
 * A local log read as entries: its rotated and packed files as one stream, then what is written from now on. Which program
 * wrote it is told by its lines.
 */
import { basename } from 'node:path';
import { problem, systemCode } from '../../problem.ts';
import type { Format, FormatId, Parsed } from '../formats/format.ts';
import { formatOf } from '../formats/formats.ts';
import { withoutPasswords } from '../formats/passwords.ts';
import { createEntries, type RawEntry } from './entries.ts';
import { advanced, endOf, type Place, START } from './place.ts';
import { bytesOf, type LogPart, readPart, rotatedSet } from './rotated.ts';
import { scan } from './scan.ts';
import { tail } from './tail.ts';

export interface FileEntry extends Parsed {
  /** Where its program writes no time: that of the entry before, or of the file. Milliseconds. */
  readonly time: number;
  readonly format: FormatId;
  /** The file's name, without its folder. */
  readonly log: string;
  /** As written, lines with `\n` between. */
  readonly raw: string;
}

export interface LocalLogParts {
  readonly file: string;
  /** Files whose last line is older are not opened; milliseconds. Entries are not filtered. */
  readonly since?: number | undefined;
  /** Only entries with this in them, letters of ASCII in either case: the others are not even looked at. For `history`. */
  readonly word?: string | undefined;
  readonly now: () => number;
}

/** Both are refused with `log.unreadable`. */
export interface LocalLog {
  /** All there is, the oldest first. */
  history(signal: AbortSignal): AsyncGenerator<FileEntry, void>;
  /** What is written after the history was read to its end, until the signal. */
  live(signal: AbortSignal): AsyncGenerator<FileEntry, void>;
}

/** So many bytes of the newest file tell whose log it is. */
const SAMPLE = 64 * 1024;

export function openLocalLog({ file, since = 0, word, now }: LocalLogParts): LocalLog {
  const reader = createReader(file, now);
  let from: Place | undefined;

  async function* told(entries: AsyncGenerator<FileEntry, void>): AsyncGenerator<FileEntry, void> {
    try {
      yield* entries;
    } catch (error) {
      const reason = REASONS[systemCode(error) ?? ''];
      throw reason ? problem('log.unreadable', { file, reason }, error) : error;
    }
  }

  async function* readParts(signal: AbortSignal): AsyncGenerator<FileEntry, void> {
    const all = await rotatedSet(file);
    if (all.length === 0) throw problem('log.unreadable', { file, reason: 'missing' });
    const parts = all.filter(({ mtimeMs }) => mtimeMs >= since);
    // Nothing new enough: following begins at the end of what there is.
    const last = all.at(-1);
    if (parts.length === 0 && last) from = await endOf(last);
    await reader.know(parts);
    for (const part of parts) {
      yield* reader.end();
      reader.begin(part.mtimeMs);
      if (word !== undefined) {
        for await (const { text } of scan({ part, word, begins: reader.begins }, signal))
          yield reader.entry(text);
        from = await endOf(part);
        continue;
      }
      for await (const bytes of readPart(part)) {
        if (signal.aborted) return;
        yield* reader.read(bytes);
      }
      from = reader.place();
    }
    yield* reader.pause();
  }

  async function* readOn(signal: AbortSignal): AsyncGenerator<FileEntry, void> {
    for await (const { bytes, fresh } of tail({ file, ...(from && { from }) }, signal)) {
      if (fresh) yield* reader.end();
      yield* reader.read(bytes);
      // Nobody knows whether the entry goes on: what there is of it is shown.
      yield* reader.pause();
    }
  }

  return { history: (signal) => told(readParts(signal)), live: (signal) => told(readOn(signal)) };
}

const REASONS: Readonly<Record<string, 'missing' | 'forbidden' | 'folder' | 'damaged'>> = {
  ...{ ENOENT: 'missing', ENOTDIR: 'missing', EACCES: 'forbidden', EPERM: 'forbidden', EISDIR: 'folder' },
  ...{ Z_DATA_ERROR: 'damaged', Z_BUF_ERROR: 'damaged', ZSTD_error_prefix_unknown: 'damaged' },
};

function createReader(file: string, now: () => number) {
  let format: Format | undefined;
  let found: RawEntry[] = [];
  let place = START;
  /** Of the last entry that told one. */
  let time: number | undefined;
  let fileTime = now();
  // Of an empty log nothing is known before its first line.
  function begins(line: string): boolean {
    format ??= formatOf([line]);
    return format.begins(line);
  }
  const entries = createEntries({
    begins,
    online: (entry) => void found.push(entry),
  });

  function entry(written: string): FileEntry {
    const text = withoutPasswords(written);
    format ??= formatOf(text.split('\n'));
    const parsed = format.read(text, fileTime) ?? {
      ...{ time: null, level: 'info' as const, subsystem: '', message: text, fields: {} },
    };
    time = parsed.time ?? time;
    return { ...parsed, time: time ?? fileTime, format: format.id, log: basename(file), raw: text };
  }
  function* out(): Generator<FileEntry, void> {
    const ready = found;
    found = [];
    for (const { text } of ready) if (text !== '') yield entry(text);
  }
  return {
    begins,
    entry,
    /** By the newest file that has anything: a program that was updated may write otherwise now. */
    async know(parts: readonly LogPart[]) {
      for (const part of parts.toReversed()) {
        const bytes = await bytesOf(part, 0, SAMPLE);
        if (bytes.length > 0) format = formatOf(bytes.toString('utf8').split(/\r?\n/).slice(0, 300));
        if (format) return;
      }
    },
    /** Another file: nothing goes on from the one before. @param mtimeMs its entries are not later */
    begin(mtimeMs: number) {
      fileTime = mtimeMs;
      place = START;
    },
    *read(bytes: Buffer) {
      place = advanced(place, bytes);
      entries.write(bytes);
      yield* out();
    },
    *pause() {
      entries.pause();
      yield* out();
    },
    *end() {
      fileTime = now();
      entries.end();
      yield* out();
    },
    place: () => place,
  };
}
