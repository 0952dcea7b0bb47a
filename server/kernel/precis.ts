/**
 * PRECIS: how names, passwords and nicknames are compared.
 *
 * RFC 8264 (framework), RFC 8265 (UsernameCaseMapped, OpaqueString), RFC 8266 (Nickname).
 * "Nina", "nina" and "ｎｉｎａ" are the same person; a password stays as typed.
 * Addresses are put together in jid.ts; the rules themselves are in precis-rules.ts.
 */
import { bidiHolds, contextHolds, isFreeform, isIdentifier, mapSpace, mapWidth } from './precis-rules.ts';

const ASCII_NAME = /^[\x21-\x7e]+$/;
const ASCII_TEXT = /^[\x20-\x7e]+$/;

/** The prepared and enforced string, or undefined when `text` is none of the profile. */
type Profile = (text: string) => string | undefined;

/**
 * UsernameCaseMapped, RFC 8265 §3.3. ASCII, which is nearly every name there is, needs its case mapped and no more.
 */
export const usernameCaseMapped: Profile = (text) =>
  ASCII_NAME.test(text)
    ? text.toLowerCase()
    : stable(text, (given) => {
        // SPEC: §3.3.2 (preparation): "1. Apply the width-mapping rule [...]. 2. Ensure that the string consists only of
        // Unicode code points that are explicitly allowed by the PRECIS IdentifierClass".
        const narrow = mapWidth(given);
        if (!isIdentifier(narrow)) return undefined;
        // SPEC: §3.3.3 (enforcement): case (§3.3.1: "preferably using the Unicode toLowerCase() operation"), NFC, bidi.
        // WHY toLowerCase is left to Node: case pairs and normal forms of assigned characters are stable by Unicode's
        // policies; tests/server/precis.test.ts holds the first against the tables.
        const name = narrow.toLowerCase().normalize('NFC');
        return isIdentifier(name) && contextHolds(name) && bidiHolds(name) ? name : undefined;
      });

/** OpaqueString, RFC 8265 §4.2: passwords and resources. */
export const opaqueString: Profile = (text) =>
  ASCII_TEXT.test(text)
    ? text
    : stable(text, (given) => {
        // SPEC: §4.2.1 (preparation): "consists only of Unicode code points that are explicitly allowed by the
        // FreeformClass"
        if (!isFreeform(given)) return undefined;
        // SPEC: §4.2.2 (enforcement): "Any instances of non-ASCII space MUST be mapped to SPACE (U+0020)", case stays, NFC
        const mapped = mapSpace(given).normalize('NFC');
        return isFreeform(mapped) && contextHolds(mapped) ? mapped : undefined;
      });

/** Nickname, RFC 8266 §2.3, as it is shown. */
export const nickname: Profile = (text) =>
  stable(text, (given) => {
    // SPEC: §2.2 (preparation): "consists only of Unicode code points that conform to the FreeformClass"
    if (!isFreeform(given)) return undefined;
    const mapped = mapNicknameSpace(given).normalize('NFKC');
    return isFreeform(mapped) && contextHolds(mapped) ? mapped : undefined;
  });

/**
 * What two nicknames are compared by, RFC 8266 §2.4: the same nickname if and only if it is equal. Not to be shown.
 */
export const nicknameKey: Profile = (text) =>
  stable(text, (given) => {
    if (!isFreeform(given)) return undefined;
    // SPEC: §2.4: "1. Additional Mapping Rule 2. Case Mapping Rule 3. Normalization Rule"
    const mapped = mapNicknameSpace(given).toLowerCase().normalize('NFKC');
    return isFreeform(mapped) && contextHolds(mapped) ? mapped : undefined;
  });

/**
 * SPEC: RFC 8266 §2.1: non-ASCII space becomes SPACE, spaces "at the beginning or end of a nickname" go, and "interior
 * sequences of more than one ASCII space character" become one.
 */
const mapNicknameSpace = (text: string) => mapSpace(text).replace(/ +/g, ' ').replace(/^ | $/g, '');

/**
 * WHY contextual rules (RFC 5892 appendix A) are asked after the mappings only: they look at neighbours, and "L·L" has the
 * right ones in lower case. Preparation looks at code points, as its text says.
 *
 * SPEC: RFC 8264 §7: "an implementation SHOULD apply the rules repeatedly until the output string is stable; if the
 * output string does not stabilize after reapplying the rules three (3) additional times after the first application,
 * the implementation SHOULD terminate application of the rules and reject the input string as invalid."
 */
function stable(text: string, apply: Profile): string | undefined {
  let current = text;
  for (let application = 0; application <= 3; application++) {
    const next = apply(current);
    // SPEC: RFC 8265 §3.3.3, §4.2.2, RFC 8266 §2.3: "ensure that [it] is not zero bytes in length"
    if (next === undefined || next === '') return undefined;
    if (next === current) return next;
    current = next;
  }
  return undefined;
}
