/** What rules mean: one line of a firewall's own language, and what becomes of somebody who comes in. Pure. */
import { describe, expect, it } from 'vitest';
import { publishedPorts } from '../../../electron/manager/firewall/containers.ts';
import { judge } from '../../../electron/manager/firewall/evaluate.ts';
import { readIpsets } from '../../../electron/manager/firewall/iptables/ipset.ts';
import { readIptables } from '../../../electron/manager/firewall/iptables/read.ts';
import { readNftables } from '../../../electron/manager/firewall/nftables/read.ts';
import type { Visitor } from '../../../electron/manager/firewall/rule-set.ts';

const VISITOR: Visitor = {
  ...{ family: 'v4', protocol: 'tcp', port: 5222, from: '203.0.113.77', interface: 'eth0' },
  own: ['192.0.2.5'],
};

describe('one rule of iptables before "drop"', () => {
  const verdict = (rule: string, about: Partial<Visitor> = {}) => {
    const saved = `*filter\n:INPUT DROP [0:0]\n:chat - [0:0]\n-A chat -j ACCEPT\n-A INPUT ${rule}\nCOMMIT\n`;
    const ipsets = readIpsets(
      'create bans hash:net family inet\nadd bans 203.0.113.0/24\ncreate ports bitmap:port\n',
    );
    return judge(readIptables({ family: 'v4', saved, ipsets }), { ...VISITOR, ...about }).verdict;
  };

  it.each([
    // What it is for.
    ['-p tcp -m tcp --dport 5222 -j ACCEPT', 'accept'],
    ['-p tcp -m multiport --dports 80,5200:5300 -g chat', 'accept'],
    ['-d 192.0.2.5/32 -p tcp -j ACCEPT', 'accept'],
    ['-d 192.0.2.6/32 -p tcp -j ACCEPT', 'drop'],
    ['-m iprange --src-range 203.0.113.70-203.0.113.80 -j ACCEPT', 'accept'],
    ['-m iprange --src-range 203.0.113.80-203.0.113.90 -j ACCEPT', 'drop'],
    ['! -i docker0 -p tcp -j ACCEPT', 'accept'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT', 'accept'],
    ['-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT', 'drop'],
    ['-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', 'drop'],
    ['-m conntrack --ctstate NEW,UNTRACKED -j ACCEPT', 'accept'],
    ['-m pkttype --pkt-type broadcast -j ACCEPT', 'drop'],
    ['-m set --match-set bans src -j ACCEPT', 'accept'],
    ['-m set ! --match-set bans src -j ACCEPT', 'drop'],
    // Nobody who comes alone is over a limit; whether under one, nobody can promise.
    ['-p tcp -m connlimit --connlimit-upto 20 --connlimit-mask 32 --connlimit-saddr -j ACCEPT', 'unknown'],
    ['-p tcp -m limit --limit 3/min -j ACCEPT', 'unknown'],
    [
      '-p tcp -m recent --rcheck --seconds 60 --name knock --mask 255.255.255.255 --rsource -j ACCEPT',
      'drop',
    ],
    // Not understood, or decided elsewhere: never open.
    ['-p tcp -m set --match-set ports dst -j ACCEPT', 'unknown'],
    ['-p tcp -m string --string "xmpp" --algo bm --to 65535 -j ACCEPT', 'unknown'],
    ['-p tcp -m geoip --source-country FR -j ACCEPT', 'unknown'],
    ['-p tcp -m mark --mark 0x1 -j ACCEPT', 'unknown'],
    ['-p tcp -j NFQUEUE --queue-num 0', 'unknown'],
    ['-p tcp -m something --without-value -j ACCEPT', 'unknown'],
    ['-p tcp -j nowhere', 'unknown'],
    ['-p tcp -j LOG --log-prefix "in: "', 'drop'],
    ['-p tcp -j TARPIT', 'drop'],
  ])('%s: %s', (rule, expected) => {
    expect(verdict(rule)).toBe(expected);
  });

  it('limits from above leave the next rule its say', () => {
    const over = (match: string) => `-p tcp ${match} -j DROP\n-A INPUT -p tcp -m tcp --dport 5222 -j ACCEPT`;
    for (const match of [
      '-m connlimit --connlimit-above 20 --connlimit-mask 32 --connlimit-saddr',
      '-m hashlimit --hashlimit-above 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name chat',
      '-m recent --update --seconds 60 --hitcount 10 --name chat --mask 255.255.255.255 --rsource',
      '-m rpfilter --validmark --invert',
    ])
      expect([match, verdict(over(match))]).toEqual([match, 'accept']);
  });
});

describe('one rule of nftables before "drop"', () => {
  const verdict = (expr: readonly object[], { terse = false, sets = [] as object[] } = {}) => {
    const place = { family: 'inet', table: 'f' };
    const nftables = [
      { chain: { ...place, name: 'in', type: 'filter', hook: 'input', prio: 0, policy: 'drop' } },
      ...sets,
      { rule: { ...place, chain: 'in', handle: 1, expr } },
    ];
    return judge(readNftables(JSON.stringify({ nftables }), '', terse), VISITOR).verdict;
  };
  const port = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 5222 } };
  const from = (right: unknown, op = '==') => ({
    match: { op, left: { payload: { protocol: 'ip', field: 'saddr' } }, right },
  });
  const accept = { accept: null };
  const set = (elem: unknown[]) => ({
    set: { family: 'inet', table: 'f', name: 's', type: 'ipv4_addr', elem },
  });
  const many = { elem: { val: { prefix: { addr: '203.0.113.0', len: 24 } }, timeout: 60 } };

  it('what it looks at', () => {
    expect(verdict([port, accept])).toBe('accept');
    expect(verdict([from('@s'), accept], { sets: [set([many])] })).toBe('accept');
    expect(verdict([from('@s'), accept], { sets: [set([])] })).toBe('drop');
    expect(verdict([from({ range: ['203.0.113.70', '203.0.113.80'] }), accept])).toBe('accept');
    // Left out by nft, because there are too many.
    expect(verdict([from('@s'), accept], { sets: [set([])], terse: true })).toBe('unknown');
    // `ip saddr != …` is for IPv4 alone.
    expect(
      verdict([
        { match: { op: '!=', left: { payload: { protocol: 'ip6', field: 'saddr' } }, right: '::1' } },
        accept,
      ]),
    ).toBe('drop');
    expect(verdict([{ match: { op: '==', left: { meta: { key: 'mark' } }, right: 1 } }, accept])).toBe(
      'unknown',
    );
    expect(verdict([{ xt: { type: 'match', name: 'string' } }, accept])).toBe('unknown');
  });

  it('what it does', () => {
    // A program is asked, or answers: nobody knows what it says.
    for (const kind of ['queue', 'synproxy', 'tproxy', 'fwd'])
      expect(verdict([port, { [kind]: {} }])).toBe('unknown');
    // These decide nothing.
    for (const kind of ['counter', 'log', 'flow', 'mangle', 'dup'])
      expect(verdict([port, { [kind]: {} }, accept])).toBe('accept');
    expect(verdict([port, { limit: { rate: 3, per: 'second' } }, accept])).toBe('unknown');
    expect(verdict([port, { 'ct count': { val: 3, inv: true } }, accept])).toBe('drop');
    expect(
      verdict([port, { set: { op: 'add', set: '@s', stmt: [{ limit: { rate: 3, inv: true } }] } }, accept]),
    ).toBe('drop');
    expect(verdict([{ vmap: { key: port.match.left, data: '@nowhere' } }])).toBe('unknown');
    expect(verdict([port, { dnat: { addr: { map: {} } } }])).toBe('unknown');
  });
});

it('containers: from their programs, and from the rules where those say nothing', () => {
  const nat = `*nat
:PREROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 5222 -j DNAT --to-destination 172.17.0.3:5222
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 9000 -j DNAT --to-destination 172.17.0.4:80
COMMIT
`;
  const listed =
    'old-chat\t0.0.0.0:5222->5222/tcp, [::]:5222->5222/tcp\nweb\t127.0.0.1:8080->80/tcp\ncalls\t0.0.0.0:4000-4001->4000-4001/udp\nplain\t5432/tcp\n';
  expect(
    publishedPorts(readIptables({ family: 'v4', saved: nat }), [{ by: 'docker', listed }]).map((one) =>
      [one.protocol, one.port, one.families.join('+'), one.to, one.container, one.by].join(' '),
    ),
  ).toEqual([
    'tcp 5222 v4+v6 172.17.0.3:5222 old-chat docker',
    'udp 4000 v4  calls docker',
    'udp 4001 v4  calls docker',
    'tcp 9000 v4 172.17.0.4:80  docker',
  ]);
});
