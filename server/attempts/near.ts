/**
 * Whether a word was meant to be another: one or two slips of the finger. Pure.
 * WHY not the one of configurations (config-problems.ts): words of strangers come here, and "info" is not "nina" misspelt.
 */

/** The one of `candidates` that is so near that it was probably meant; undefined when none is, or the word is one of them. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly slips: number } | undefined;
  for (const candidate of candidates) {
    if (candidate === word) return undefined;
    const slips = slipsBetween(word, candidate, best ? best.slips - 1 : MOST);
    // Of a short word every other one is near.
    if (slips !== undefined && slips * 3 <= candidate.length) best = { candidate, slips };
  }
  return best?.candidate;
}

const MOST = 2;
/** No name in an address is longer (RFC 7622 §3.3), and no domain worth guessing. */
const LONGEST = 255;

/** Letters added, left out, changed, or two exchanged; undefined when more than `most`. */
function slipsBetween(one: string, other: string, most: number): number | undefined {
  if (most < 0 || Math.abs(one.length - other.length) > most || one.length > LONGEST) return undefined;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const same = one[at - 1] === other[to - 1];
      let slips = Math.min(row[to]! + 1, next[to - 1]! + 1, row[to - 1]! + (same ? 0 : 1));
      const exchanged = at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      if (exchanged) slips = Math.min(slips, before[to - 2]! + 1);
      next.push(slips);
    }
    if (Math.min(...next) > most) return undefined;
    [before, row] = [row, next];
  }
  const slips = row.at(-1)!;
  return slips <= most ? slips : undefined;
}
