import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeJid, parseJid, prepareDomain } from '../../server/kernel/jid.ts';
import { hostileString } from '../interop/precis-strings.ts';

/** The tables of RFC 7622 §3.5, in their order. */
const EXAMPLES: [number: number, given: string, address: string | undefined, why: string][] = [
  [1, 'juliet@example.com', 'juliet@example.com', 'bare'],
  [2, 'juliet@example.com/foo', 'juliet@example.com/foo', 'full'],
  [3, 'juliet@example.com/foo bar', 'juliet@example.com/foo bar', 'space in a resource'],
  [4, 'juliet@example.com/foo@bar', 'juliet@example.com/foo@bar', '@ in a resource'],
  [5, 'foo\\20bar@example.com', 'foo\\20bar@example.com', 'XEP-0106 escapes are characters'],
  [6, 'fussball@example.com', 'fussball@example.com', 'another person than the next'],
  [7, 'fußball@example.com', 'fußball@example.com', 'sharp s is kept'],
  [8, 'π@example.com', 'π@example.com', 'Greek'],
  [9, 'Σ@example.com/foo', 'σ@example.com/foo', 'the same person as the next'],
  [10, 'σ@example.com/foo', 'σ@example.com/foo', 'sigma'],
  [11, 'ς@example.com/foo', 'ς@example.com/foo', 'final sigma is kept'],
  [12, 'king@example.com/♚', 'king@example.com/♚', 'symbol in a resource'],
  [13, 'example.com', 'example.com', 'domain'],
  [14, 'example.com/foobar', 'example.com/foobar', 'domain with resource'],
  [15, 'a.example.com/b@example.net', 'a.example.com/b@example.net', 'the slash is looked for first'],
  [16, '"juliet"@example.com', undefined, 'quotation marks'],
  [17, 'foo bar@example.com', undefined, 'space in a name'],
  // WHY: the RFC lists this one as no address, but neither its rules nor OpaqueString forbid the space, and others send it.
  [18, 'juliet@example.com/ foo', 'juliet@example.com/ foo', 'leading space in a resource'],
  [19, '@example.com/', undefined, 'empty name and resource'],
  [20, 'henryⅣ@example.com', undefined, 'roman numeral four'],
  [21, '♚@example.com', undefined, 'symbol in a name'],
  [22, 'juliet@', undefined, 'empty domain'],
  [23, '/foobar', undefined, 'empty domain'],
];

/** What comes off the wire → how the server writes it, or undefined. */
const ADDRESSES: [given: string, address: string | undefined, why: string][] = [
  ['Nina@Example.ORG/Phone', 'nina@example.org/Phone', 'case: name and domain fold, the resource does not'],
  ['ｎｉｎａ@example.org', 'nina@example.org', 'fullwidth'],
  ['nin\u0061\u0308@example.org', 'ninä@example.org', 'NFC'],
  ['ÉLODIE@example.org', 'élodie@example.org', 'capitals beyond ASCII'],
  ['a@b/c/d', 'a@b/c/d', 'slash in a resource'],
  ['a@b//', 'a@b//', 'a slash as resource'],
  ['a@b/ｆｕｌｌ', 'a@b/ｆｕｌｌ', 'width stays in a resource'],
  ['a@b/x\u2003y', 'a@b/x y', 'wide space in a resource'],
  ['juliet@example.com/', undefined, 'empty resource'],
  ['@example.com', undefined, 'empty name'],
  ['', undefined, 'nothing'],
  ['/', undefined, 'a slash'],
  ['@', undefined, 'an at sign'],
  ['a@/b', undefined, 'no domain between'],
  ['a@b@c', undefined, 'two at signs: @ is no part of a domain'],
  ['a＠b', undefined, 'a fullwidth at sign parts nothing'],
  ['a＠b@c', undefined, 'and is none of a name either'],
  ['a@b／c', undefined, 'nor a fullwidth slash of a domain'],
  ['a b', undefined, 'space'],
  ['a@ b', undefined, 'space before a domain'],
  ['a\u0000@b', undefined, 'NUL in a name'],
  ['a@b/\u0007', undefined, 'control character in a resource'],
  ['a@b/\ue000', undefined, 'private use'],
  ['a@b/\u200b', undefined, 'zero width space'],
  ['a@b/\u0378', undefined, 'unassigned'],
  ['a@b/\ud800', undefined, 'half a surrogate pair'],
  ...Array.from('"&\'/:<>@', (char): [string, undefined, string] => [
    `${char}x@b`,
    undefined,
    `RFC 7622 §3.3.1 excludes ${char}`,
  ]),
  ...Array.from('!#$%()*+,-.;=?[\\]^_`{|}~', (char): [string, string, string] => [
    `${char}x@b`,
    `${char}x@b`,
    `RFC 7622 §3.3.1 does not exclude ${char}`,
  ]),
  ['שלום@b', 'שלום@b', 'right to left'],
  ['שלוםa@b', undefined, 'both directions'],
  ['١@b', undefined, 'begins with an Arabic number'],
  ['L·L@b', 'l·l@b', 'middle dot between two l in capitals'],
  ['a·b@b', undefined, 'middle dot elsewhere'],
  ['क्‌ष@b', 'क्‌ष@b', 'non-joiner after a virama'],
  ['a\u200db@b', undefined, 'joiner without a virama'],
  ['a・b@b', undefined, 'Katakana middle dot without Japanese'],
  ['\u1100@b', undefined, 'conjoining Jamo'],
];

const DOMAINS: [given: string, domain: string | undefined, why: string][] = [
  ['example.org.', 'example.org', 'final dot'],
  ['EXAMPLE.org', 'example.org', 'capitals'],
  ['example.org。', 'example.org', 'final ideographic full stop'],
  ['日本語｡example．jp', '日本語.example.jp', 'halfwidth and fullwidth full stops'],
  ['example.org..', undefined, 'two final dots'],
  ['example.org。.', undefined, 'two final dots of two kinds'],
  ['.', undefined, 'a dot'],
  ['.example.org', undefined, 'empty label'],
  ['a..b', undefined, 'empty label inside'],
  ['ｅｘ.ORG', 'ex.org', 'fullwidth'],
  ['bücher.example', 'bücher.example', 'U-label'],
  ['BU\u0308CHER.example', 'bücher.example', 'U-label in capitals, decomposed'],
  ['xn--bcher-kva.example', 'bücher.example', 'A-label'],
  ['XN--BCHER-KVA.example', 'bücher.example', 'A-label in capitals'],
  ['xn--99999999.example', undefined, 'A-label that decodes to nothing'],
  ['xn--.example', undefined, 'A-label of nothing'],
  ['xn--abc-.example', undefined, 'A-label of ASCII'],
  ['xn--lsa.example', undefined, 'A-label that begins with a combining mark'],
  ['xn--n3h.example', undefined, 'A-label of a symbol'],
  ['faß.example', 'faß.example', 'nontransitional: ß'],
  ['FAẞ.example', 'faß.example', 'its capital'],
  ['xn--fa-hia.example', 'faß.example', 'its A-label'],
  ['fass.example', 'fass.example', 'another domain'],
  ['βόλος.example', 'βόλος.example', 'nontransitional: final sigma'],
  ['ΒΌΛΟΣ.example', 'βόλοσ.example', 'a capital sigma is no final one (UTS #46)'],
  ['Ⅳ.example', undefined, 'compatibility: "iv" to UTS #46, not to IDNA2008'],
  ['exam\u00adple.org', undefined, 'soft hyphen: dropped by UTS #46, not by IDNA2008'],
  ['☃.example', undefined, 'symbol: allowed by UTS #46, not by IDNA2008'],
  ['a\u20d0.example', undefined, 'RFC 5892 §2.4: combining mark for symbols'],
  ['\u0301a.example', undefined, 'RFC 5891 §4.2.3.2: begins with a combining mark'],
  ['שלום.example', 'שלום.example', 'right to left'],
  ['שלום.1a', undefined, 'RFC 5893: every label of such a name, and this begins with a digit'],
  ['a\u200cb.example', undefined, 'non-joiner between Latin letters'],
  ['क्\u200dष.example', 'क्\u200dष.example', 'joiner after a virama'],
  ['l·l.example', 'l·l.example', 'middle dot between two l'],
  ['a·b.example', undefined, 'middle dot elsewhere'],
  ['a・b.example', undefined, 'Katakana middle dot without Japanese'],
  ['-a.example', undefined, 'hyphen in front'],
  ['a-.example', undefined, 'hyphen at the end'],
  ['ab--cd.example', undefined, 'RFC 5890 §2.3.1: reserved label'],
  ['a_b.example', undefined, 'underscore'],
  ['a b', undefined, 'space'],
  [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`, 'label of 63'],
  [`${'a'.repeat(64)}.example`, undefined, 'label of 64'],
  [`${'é'.repeat(57)}.example`, `${'é'.repeat(57)}.example`, 'label whose A-label has 63'],
  [`${'é'.repeat(58)}.example`, undefined, 'label whose A-label has 64'],
  [`${'a.'.repeat(126)}a`, `${'a.'.repeat(126)}a`, 'name of 253'],
  [`${'a.'.repeat(126)}ab`, undefined, 'name of 254'],
  [`${'é.'.repeat(31)}a`, `${'é.'.repeat(31)}a`, 'U-labels, 249 as A-labels'],
  [`${'é.'.repeat(32)}a`, undefined, 'U-labels, 257 as A-labels'],
  ['192.0.2.1', '192.0.2.1', 'IPv4'],
  ['256.0.2.1', '256.0.2.1', 'no IPv4, so a name'],
  ['[2001:DB8:0:0::1]', '[2001:db8::1]', 'IPv6, written as RFC 5952 does'],
  ['[::ffff:c000:201]', '[::ffff:192.0.2.1]', 'IPv4 in IPv6'],
  ['[v1.FE80]', '[v1.fe80]', 'RFC 3986: an address of the future'],
  ['[192.0.2.1]', undefined, 'IPv4 in brackets'],
  ['[]', undefined, 'nothing in brackets'],
  ['[2001:db8::1', undefined, 'IPv6 without closing bracket'],
  ['[2001:db8::1].', undefined, 'IPv6 with a dot'],
  ['[fe80::1%eth0]', undefined, 'IPv6 with zone'],
  ['[fe80::1%25eth0]', undefined, 'IPv6 with zone, as RFC 6874 wrote it'],
  ['2001:db8::1', undefined, 'IPv6 without brackets'],
];

describe('addresses', () => {
  it.each(EXAMPLES)('RFC 7622 example %i: %j → %j (%s)', (_, given, address) => {
    expect(parseJid(given)?.toString()).toBe(address);
  });

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

  it('reads what it wrote as the same address, in whatever spelling it came', () => {
    const part = fc.oneof(hostileString, fc.constantFrom('nina', 'bücher.example', 'xn--bcher-kva', 'a。b'));
    const address = fc.tuple(part, part, part).map(([local, domain, rest]) => `${local}@${domain}/${rest}`);
    let addresses = 0;
    fc.assert(
      fc.property(fc.oneof(hostileString, address), (text) => {
        const first = parseJid(text);
        expect(parseJid(text)?.toString()).toBe(first?.toString());
        if (!first) return;
        addresses += 1;
        expect(parseJid(String(first))?.toString()).toBe(String(first));
        expect(makeJid(first.local, first.domain, first.resource)?.equals(first)).toBe(true);
      }),
      { numRuns: 10_000, seed: 20261122 },
    );
    expect(addresses).toBeGreaterThan(500);
  });

  it('keeps the bound before preparation wide enough for what NFC shortens', () => {
    // Four units of UTF-16 become one letter of three bytes: 341 of them are 1023 bytes.
    const given = 'α\u0313\u0342\u0345'.repeat(341);
    expect(Buffer.byteLength(parseJid(`${given}@b`)!.local)).toBe(1023);
    expect(parseJid(`${given}a@b`)).toBeUndefined();
  });
});
