/** A word to be looked for in blocks of bytes, in any case: what is folded, and which two of its bytes are the rarest. */
import { createKernel, MASKS_AT, TEXT_AT, WORD_AT, WORD_BYTES } from './needle-wasm.ts';

export interface Needle {
  /** Read into this, `blockBytes` at most. */
  readonly block: Uint8Array;
  /** The first place of the word in the first `length` bytes of the block, from `from` on; -1 where there is none. */
  find(from: number, length: number): number;
}

/**
 * How common bytes are in logs, the most common first; what is not named is rarer. Only speed hangs on it.
 */
const COMMON = ' 0e1:2ta-.3nior5s4c6dl,7m8/9ph=_[]<>"\'(){}b@xufgwvyk';

const isLetter = (byte: number) => byte >= 0x61 && byte <= 0x7a;
const rarity = (byte: number): number => {
  const at = COMMON.indexOf(String.fromCharCode(byte));
  return at < 0 ? COMMON.length : at;
};

/** @param word not empty, 1024 bytes at most. Letters of ASCII are found in either case, all else as it is. */
export function createNeedle(word: string, blockBytes: number): Needle {
  const bytes = Buffer.from(word.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
  const { length } = bytes;
  if (length === 0 || length > WORD_BYTES) throw new RangeError('a word of 1 to 1024 bytes');
  const { memory, find } = createKernel(blockBytes);
  memory.set(bytes, WORD_AT);
  // WHY a mask: `|0x20` makes a letter small, and would make another character of what is none.
  memory.set(
    bytes.map((byte) => (isLetter(byte) ? 0x20 : 0)),
    MASKS_AT,
  );
  const byRarity = [...bytes.keys()].sort((one, other) => rarity(bytes[other]!) - rarity(bytes[one]!));
  const [near = 0, far = near] = byRarity.slice(0, 2);
  return {
    block: memory.subarray(TEXT_AT, TEXT_AT + blockBytes),
    find(from, end) {
      if (end - from < length) return -1;
      const place = find(TEXT_AT + from, TEXT_AT + end - length, length, near, far);
      return place < 0 ? -1 : place - TEXT_AT;
    },
  };
}
