/** To whom is relayed: each network that is not the public internet, and what the operator may change. */
import { describe, expect, it } from 'vitest';
import { createAddresses } from '../../../server/modules/turn/addresses.ts';
import { createPeers } from '../../../server/modules/turn/peers.ts';

const peers = createPeers({ allow: [], deny: [], isOwn: (address) => address === '9.9.9.9' });

const DENIED: [address: string, because: string][] = [
  ['0.0.0.0', 'this network'],
  ['10.1.2.3', 'private'],
  ['100.64.0.1', 'shared by a provider'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['169.254.169.254', 'link-local, and the metadata of clouds'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.170', 'protocol assignments'],
  ['192.0.2.1', 'documentation'],
  ['192.88.99.1', '6to4 relay'],
  ['192.168.1.1', 'private'],
  ['198.19.0.1', 'benchmarks'],
  ['224.0.0.251', 'multicast'],
  ['255.255.255.255', 'reserved, and broadcast'],
  ['9.9.9.9', 'this machine'],
  ['::', 'unspecified, loopback, IPv4 within IPv6'],
  ['::1', 'unspecified, loopback, IPv4 within IPv6'],
  ['::127.0.0.1', 'unspecified, loopback, IPv4 within IPv6'],
  ['::ffff:127.0.0.1', 'IPv4 within IPv6'],
  ['::ffff:8.8.8.8', 'IPv4 within IPv6'],
  ['64:ff9b::7f00:1', 'translated to IPv4'],
  ['2002:7f00:1::', '6to4'],
  ['2001:0:4136:e378::1', 'Teredo'],
  ['2001:db8::1', 'documentation'],
  ['fc00::1', 'private'],
  ['fd12:3456::1', 'private'],
  ['fe80::1', 'link-local'],
  ['febf::1', 'link-local'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
];

describe('whom the relay speaks to by default', () => {
  for (const [address, because] of DENIED)
    it(`not ${address}: ${because}`, () => expect(peers.verdict(address)).toEqual({ allow: false, because }));

  for (const address of [
    '8.8.8.8',
    '1.1.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2a00:1450::1',
    '2606:4700::1',
  ])
    it(address, () => expect(peers.verdict(address)).toEqual({ allow: true, because: 'public' }));

  it('what the operator says comes first, and a refusal before a permission', () => {
    const own = createPeers({
      allow: ['10.0.0.0/8', '8.8.8.8'],
      deny: ['10.0.0.0/24', '8.8.8.8'],
      isOwn: () => false,
    });
    expect(own.verdict('10.1.0.1')).toEqual({ allow: true, because: 'allowed by the operator' });
    expect(own.verdict('10.0.0.1')).toEqual({ allow: false, because: 'denied by the operator' });
    expect(own.verdict('8.8.8.8').allow).toBe(false);
    expect(own.verdict('192.168.0.1').allow).toBe(false);
  });
});

describe('our address as the world sees it', () => {
  const found = (interfaces: string[], named?: string, configured: string[] = []) =>
    createAddresses({
      ...{ configured, name: () => 'example.org', now: () => 0, interfaces: () => interfaces },
      resolve: async () => named,
    }).relayed('ipv4');

  it.each([
    ['what the operator says', ['8.8.8.8'], undefined, ['9.9.9.9'], '9.9.9.9'],
    [
      'nothing, where the operator names the other family only',
      ['8.8.8.8'],
      undefined,
      ['2a00::1'],
      undefined,
    ],
    ['an interface on the internet', ['127.0.0.1', '10.0.0.1', '8.8.8.8'], '7.7.7.7', [], '8.8.8.8'],
    ['what the name leads to, behind a router', ['127.0.0.1', '10.0.0.1'], '7.7.7.7', [], '7.7.7.7'],
    [
      'an interface of the office, when nobody knows more',
      ['127.0.0.1', '10.0.0.1'],
      undefined,
      [],
      '10.0.0.1',
    ],
    ['not a private address of the name', ['127.0.0.1'], '192.168.1.1', [], '127.0.0.1'],
    ['none at all', ['2a00::1'], undefined, [], undefined],
  ])('%s', async (_, interfaces, named, configured, address) => {
    expect(await found(interfaces, named, configured)).toBe(address);
  });
});
