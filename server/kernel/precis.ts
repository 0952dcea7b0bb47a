/**
 * PRECIS: how names and passwords are compared.
 *
 * RFC 8264 (framework), RFC 8265 (UsernameCaseMapped, OpaqueString), RFC 8266 (Nickname).
 * "Nina", "nina" and "ｎｉｎａ" are the same person; a password stays as typed.
 * Addresses are put together in jid.ts; the rules themselves are in precis-rules.ts.
 */
import { bidiHolds, isFreeform, isIdentifier, mapWidth } from './precis-rules.ts';

const PLAIN_NAME = /^[\x21-\x40\x5b-\x7e]+$/;
const PLAIN_TEXT = /^[\x20-\x7e]+$/;

/**
 * UsernameCaseMapped, RFC 8265 §3.3. Undefined when `text` is no such name.
 * ASCII without capitals is its own result, which is nearly every name there is.
 */
export function usernameCaseMapped(text: string): string | undefined {
  if (PLAIN_NAME.test(text)) return text;
  return stable(text, (given) => {
    // §3.3.2 (preparation): width mapping, then only code points that the IdentifierClass allows
    const narrow = mapWidth(given);
    if (!isIdentifierBeforeCase(narrow)) return undefined;
    // §3.3.1, rules 3 to 5: lower case by toLowerCase(), NFC, the Bidi Rule
    const name = narrow.toLowerCase().normalize('NFC');
    return isIdentifier(name) && bidiHolds(name) ? name : undefined;
  });
}

/** OpaqueString, RFC 8265 §4.2: passwords and resources. Undefined when `text` is empty or has forbidden code points. */
export function opaqueString(text: string): string | undefined {
  if (PLAIN_TEXT.test(text)) return text;
  return stable(text, (given) => {
    // §4.2.1: any non-ASCII space becomes SPACE (U+0020); case stays; NFC
    const mapped = given.replace(/\p{Zs}/gu, ' ').normalize('NFC');
    return isFreeform(mapped) ? mapped : undefined;
  });
}

/** Nickname, RFC 8266 §2.3: as shown. For comparing two, lower-case both results (§2.4). */
export function nickname(text: string): string | undefined {
  return stable(text, (given) => {
    // §2.1: map non-ASCII space, remove leading and trailing space, one space for several; NFKC
    const mapped = given
      .replace(/\p{Zs}/gu, ' ')
      .replace(/ +/g, ' ')
      .replace(/^ | $/g, '')
      .normalize('NFKC');
    return isFreeform(mapped) ? mapped : undefined;
  });
}

// WHY: the middle dot's rule wants a small l on both sides (RFC 5892 A.3), so "L·L" is judged after case mapping only.
const isIdentifierBeforeCase = (text: string) =>
  isIdentifier(text.includes('\u00b7') ? text.toLowerCase() : text);

/**
 * SPEC: RFC 8264 §7: rules are applied again until nothing changes; a string that still does after three more times
 * is refused.
 */
function stable(text: string, apply: (text: string) => string | undefined): string | undefined {
  let current = text;
  for (let round = 0; round < 4; round++) {
    const next = apply(current);
    // §2.2, RFC 8265 §3.3.3 and §4.2.3: a zero-length string is none
    if (next === undefined || next === '') return undefined;
    if (next === current) return next;
    current = next;
  }
  return apply(current) === current ? current : undefined;
}
