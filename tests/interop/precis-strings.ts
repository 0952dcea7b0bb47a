/**
 * Strings that ask much of PRECIS, each kind for one part of the rules; the same on every run.
 *
 * RFC 5892 appendix A (contextual rules), RFC 5893 (bidi), RFC 8264 §5.2 (width, case, normalisation).
 */
import fc from 'fast-check';

const SEED = 20261122;

/** Code points that matter to one rule, a few neighbours among them. */
const ALPHABETS: Record<string, string> = {
  context: 'lLa1\u00b7αΑ\u0375אa\u05f3\u05f4アあ漢\u30fb٠٩۰۹',
  joiners: 'a\u200c\u200dक\u094d\u093cبآاࢬꡲ\u064b\u0b4d\u0bcd\u1714',
  bidi: 'a1é\u0300אב\u05b0بج\u0661٫+,$!._-\u200c\u0660۱\u00a0%𐤀𞤀\u0600',
  width: 'ＡａＺ１＠／！￣　ｱｶﾊﾞﾟﾠﾡￂ￨￡a\u3099\u309aー',
  case: 'ΣσςSsßẞİiıIǅǄǆŉΑα\u0345\u0307\u00ad\u2019.ꭰᏸᲐაԱﬀKÅΩⅣ’:',
  combining:
    'aeo\u0301\u0300\u0323\u0327\u0344\u0340क\u093c\u094d\u0f71\u0f72\u0f74각가각\u1e69\u0958\u2126יִ\u0308',
  spaces: ' a\u00a0\u1680\u2003\u202f\u3000\t\u0085\u2028Z\u00a8\u00b4\u02dc\u037a',
};

const kinds = [
  ...Object.values(ALPHABETS).map((alphabet) =>
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 7 }),
  ),
  fc.string({ unit: fc.constantFrom(...Object.values(ALPHABETS).join('')), minLength: 1, maxLength: 6 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
];

/** One string of any kind, for properties. */
export const hostileString = fc.oneof(...kinds);

/** `count` strings of each kind, but for those that come twice. */
export function hostileStrings(count: number): string[] {
  const strings = kinds.flatMap((kind, at) => fc.sample(kind, { seed: SEED + at, numRuns: count }));
  // Lone surrogates are no text: they cannot be sent as UTF-8.
  return [...new Set(strings)].filter((text) => text.isWellFormed());
}
