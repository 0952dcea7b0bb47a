import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as tables from '../../server/kernel/generated/precis-tables.ts';
import { nickname, nicknameKey, opaqueString, usernameCaseMapped } from '../../server/kernel/precis.ts';
import {
  bidiHolds,
  contextHolds,
  isFreeform,
  isIdentifier,
  mapWidth,
} from '../../server/kernel/precis-rules.ts';
import { hostileString } from '../interop/precis-strings.ts';

type Row = [given: string, prepared: string | undefined, why?: string];

const USERNAMES: Row[] = [
  ['juliet@example.com', 'juliet@example.com', 'RFC 8265 example 1'],
  ['fussball', 'fussball', 'example 2'],
  ['fußball', 'fußball', 'example 3'],
  ['π', 'π', 'example 4'],
  ['Σ', 'σ', 'example 5'],
  ['σ', 'σ', 'example 6'],
  ['ς', 'ς', 'example 7'],
  ['foo bar', undefined, 'example 8'],
  ['', undefined, 'example 9'],
  ['henryⅣ', undefined, 'example 10'],
  ['♚', undefined, 'example 11'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφος', 'toLowerCase knows the final sigma'],
  ['İ', 'i\u0307', 'lower case of two characters'],
  ['ẞ', 'ß', 'capital sharp s'],
  ['\u2126', undefined, 'preparation: OHM SIGN is of HasCompat, though its lower case is ω'],
  ['\u1100\u1161', undefined, 'preparation: conjoining Jamo, though NFC makes a syllable of them'],
  ['가', '가', 'the same syllable, composed'],
  ['ǅ', undefined, 'title case: of HasCompat'],
  ['ﾊﾟ', 'パ', 'halfwidth with its mark: width before normalisation'],
  ['\uffa1\uffc2', undefined, 'halfwidth Hangul: its letters are of HasCompat'],
  ['क\u094d\u093c\u200d', 'क\u093c\u094d\u200d', 'NFC puts the virama beside the joiner'],
  ['\u0378', undefined, 'unassigned'],
  ['a\ufe0f', undefined, 'variation selector: ignorable'],
  ['a\u00ad', undefined, 'soft hyphen: ignorable'],
  ['a\ue000', undefined, 'private use'],
  ['a\ufdd0', undefined, 'noncharacter'],
  ['a\ud800', undefined, 'half a surrogate pair'],
  ['\u302e', undefined, 'exception: disallowed'],
  ['〇', '〇', 'exception: allowed'],
];

const PASSWORDS: Row[] = [
  ['correct horse battery staple', 'correct horse battery staple', 'RFC 8265 example 12'],
  ['Correct Horse Battery Staple', 'Correct Horse Battery Staple', 'example 13'],
  ['πßå', 'πßå', 'example 14'],
  ['Jack of ♦s', 'Jack of ♦s', 'example 15'],
  ['foo\u1680bar', 'foo bar', 'example 16'],
  ['', undefined, 'example 17'],
  ['my cat is a \u0009by', undefined, 'example 18'],
  ['Ⅳ', 'Ⅳ', 'compatibility characters stay'],
  ['ｗ', 'ｗ', 'width stays'],
  ['e\u0301', 'é', 'NFC'],
  ['\u3000', ' ', 'the widest space'],
  ['🫪', '🫪', 'an emoji of Unicode 17'],
  ['\u1100\u1161', undefined, 'preparation: conjoining Jamo, though NFC makes a syllable of them'],
  ['a·b', undefined, 'contextual rules hold in the FreeformClass too'],
];

const NICKNAMES: [given: string, shown: string | undefined, key: string | undefined, why: string][] = [
  ['Foo', 'Foo', 'foo', 'RFC 8266 example 1'],
  ['foo', 'foo', 'foo', 'example 2'],
  ['Foo Bar', 'Foo Bar', 'foo bar', 'example 3'],
  ['foo bar', 'foo bar', 'foo bar', 'example 4'],
  ['Σ', 'Σ', 'σ', 'example 5'],
  ['σ', 'σ', 'σ', 'example 6'],
  ['ς', 'ς', 'ς', 'example 7'],
  ['ϔ', 'Ϋ', 'ϋ', 'example 8: the rules are applied again'],
  ['♚', '♚', '♚', 'example 9'],
  ['Richard Ⅳ', 'Richard IV', 'richard iv', 'example 10'],
  ['  Foo \u3000 Bar ', 'Foo Bar', 'foo bar', 'spaces'],
  ['a\u00a8b', 'a \u0308b', 'a \u0308b', 'NFKC makes a space'],
  ['\u00a8', '\u0308', '\u0308', 'which is stripped when the rules are applied again'],
  ['   ', undefined, undefined, 'nothing is left'],
  ['\u1100\u1161', undefined, undefined, 'preparation: conjoining Jamo'],
  ['\tFoo', undefined, undefined, 'a tab is no space'],
];

describe('PRECIS profiles', () => {
  it.each(USERNAMES)('UsernameCaseMapped %j → %j (%s)', (given, prepared) => {
    expect(usernameCaseMapped(given)).toBe(prepared);
  });
  it.each(PASSWORDS)('OpaqueString %j → %j (%s)', (given, prepared) => {
    expect(opaqueString(given)).toBe(prepared);
  });
  it.each(NICKNAMES)('Nickname %j → %j, compared as %j (%s)', (given, shown, key) => {
    expect({ shown: nickname(given), key: nicknameKey(given) }).toEqual({ shown, key });
  });

  it.each(Object.entries({ usernameCaseMapped, opaqueString, nickname, nicknameKey }))(
    '%s of what it gave is the same',
    (_, profile) => {
      fc.assert(
        fc.property(hostileString, (given) => {
          const once = profile(given);
          if (once !== undefined) expect(profile(once)).toBe(once);
        }),
        { numRuns: 5000 },
      );
    },
  );
});

/** RFC 5893 §2: what each condition refuses, and its nearest neighbour that it allows. */
const BIDI: [text: string, holds: boolean, condition: string][] = [
  ['abc1', true, 'no right-to-left code point: no rule'],
  ['1', true, 'the same'],
  ['1א', false, '1: begins with EN'],
  ['\u0300א', false, '1: begins with NSM'],
  ['אa', false, '2: L in an RTL label'],
  ['א+ב', true, '2: ES inside'],
  ['א+', false, '3: ends with ES'],
  ['א\u05b0\u05b0', true, '3: ends with R and NSM'],
  ['ب1', true, '3: ends with EN'],
  ['ب\u0661', true, '3: ends with AN'],
  ['ب1\u0661', false, '4: EN and AN'],
  ['aא', false, '5: R in an LTR label'],
  ['a\u0661', false, '5: AN in an LTR label'],
];

/** RFC 5892 appendix A. */
const CONTEXTS: [text: string, holds: boolean, rule: string][] = [
  ['क\u094d\u200cष', true, 'A.1: after a virama'],
  ['ب\u200cب', true, 'A.1: between joining letters'],
  ['ب\u064b\u200c\u064bا', true, 'A.1: with transparent ones between'],
  ['ا\u200cب', false, 'A.1: ا does not join to its left'],
  ['ب\u200c', false, 'A.1: at the end'],
  ['क\u094d\u200d', true, 'A.2: after a virama'],
  ['ب\u200dب', false, 'A.2: joining letters do not help'],
  ['l·l', true, 'A.3'],
  ['l·L', false, 'A.3: small l only'],
  ['·l', false, 'A.3: at the start'],
  ['͵α', true, 'A.4'],
  ['͵a', false, 'A.4'],
  ['͵', false, 'A.4: at the end'],
  ['א׳', true, 'A.5'],
  ['׳א', false, 'A.5'],
  ['א״', true, 'A.6'],
  ['a״', false, 'A.6'],
  ['漢・', true, 'A.7'],
  ['・', false, 'A.7: it is no kana itself'],
  ['٠١', true, 'A.8'],
  ['٠۱', false, 'A.8, A.9'],
  ['۰۱', true, 'A.9'],
];

describe('PRECIS rules', () => {
  it.each(BIDI)('bidi %j: %s (%s)', (text, holds) => {
    expect(bidiHolds(text)).toBe(holds);
  });
  it.each(CONTEXTS)('context %j: %s (%s)', (text, holds) => {
    expect(contextHolds(text)).toBe(holds);
  });
  it('maps every fullwidth and halfwidth character to another, and nothing else', () => {
    const changed = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
      (char) => mapWidth(char) !== char,
    );
    expect(changed).toEqual([...tables.WIDTH].filter((_, at) => at % 2 === 0));
    // The 225 of the block Halfwidth and Fullwidth Forms, and the ideographic space.
    expect(changed).toHaveLength(226);
  });
});

describe('the tables', () => {
  const all = Array.from({ length: 0x110000 }, (_, code) => code).filter(
    (code) => code < 0xd800 || code > 0xdfff,
  );

  it('are of a Unicode version that this Node can normalise', () => {
    expect(Number(process.versions.unicode)).toBeGreaterThanOrEqual(
      Number.parseFloat(tables.UNICODE_VERSION),
    );
  });

  it('agree with the lower case of this Node', () => {
    const hash = createHash('sha256');
    const valid = new RegExp(`[${tables.FREEFORM}]`, 'u');
    for (const code of all) {
      const char = String.fromCodePoint(code);
      if (valid.test(char)) hash.update(char.toLowerCase()).update('\n');
    }
    expect(hash.digest('hex')).toBe(tables.LOWER_CASE_SHA256);
  });

  it('have in the IdentifierClass only what NFKC leaves alone, all of it in the FreeformClass', () => {
    const wrong = all
      .map((code) => String.fromCodePoint(code))
      .filter((char) => isIdentifier(char) && (char.normalize('NFKC') !== char || !isFreeform(char)));
    expect(wrong).toEqual([]);
  });
});
