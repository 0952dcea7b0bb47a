/**
 * The single rules that PRECIS profiles and domain labels are made of.
 *
 * RFC 8264 §5.2 (width, directionality), RFC 5893 §2 (bidi), RFC 5892 appendix A (contextual rules).
 * Each is a pure function over one string; precis.ts and jid-domain.ts put them in order.
 * The character classes are generated (generated/precis-tables.ts), so that they do not move with the Node underneath.
 */
import * as tables from './generated/precis-tables.ts';

const whole = (...classes: string[]) => new RegExp(`^[${classes.join('')}]*$`, 'u');
const one = (...classes: string[]) => new RegExp(`[${classes.join('')}]`, 'u');

const identifier = whole(tables.IDENTIFIER, tables.CONTEXTUAL);
const freeform = whole(tables.FREEFORM, tables.CONTEXTUAL);
const uLabel = whole(tables.U_LABEL, tables.CONTEXTUAL);

/** Whether every code point is PVALID in the IdentifierClass, or allowed in some context: RFC 8264 §4.2. */
export const isIdentifier = (text: string) => identifier.test(text);
/** The same for the FreeformClass: RFC 8264 §4.3. */
export const isFreeform = (text: string) => freeform.test(text);
/** The same for the labels of domain names, lower case and normalised: RFC 5892 §3. */
export const isULabel = (text: string) => uLabel.test(text);

// --- mappings --------------------------------------------------------------------------------------------------------

const WIDTHS = new Map(tables.WIDTH.match(/../gsu)?.map((pair) => [pair[0]!, pair[1]!]));
const wide = /[\u3000\uff01-\uffee]/gu;

/**
 * SPEC: RFC 8265 §3.3.1: "Map fullwidth and halfwidth code points to their decomposition mappings (see Unicode Standard
 * Annex #11)". All of them are in one block but the ideographic space.
 */
export const mapWidth = (text: string) => text.replace(wide, (char) => WIDTHS.get(char) ?? char);

const anySpace = new RegExp(`[${tables.SPACE}]`, 'gu');

/** SPEC: RFC 8265 §4.2.2: "Any instances of non-ASCII space MUST be mapped to SPACE (U+0020)". */
export const mapSpace = (text: string) => text.replace(anySpace, ' ');

// --- directionality --------------------------------------------------------------------------------------------------

const hasRightToLeft = one(tables.BIDI_R_AL, tables.BIDI_AN);
const startsRightToLeft = new RegExp(`^[${tables.BIDI_R_AL}]`, 'u');
const startsLeftToRight = new RegExp(`^[${tables.BIDI_L}]`, 'u');
const insideRightToLeft = whole(tables.BIDI_IN_RTL);
const insideLeftToRight = whole(tables.BIDI_IN_LTR);
const trailing = `[${tables.BIDI_NSM}]*$`;
const endsRightToLeft = new RegExp(`[${tables.BIDI_R_AL}${tables.BIDI_EN}${tables.BIDI_AN}]${trailing}`, 'u');
const endsLeftToRight = new RegExp(`[${tables.BIDI_L}${tables.BIDI_EN}]${trailing}`, 'u');
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

const contextual = one(tables.CONTEXTUAL);
const virama = one(tables.VIRAMA);
const joinsToLeft = one(tables.JOINING_R_D);
const joinsToRight = one(tables.JOINING_L_D);
const transparent = one(tables.JOINING_T);
const greek = one(tables.GREEK);
const hebrew = one(tables.HEBREW);
const japanese = one(tables.JAPANESE);
const arabicIndic = /[\u0660-\u0669]/;
const extendedArabicIndic = /[\u06f0-\u06f9]/;

/**
 * Whether each CONTEXTJ and CONTEXTO code point stands where it may: RFC 5892 appendix A. In linear time: strangers choose
 * the text.
 */
export function contextHolds(text: string): boolean {
  if (!contextual.test(text)) return true;
  // A.7 Katakana middle dot: "at least one character in the label" is Hiragana, Katakana or Han
  if (text.includes('\u30fb') && !japanese.test(text)) return false;
  // A.8, A.9 Arabic-Indic digits and extended ones do not mix
  if (arabicIndic.test(text) && extendedArabicIndic.test(text)) return false;

  const chars = Array.from(text);
  return chars.every((char, at) => {
    const before = chars[at - 1] ?? '';
    const after = chars[at + 1] ?? '';
    switch (char) {
      case '\u200c': // A.1 zero width non-joiner
        return virama.test(before) || breaksJoin(chars, at);
      case '\u200d': // A.2 zero width joiner
        return virama.test(before);
      case '\u00b7': // A.3 middle dot
        return before === 'l' && after === 'l';
      case '\u0375': // A.4 Greek lower numeral sign
        return greek.test(after);
      case '\u05f3': // A.5, A.6 Hebrew punctuation geresh and gershayim
      case '\u05f4':
        return hebrew.test(before);
      default:
        return true;
    }
  });
}

/** A.1: "(Joining_Type:{L,D})(Joining_Type:T)*\u200C(Joining_Type:T)*(Joining_Type:{R,D})" */
function breaksJoin(chars: readonly string[], at: number): boolean {
  let left = at - 1;
  while (transparent.test(chars[left] ?? '')) left -= 1;
  let right = at + 1;
  while (transparent.test(chars[right] ?? '')) right += 1;
  return joinsToRight.test(chars[left] ?? '') && joinsToLeft.test(chars[right] ?? '');
}
