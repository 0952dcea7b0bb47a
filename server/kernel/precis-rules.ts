/**
 * The single rules that PRECIS profiles are made of.
 *
 * RFC 8264 §5.2 (width, case, normalisation, directionality), RFC 5893 §2 (bidi), RFC 5892 appendix A (contextual rules).
 * Each is a pure function over one string; precis.ts puts them in the order of each profile.
 * The character classes are generated (generated/precis-tables.ts), so that they do not move with the Node underneath.
 */
import * as tables from './generated/precis-tables.ts';

const whole = (...classes: string[]) => new RegExp(`^[${classes.join('')}]*$`, 'u');
const one = (...classes: string[]) => new RegExp(`[${classes.join('')}]`, 'u');

/** RFC 5892 appendix A.1 and A.2 (joiners), A.3 to A.9 (others): code points that need a look at their neighbours. */
const CONTEXTUAL = '\\u00b7\\u0375\\u05f3\\u05f4\\u30fb\\u0660-\\u0669\\u06f0-\\u06f9\\u200c\\u200d';
const contextual = one(CONTEXTUAL);
const identifier = whole(tables.IDENTIFIER, CONTEXTUAL);
const freeform = whole(tables.FREEFORM, CONTEXTUAL);

/** Every code point is valid in the class, and contextual ones stand where they may. */
export const isIdentifier = (text: string) => identifier.test(text) && contextHolds(text);
export const isFreeform = (text: string) => freeform.test(text) && contextHolds(text);

// --- width -----------------------------------------------------------------------------------------------------------

const wide = /[\u3000\uff01-\uffee]/u;
/** The halfwidth Hangul letters map to the compatibility Jamo, of which NFKC would make something else again. */
const HALFWIDTH_HANGUL: readonly (readonly [first: number, last: number, target: number])[] = [
  [0xffa0, 0xffa0, 0x3164],
  [0xffa1, 0xffbe, 0x3131],
  [0xffc2, 0xffc7, 0x314f],
  [0xffca, 0xffcf, 0x3155],
  [0xffd2, 0xffd7, 0x315b],
  [0xffda, 0xffdc, 0x3161],
];

/**
 * SPEC: RFC 8264 §5.2.1: fullwidth and halfwidth code points become their decomposition mappings.
 * All of them are in one block but the ideographic space.
 */
export function mapWidth(text: string): string {
  if (!wide.test(text)) return text;
  let mapped = '';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code !== 0x3000 && (code < 0xff01 || code > 0xffee)) mapped += char;
    else if (code === 0xffe3) mapped += '\u00af';
    else {
      const hangul = HALFWIDTH_HANGUL.find(([first, last]) => code >= first && code <= last);
      mapped += hangul ? String.fromCodePoint(code - hangul[0] + hangul[2]) : char.normalize('NFKC');
    }
  }
  return mapped;
}

// --- directionality --------------------------------------------------------------------------------------------------

const hasRightToLeft = one(tables.BIDI_R_AL, tables.BIDI_AN);
const startsRightToLeft = new RegExp(`^[${tables.BIDI_R_AL}]`, 'u');
const startsLeftToRight = new RegExp(`^[${tables.BIDI_L}]`, 'u');
const insideRightToLeft = whole(tables.BIDI_IN_RTL);
const insideLeftToRight = whole(tables.BIDI_IN_LTR);
const endsRightToLeft = new RegExp(
  `[${tables.BIDI_R_AL}${tables.BIDI_EN}${tables.BIDI_AN}][${tables.BIDI_NSM}]*$`,
  'u',
);
const endsLeftToRight = new RegExp(`[${tables.BIDI_L}${tables.BIDI_EN}][${tables.BIDI_NSM}]*$`, 'u');
const europeanNumber = one(tables.BIDI_EN);
const arabicNumber = one(tables.BIDI_AN);

/**
 * The six conditions of the Bidi Rule, RFC 5893 §2.
 * SPEC: RFC 8265 §3.3.1: "Apply the 'Bidi Rule' defined in [RFC5893] to strings that contain right-to-left code points".
 */
export function bidiHolds(text: string): boolean {
  if (!hasRightToLeft.test(text)) return true;
  // 1. "The first character must be a character with Bidi property L, R, or AL."
  if (startsRightToLeft.test(text)) {
    // 2. allowed inside, 3. allowed at the end, 4. "if an EN is present, no AN may be present, and vice versa"
    if (!insideRightToLeft.test(text) || !endsRightToLeft.test(text)) return false;
    return !(europeanNumber.test(text) && arabicNumber.test(text));
  }
  // 5. allowed inside, 6. allowed at the end
  return startsLeftToRight.test(text) && insideLeftToRight.test(text) && endsLeftToRight.test(text);
}

// --- contextual rules ------------------------------------------------------------------------------------------------

const virama = one(tables.VIRAMA);
const joinsLeft = new RegExp(`[${tables.JOINING_L_D}][${tables.JOINING_T}]*$`, 'u');
const joinsRight = new RegExp(`^[${tables.JOINING_T}]*[${tables.JOINING_R_D}]`, 'u');

/** RFC 5892 appendix A, one case per rule. */
function contextHolds(text: string): boolean {
  if (!contextual.test(text)) return true;
  const chars = Array.from(text);
  return chars.every((char, at) => {
    const before = chars[at - 1] ?? '';
    const after = chars[at + 1] ?? '';
    switch (char) {
      case '\u200c': // A.1 zero width non-joiner
        return (
          virama.test(before) ||
          (joinsLeft.test(chars.slice(0, at).join('')) && joinsRight.test(chars.slice(at + 1).join('')))
        );
      case '\u200d': // A.2 zero width joiner
        return virama.test(before);
      case '\u00b7': // A.3 middle dot
        return before === 'l' && after === 'l';
      case '\u0375': // A.4 Greek lower numeral sign
        return /\p{Script=Greek}/u.test(after);
      case '\u05f3': // A.5, A.6 Hebrew punctuation geresh and gershayim
      case '\u05f4':
        return /\p{Script=Hebrew}/u.test(before);
      case '\u30fb': // A.7 Katakana middle dot
        return /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text);
      default: // A.8, A.9 Arabic-Indic digits and extended ones do not mix
        if (char >= '\u0660' && char <= '\u0669') return !/[\u06f0-\u06f9]/u.test(text);
        if (char >= '\u06f0' && char <= '\u06f9') return !/[\u0660-\u0669]/u.test(text);
        return true;
    }
  });
}
