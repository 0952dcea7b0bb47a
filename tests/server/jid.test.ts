import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeJid, opaqueString, parseJid, prepareDomain } from '../../server/kernel/jid.ts';
import { nickname } from '../../server/kernel/precis.ts';

/** What comes off the wire → how the server writes it, or undefined. */
const ADDRESSES: [given: string, address: string | undefined, why: string][] = [
  ['nina@example.org', 'nina@example.org', 'bare'],
  ['nina@example.org/phone', 'nina@example.org/phone', 'full'],
  ['example.org', 'example.org', 'domain'],
  ['example.org/x', 'example.org/x', 'domain with resource'],
  ['Nina@Example.ORG/Phone', 'nina@example.org/Phone', 'case: name and domain fold, the resource does not'],
  ['ｎｉｎａ@example.org', 'nina@example.org', 'fullwidth'],
  ['nin\u0061\u0308@example.org', 'ninä@example.org', 'NFC'],
  ['ÉLODIE@example.org', 'élodie@example.org', 'capitals beyond ASCII'],
  ['fußball@example.org', 'fußball@example.org', 'RFC 7622 example 10: sharp s is kept'],
  ['π@example.org', 'π@example.org', 'RFC 7622 example 11'],
  ['Σ@example.org/foo', 'σ@example.org/foo', 'RFC 7622 example 12'],
  ['king@example.com/♚', 'king@example.com/♚', 'RFC 7622 example 14: symbols in a resource'],
  ['juliet@example.com/foo bar', 'juliet@example.com/foo bar', 'RFC 7622 example 4: space in a resource'],
  ['juliet@example.com/foo@bar', 'juliet@example.com/foo@bar', 'RFC 7622 example 5: @ in a resource'],
  ['foo\\20bar@example.com', 'foo\\20bar@example.com', 'RFC 7622 example 6: XEP-0106 escapes are characters'],
  ['a.example.com/b@example.net', 'a.example.com/b@example.net', 'RFC 7622 example 15'],
  ['a@b/c/d', 'a@b/c/d', 'slash in a resource'],
  ['"juliet"@example.com', undefined, 'RFC 7622 example 16: quotation marks'],
  ['foo bar@example.com', undefined, 'RFC 7622 example 17: space in a name'],
  ['juliet@example.com/', undefined, 'RFC 7622 example 18: empty resource'],
  ['@example.com/', undefined, 'RFC 7622 example 19: empty name'],
  ['henryⅣ@example.com', undefined, 'RFC 7622 example 20: roman numeral four'],
  ['♚@example.com', undefined, 'RFC 7622 example 21: symbol in a name'],
  ['juliet@', undefined, 'RFC 7622 example 22: empty domain'],
  ['', undefined, 'nothing'],
  ['/', undefined, 'a slash'],
  ['@', undefined, 'an at sign'],
  ['a@b@c', undefined, 'two at signs: @ is no part of a domain'],
  ['a\u0000@b', undefined, 'NUL in a name'],
  ['a@b/\u0007', undefined, 'control character in a resource'],
  ['a@b/\ue000', undefined, 'private use'],
  ['a@b/\u200b', undefined, 'zero width space'],
  ["o'hara@b", undefined, 'apostrophe'],
  ['a&b@c', undefined, 'ampersand'],
  ['a<b@c', undefined, 'less-than'],
  ['ﬀ@b', undefined, 'ligature'],
  ['שלום@b', 'שלום@b', 'right to left'],
  ['שלוםa@b', undefined, 'bidi rule 2: both directions'],
  ['aשלום@b', undefined, 'bidi rule 5'],
  ['א1@b', 'א1@b', 'bidi rule 3: number at the end'],
  ['א١1@b', undefined, 'bidi rule 4: both kinds of numbers'],
  ['١@b', undefined, 'bidi rule 1: begins with an Arabic number'],
  ['l·l@b', 'l·l@b', 'middle dot between two l'],
  ['L·L@b', 'l·l@b', 'also written in capitals'],
  ['a·b@b', undefined, 'middle dot elsewhere'],
  ['क्‌ष@b', 'क्‌ष@b', 'non-joiner after a virama'],
  ['a\u200cb@b', undefined, 'non-joiner between Latin letters'],
  ['ب‌ب@b', 'ب‌ب@b', 'non-joiner between joining letters'],
  ['a\u200db@b', undefined, 'joiner without a virama'],
  ['ア・ア@b', 'ア・ア@b', 'Katakana middle dot'],
  ['a・b@b', undefined, 'Katakana middle dot without Japanese'],
  ['\u1100@b', undefined, 'conjoining Jamo'],
];

const DOMAINS: [given: string, domain: string | undefined, why: string][] = [
  ['example.org.', 'example.org', 'final dot'],
  ['example.org。', 'example.org', 'final ideographic full stop'],
  ['example.org..', undefined, 'two final dots'],
  ['.example.org', undefined, 'empty label'],
  ['a..b', undefined, 'empty label inside'],
  ['bücher.example', 'bücher.example', 'U-label'],
  ['BÜCHER.example', 'bücher.example', 'U-label in capitals'],
  ['xn--bcher-kva.example', 'bücher.example', 'A-label'],
  ['xn--99999999.example', undefined, 'A-label that decodes to nothing'],
  ['faß.example', 'faß.example', 'nontransitional'],
  ['日本語。jp', '日本語.jp', 'ideographic full stop'],
  ['☃.example', undefined, 'symbol: allowed by UTS 46, not by IDNA2008'],
  ['-a.example', undefined, 'hyphen in front'],
  ['a-.example', undefined, 'hyphen at the end'],
  ['a_b.example', undefined, 'underscore'],
  ['a b', undefined, 'space'],
  [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`, 'label of 63'],
  ['192.0.2.1', '192.0.2.1', 'IPv4'],
  ['[2001:DB8::1]', '[2001:db8::1]', 'IPv6'],
  ['[2001:db8::1', undefined, 'IPv6 without closing bracket'],
  ['[fe80::1%eth0]', undefined, 'IPv6 with zone'],
  ['2001:db8::1', undefined, 'IPv6 without brackets'],
];

describe('addresses', () => {
  it.each(ADDRESSES)('%j → %j (%s)', (given, address) => {
    expect(parseJid(given)?.toString()).toBe(address);
  });

  it.each(DOMAINS)('domain %j → %j (%s)', (given, domain) => {
    expect(prepareDomain(given)).toBe(domain);
  });

  it('bounds each part at 1023 bytes', () => {
    const long = 'a'.repeat(1023);
    expect(parseJid(`${long}@b/${long}`)?.local).toBe(long);
    expect(parseJid(`${long}a@b`)).toBeUndefined();
    expect(parseJid(`a@b/${long}a`)).toBeUndefined();
    expect(parseJid(`${'é'.repeat(512)}@b`)).toBeUndefined();
    expect(parseJid(`${'é'.repeat(511)}@b`)?.local).toHaveLength(511);
  });

  it('knows the parts of an address', () => {
    const full = parseJid('nina@example.org/phone')!;
    const { local, domain, resource, isBare } = full;
    expect({ local, domain, resource, isBare }).toEqual({
      local: 'nina',
      domain: 'example.org',
      resource: 'phone',
      isBare: false,
    });
    expect(String(full.bare)).toBe('nina@example.org');
    expect(full.bare.bare).toBe(full.bare);
    expect(full.bare.isBare).toBe(true);
    expect(String(full.withResource('desk'))).toBe('nina@example.org/desk');
    expect(full.withResource('')).toBe(full.bare);
    expect(full.equals(makeJid('NINA', 'example.org', 'phone')!)).toBe(true);
    expect(full.equals(full.bare)).toBe(false);
  });

  it('makes addresses of parts without letting one part spill into another', () => {
    expect(makeJid('a/b', 'c')).toBeUndefined();
    expect(makeJid('a@b', 'c')).toBeUndefined();
    expect(makeJid('a', 'b/c')).toBeUndefined();
    expect(String(makeJid('a', 'b', 'c/d@e'))).toBe('a@b/c/d@e');
  });

  it('answers the same the second time, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const first = parseJid(text)?.toString();
        expect(parseJid(text)?.toString()).toBe(first);
        // SPEC: RFC 8264 §7: preparing is idempotent.
        if (first !== undefined) expect(parseJid(first)?.toString()).toBe(first);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('other profiles', () => {
  it.each([
    ['correct horse battery staple', 'correct horse battery staple'],
    ['Correct Horse', 'Correct Horse'],
    ['πßå', 'πßå'],
    ['Jack of ♦s', 'Jack of ♦s'],
    ['foo\u1680bar', 'foo bar'],
    ['', undefined],
    ['my cat is a \u0009by', undefined],
  ])('OpaqueString %j → %j (RFC 8265 §4.3)', (given, prepared) => {
    expect(opaqueString(given)).toBe(prepared);
  });

  it.each([
    ['Foo', 'Foo'],
    ['  Foo   Bar ', 'Foo Bar'],
    ['Richard Ⅳ', 'Richard IV'],
    ['   ', undefined],
  ])('Nickname %j → %j (RFC 8266 §3)', (given, prepared) => {
    expect(nickname(given)).toBe(prepared);
  });
});
