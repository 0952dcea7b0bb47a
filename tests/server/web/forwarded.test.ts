/** Whom a request is from, by RFC 7239 and by the headers everybody writes; and what of it is nobody's but a stranger's word. */
import { describe, expect, test } from 'vitest';
import { networkList } from '../../../server/kernel/networks.ts';
import { readForwarded } from '../../../server/net/http/forwarded.ts';
import { type ForwardedBy, peerOf } from '../../../server/net/http/peer.ts';

const hop = (address?: string, proto?: string) => ({ address, proto });

describe('the header Forwarded', () => {
  test.each([
    ['for=192.0.2.7', [hop('192.0.2.7')]],
    ['For="[2001:db8::7]:4711"', [hop('2001:db8::7')]],
    ['for=192.0.2.7;proto=HTTPS;by=203.0.113.43;host=office.example', [hop('192.0.2.7', 'https')]],
    ['for=192.0.2.7, for=198.51.100.17;proto=http', [hop('192.0.2.7'), hop('198.51.100.17', 'http')]],
    ['for="192.0.2.7:80",for="[::1]"', [hop('192.0.2.7'), hop('::1')]],
    ['for="192.0.2.7:_hidden"', [hop('192.0.2.7')]],
    ['for="192\\.0.2.7"', [hop('192.0.2.7')]],
    ['for=unknown', [hop()]],
    ['for=_gazonk, for=192.0.2.7', [hop(), hop('192.0.2.7')]],
    ['for="a, b;c", for=192.0.2.7', [hop(), hop('192.0.2.7')]],
    ['proto=https', [hop(undefined, 'https')]],
    ['secret=x; for=192.0.2.7', [hop('192.0.2.7')]],
    // IPv6 has to be in brackets (§6).
    ['for="2001:db8::7"', [hop()]],
    ['for=1.2.3', [hop()]],
  ])('%s', (header, hops) => expect(readForwarded(header)).toEqual(hops));

  test.each([
    '',
    'for',
    'for=',
    'for=a b',
    'for=192.0.2.7,',
    'for=192.0.2.7;',
    ',for=192.0.2.7',
    'for="192.0.2.7',
    'for=[::1]',
    'for=192.0.2.7:80',
    'for=é',
    '=a',
    `for=a,${'for=a,'.repeat(2000)}for=a`,
  ])('broken, and nothing in it counts: %j', (header) => expect(readForwarded(header)).toBeUndefined());
});

const isTrusted = networkList(['127.0.0.1', '10.0.0.0/8', '2001:db8:1::/48']);
const peer = (
  headers: Record<string, string>,
  by?: ForwardedBy,
  address = '127.0.0.1',
  encrypted = false,
) => {
  const found = peerOf({ address, encrypted }, headers, { isTrusted, by });
  return [found.address, found.secure, found.forwarded];
};

describe('a request through reverse proxies that write Forwarded', () => {
  test.each([
    ['one', 'for=192.0.2.7;proto=https', ['192.0.2.7', true, true]],
    ['IPv6', 'for="[2001:db8::7]";proto=https', ['2001:db8::7', true, true]],
    [
      'two of ours: TLS is what the person had',
      'for=192.0.2.7;proto=https, for=10.1.2.3;proto=http',
      ['192.0.2.7', true, true],
    ],
    ['a lie in front', 'for=203.0.113.9;proto=https, for=192.0.2.7;proto=http', ['192.0.2.7', false, true]],
    ['one that hides the person', 'for=203.0.113.9, for=unknown;proto=https', ['127.0.0.1', true, true]],
    ['all of ours', 'for=10.0.0.1;proto=http, for=10.0.0.2;proto=https', ['10.0.0.1', false, true]],
    ['a broken one', 'for=192.0.2.7;;', ['127.0.0.1', false, true]],
  ])('%s', (_what, forwarded, expected) => expect(peer({ forwarded }, 'forwarded')).toEqual(expected));
});

describe('forged', () => {
  const lie = {
    forwarded: 'for=203.0.113.9;proto=https',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
  };

  test.each<ForwardedBy>(['forwarded', 'x-forwarded'])('by a stranger: not even read (%s)', (by) =>
    expect(peer(lie, by, '192.0.2.7')).toEqual(['192.0.2.7', false, false]),
  );

  test('in the kind our proxies do not write, and so let through as it came', () => {
    const { forwarded } = lie;
    const real = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'http' };
    expect(peer({ ...real, forwarded })).toEqual(['192.0.2.7', false, true]);
    const { forwarded: _, ...old } = lie;
    expect(peer({ ...old, forwarded: 'for=192.0.2.7;proto=http' }, 'forwarded')).toEqual([
      '192.0.2.7',
      false,
      true,
    ]);
  });
});
