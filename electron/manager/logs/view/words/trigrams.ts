/**
 * What of a stretch of log goes into the index: which three bytes stand beside each other in it, so that every part of a word
 * is found and not only its beginning. Letters in one case, rare bytes together: 64 kinds. Pure.
 */

/** One character for each kind; the last one is for all bytes that have none of their own. */
export const KINDS = 'abcdefghijklmnopqrstuvwxyz0123456789_-.:@/<>[](){}=,;+*#%&$!?~^|';
/** No word goes beyond white space. */
const SPACE = 255;

const KIND = new Uint8Array(256).fill(KINDS.length - 1);
for (const [kind, character] of [...KINDS].entries()) {
  KIND[character.charCodeAt(0)] = kind;
  KIND[character.toUpperCase().charCodeAt(0)] = kind;
}
for (const space of [0x09, 0x0a, 0x0d, 0x20]) KIND[space] = SPACE;

const nameOf = (three: number): string =>
  (KINDS[three >> 12] ?? '') + (KINDS[(three >> 6) & 63] ?? '') + (KINDS[three & 63] ?? '');

/** Each three bytes beside each other, as a number. */
function eachOf(bytes: Uint8Array, found: (three: number) => void): void {
  let [three, length] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const kind = KIND[bytes[at] ?? 0] ?? SPACE;
    if (kind === SPACE) length = 0;
    else {
      three = ((three << 6) | kind) & 0x3ffff;
      if (++length >= 3) found(three);
    }
  }
}

/** Finds those of many stretches, one after the other. */
export function createTrigrams() {
  const names = Array.from({ length: 1 << 18 }, (_, three) => nameOf(three));
  const seen = new Uint32Array(1 << 18);
  let round = 0;
  return {
    /** All that occur in the bytes, each once, with spaces between. */
    of(bytes: Uint8Array): string {
      round++;
      const found: string[] = [];
      eachOf(bytes, (three) => {
        if (seen[three] === round) return;
        seen[three] = round;
        found.push(names[three] ?? '');
      });
      return found.join(' ');
    },
  };
}

/** Those of a word, each once; none where it is shorter than three bytes. */
export function trigramsOf(word: string): string[] {
  const found = new Set<number>();
  eachOf(Buffer.from(word), (three) => found.add(three));
  return [...found].map(nameOf);
}
