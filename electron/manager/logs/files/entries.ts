/**
 * Lines put together to entries: an Erlang term or a stack trace stays with the line it belongs to. Bounded: an entry
 * without an end is cut, and says so.
 */
import { visible } from './visible.ts';

export interface RawEntry {
  /** Lines with `\n` between. */
  readonly text: string;
  /** Where its first byte stands, counted over all that was handed in. */
  readonly at: number;
  readonly bytes: number;
}

export interface EntryParts {
  /** Whether an entry begins with this line; others belong to the one before. */
  readonly begins: (line: string) => boolean;
  readonly online: (entry: RawEntry) => void;
}

export interface Entries {
  write(bytes: Buffer): void;
  /** What stands there is all there is for now: an entry that may go on is not kept waiting. */
  pause(): void;
  /** Another file begins: what has no end has none. */
  end(): void;
}

/** Longer lines are cut: nobody reads them, and a page must not stop because of one. */
export const LINE_BYTES = 64 * 1024;
export const ENTRY_LINES = 500;
const CUT = ' …';
const NEWLINE = 0x0a;
const RETURN = 0x0d;

export function createEntries({ begins, online }: EntryParts): Entries {
  /** The beginning of a line whose end has not come. */
  let rest: Buffer[] = [];
  let restBytes = 0;
  let seen = 0;
  let open: { lines: string[]; at: number; bytes: number } | undefined;

  function hand(): void {
    if (open) online({ text: open.lines.join('\n'), at: open.at, bytes: open.bytes });
    open = undefined;
  }

  function line(bytes: Buffer, length: number, at: number): void {
    const cut = length > bytes.length ? CUT : '';
    const end = bytes.at(-1) === RETURN && cut === '' ? bytes.length - 1 : bytes.length;
    const text = visible(bytes.subarray(0, end)) + cut;
    if (!open || begins(text)) {
      hand();
      open = { lines: [text], at, bytes: length + 1 };
      return;
    }
    open.bytes += length + 1;
    if (open.lines.length < ENTRY_LINES) open.lines.push(text);
    else if (open.lines.length === ENTRY_LINES) open.lines.push(CUT.trim());
  }

  /** Keeps the beginning of a line, and only counts what is too much. */
  function keep(bytes: Buffer): void {
    const kept = rest.reduce((sum, { length }) => sum + length, 0);
    if (kept < LINE_BYTES) rest.push(Buffer.from(bytes.subarray(0, LINE_BYTES - kept)));
    restBytes += bytes.length;
  }

  /** @param end where its line end stands, counted over all */
  function finishLine(end: number): void {
    line(Buffer.concat(rest), restBytes, end - restBytes);
    rest = [];
    restBytes = 0;
  }

  return {
    write(bytes) {
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
        const part = bytes.subarray(from, at);
        if (restBytes === 0 && part.length <= LINE_BYTES) line(part, part.length, seen + from);
        else {
          keep(part);
          finishLine(seen + at);
        }
        from = at + 1;
      }
      if (from < bytes.length) keep(bytes.subarray(from));
      seen += bytes.length;
    },
    pause: hand,
    end() {
      if (restBytes > 0) finishLine(seen);
      hand();
    },
  };
}
