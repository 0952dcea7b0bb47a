/** What a face is told after one look: findings in both languages, before and after, who else is there. Pure. */
import { describe, expect, it } from 'vitest';
import { wordsOfFinding } from '../../../electron/contract/findings/index.ts';
import { firewallFindings } from '../../../electron/manager/firewall/findings.ts';
import { adminDoorsOf, flowsOf } from '../../../electron/manager/firewall/flows.ts';
import { fingerprintOf } from '../../../electron/manager/firewall/helper/fingerprint.ts';
import type { RawState } from '../../../electron/manager/firewall/raw.ts';
import { reportOf } from '../../../electron/manager/firewall/report.ts';
import { DOORS, SMALL } from './at-work.ts';

const ADDRESSES = JSON.stringify([
  {
    ifname: 'eth0',
    addr_info: [
      { local: '192.0.2.5', prefixlen: 24, scope: 'global' },
      { local: '2001:db8::5', prefixlen: 64, scope: 'global' },
    ],
  },
]);
const LISTENING = `tcp LISTEN 0 511 *:5222 *:* users:(("node",pid=7,fd=2)) ino:1 sk:1 cgroup:/ v6only:0 <->
tcp LISTEN 0 511 0.0.0.0:5223 0.0.0.0:* users:(("node",pid=7,fd=3)) ino:2 sk:2 cgroup:/ <->
tcp LISTEN 0 128 *:2222 *:* users:(("sshd",pid=9,fd=3)) ino:3 sk:3 cgroup:/ v6only:0 <->
tcp LISTEN 0 511 0.0.0.0:5280 0.0.0.0:* users:(("node",pid=7,fd=4)) ino:4 sk:4 cgroup:/ <->
`;
const raw = (saved: { v4?: string; v6?: string }, more: Partial<RawState> = {}): RawState => ({
  ...{ nftables: null, ipset: null, ufw: null, firewalld: null, interface: 'eth0', containers: [] },
  iptables: (['v4', 'v6'] as const).map((family) => ({
    ...{ family, legacy: false },
    saved: `*filter\n:INPUT ${saved[family] === undefined ? 'ACCEPT' : 'DROP'} [0:0]\n${saved[family] ?? ''}COMMIT\n`,
  })),
  ...{ addresses: ADDRESSES, sockets: LISTENING },
  kept: { nftables: false, iptables: true, nftablesStarts: null, iptablesStarts: true },
  ...more,
});
const WANTS = { flows: DOORS, admin: adminDoorsOf(SMALL, { port: 8470 }) };
const told = (state: RawState, aaaa = true) =>
  firewallFindings(reportOf(state, WANTS), { aaaa }).map(({ code, subject }) => `${code} ${subject}`);

const NEIGHBOURS = [1, 2, 3, 4, 134, 135, 136]
  .map((type) => `-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -j ACCEPT\n`)
  .join('');
const RELATED = '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n';
const OPEN = '-A INPUT -p tcp -m multiport --dports 2222,5222,5223 -j ACCEPT\n';

describe('what is amiss', () => {
  it.each([
    [
      'all open: a door of administration, and one that listens over IPv4 only',
      raw({}),
      ['firewall.one-family tcp 5223', 'firewall.admin-open tcp 5280'],
    ],
    [
      'IPv4 opened, IPv6 forgotten, and the world is told of it',
      raw({ v4: RELATED + OPEN, v6: RELATED + NEIGHBOURS }),
      ['firewall.v4-only tcp 5222, tcp 5223', 'firewall.one-family tcp 5223'],
    ],
    [
      'no neighbours',
      raw({ v4: RELATED + OPEN, v6: RELATED + OPEN }),
      ['firewall.one-family tcp 5223', 'firewall.neighbours IPv6'],
    ],
    [
      'nobody comes back',
      raw({ v4: OPEN, v6: NEIGHBOURS + OPEN }),
      ['firewall.one-family tcp 5223', 'firewall.packet-too-big IPv4'],
    ],
    [
      'closed, and the server does not run: said once',
      raw({ v4: RELATED, v6: RELATED + NEIGHBOURS }, { sockets: '' }),
      ['firewall.closed tcp 5222, tcp 5223', 'firewall.nobody-at-all tcp 5222, tcp 5223'],
    ],
    [
      'a rule nobody can judge',
      raw({
        v4: `${RELATED}-A INPUT -p tcp -m geoip --source-country FR -j ACCEPT\n`,
        v6: RELATED + OPEN + NEIGHBOURS,
      }),
      ['firewall.unsure tcp 5222, tcp 5223', 'firewall.one-family tcp 5223'],
    ],
    [
      'a file that nothing reads at the start',
      raw(
        { v4: RELATED + OPEN },
        { kept: { nftables: false, iptables: true, nftablesStarts: null, iptablesStarts: false } },
      ),
      ['firewall.one-family tcp 5223', 'firewall.forgotten iptables'],
    ],
  ] as const)('%s', (_, state, expected) => {
    expect(told(state)).toEqual([...expected]);
  });

  it('has a cause, an effect and something to do in both languages', () => {
    const states = [raw({}), raw({ v4: '', v6: '' }), raw({ v4: RELATED, v6: '' }, { sockets: '' })];
    for (const finding of states.flatMap((state) => firewallFindings(reportOf(state, WANTS), { aaaa: true })))
      for (const language of ['en', 'fr'] as const) {
        const words = Object.values(wordsOfFinding(finding, language) ?? {});
        expect(words).toHaveLength(3);
        expect(words.join(' ')).not.toMatch(/undefined|\?\?|\[object/);
      }
  });
});

it('remote access is told by its program, wherever it listens', () => {
  const { remote } = reportOf(raw({ v4: OPEN }), WANTS);
  expect(remote.map(({ port, program, now }) => [port, program, now.v4?.verdict])).toEqual([
    [2222, 'sshd', 'accept'],
  ]);
});

it('before and after, as iptables lists them', () => {
  const { changes, commands } = reportOf(
    raw({ v4: `${RELATED}-A INPUT -j REJECT\n`, v6: RELATED + NEIGHBOURS + OPEN }),
    WANTS,
  );
  expect(
    changes.map(({ place, lines }) => [place, ...lines.map(({ kind, text }) => `${kind}: ${text}`)]),
  ).toEqual([
    [
      'iptables -S INPUT',
      'same: -P INPUT DROP',
      'same: -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      'added: -A INPUT -p tcp -m tcp --dport 5222 -m comment --comment chatelaine:programs-tcp-5222 -j ACCEPT',
      'added: -A INPUT -p tcp -m tcp --dport 5223 -m comment --comment chatelaine:programs-tcp-5223 -j ACCEPT',
      'same: -A INPUT -j REJECT',
    ],
  ]);
  expect(commands.map(({ program }) => program)).toEqual(['iptables-restore']);
});

it('the web comes from the machine of the web server in front, and from nobody where that is this one', () => {
  const web = (machine: string | null) => {
    const website = { program: 'nginx', name: 'chat.example.org', machine } as const;
    const flows = flowsOf({
      office: { ...SMALL, website, firewall: { monitors: ['192.0.2.9'] } },
      httpChallenge: false,
    });
    return flows
      .filter(({ why }) => why === 'web' || why === 'monitoring')
      .map(({ id, from }) => `${id} ${from}`);
  };
  expect([web('192.0.2.7'), web(null)]).toEqual([
    ['web-tcp-5443 192.0.2.7', 'monitoring-udp-161-162 192.0.2.9'],
    ['monitoring-udp-161-162 192.0.2.9'],
  ]);
});

it('a fingerprint is another one for other rules, and the same for what moves by itself', () => {
  const nft = (rules: object[], elem: string[]) => ({
    nftables: {
      json: JSON.stringify({
        nftables: [{ set: { name: 'bans', elem } }, ...rules.map((rule) => ({ rule }))],
      }),
      ...{ listing: '', terse: false },
    },
  });
  const rule = (handle: number, packets: number) => ({
    handle,
    expr: [{ counter: { packets } }, { accept: null }],
  });
  const of = (more: Partial<RawState>) => fingerprintOf(raw({ v4: OPEN }, more));
  const first = of(nft([rule(1, 0)], []));
  expect(of(nft([rule(1, 99)], ['192.0.2.1']))).toBe(first);
  expect(of(nft([rule(2, 0)], []))).not.toBe(first);
  expect(fingerprintOf(raw({ v4: '[7:77] -A INPUT -j ACCEPT\n' }))).toBe(
    fingerprintOf(raw({ v4: '[0:0] -A INPUT -j ACCEPT\n' })),
  );
});
