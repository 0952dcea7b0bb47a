/** Splits a byte stream into lines, with a bound: a line without an end is cut, not collected for ever. */
import { StringDecoder } from 'node:string_decoder';

export const LINE_CHARACTERS = 16 * 1024;

export interface LineSplitter {
  write(chunk: Buffer): void;
  /** Hands over what is left without a line end. */
  end(): void;
}

export function splitLines(online: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  /** The line before the next line end was cut and handed over; skip its remainder. */
  let skipping = false;

  function hand(line: string): void {
    if (!skipping && line.trim())
      online(line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS)}…` : line);
    skipping = false;
  }
  return {
    write(chunk) {
      const parts = (rest + decoder.write(chunk)).split(/\r?\n/);
      rest = parts.pop() ?? '';
      for (const line of parts) hand(line);
      if (rest.length > LINE_CHARACTERS) {
        hand(rest);
        skipping = true;
        rest = '';
      }
    },
    end() {
      hand(rest + decoder.end());
      rest = '';
    },
  };
}
