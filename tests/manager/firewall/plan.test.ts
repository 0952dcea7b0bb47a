/** The plan, over rule sets nobody would write: it opens what it should and changes nothing for anybody else, remote access first of all. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { judge } from '../../../electron/manager/firewall/evaluate.ts';
import { type Flow, flowsOf } from '../../../electron/manager/firewall/flows.ts';
import { readIptables } from '../../../electron/manager/firewall/iptables/read.ts';
import { afterwards, insertions } from '../../../electron/manager/firewall/plan.ts';
import {
  type Chain,
  type Effect,
  FAMILIES,
  type Match,
  type Rule,
  type RuleSet,
  type Visitor,
} from '../../../electron/manager/firewall/rule-set.ts';
import type { Office } from '../../../electron/manager/settings.ts';

// Thousands of rule sets, on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const OFFICE: Office = {
  ...{ way: 'domain', domain: 'example.org', admins: [] },
  ports: { starttls: 5222, direct: 5223 },
};

describe('what has to come in', () => {
  const ids = (office: Office) =>
    flowsOf({ office, httpChallenge: false, monitors: [] })
      .filter(({ direction }) => direction === 'in')
      .map(({ id }) => id);

  it('follows the doors the office has: nothing for what is shut, never a port of administration', () => {
    expect(ids(OFFICE)).toEqual([
      ...[
        'programs-tcp-5222',
        'programs-tcp-5223',
        'web-tcp-5443',
        'companies-tcp-5269',
        'companies-tcp-5270',
      ],
      ...[
        'calls-udp-3478',
        'calls-tcp-3478',
        'calls-tcp-5349',
        'files-tcp-7777',
        'calls-relay-udp-49152-49351',
      ],
    ]);
    const quiet: Office = {
      ...{ ...OFFICE, onePort: true, doors: { calls: false, files: false } },
      federation: { policy: 'closed', companies: {} },
    };
    expect(ids(quiet)).toEqual(['programs-tcp-5222', 'programs-tcp-5223', 'web-tcp-5443', 'web-tcp-443']);
  });

  it('lets those who watch the machine in from their addresses only', () => {
    const flows = flowsOf({ office: OFFICE, httpChallenge: true, monitors: ['192.0.2.10', '2001:db8::/64'] });
    expect(flows.filter(({ why }) => why === 'monitoring' || why === 'certificate')).toMatchObject([
      { id: 'certificate-tcp-80', from: null },
      { id: 'monitoring-udp-161-162', from: ['192.0.2.10', '2001:db8::/64'] },
    ]);
  });
});

const ports = fc.constantFrom(22, 80, 443, 3478, 5222, 5223, 5269, 8080);
const match: fc.Arbitrary<Match> = fc.oneof(
  fc.record({ is: fc.constant('family' as const), family: fc.constantFrom(...FAMILIES) }),
  fc.record({
    ...{ is: fc.constant('protocol' as const), not: fc.boolean() },
    values: fc.subarray(['tcp', 'udp', 'icmp'], { minLength: 1 }),
  }),
  fc.record({
    ...{ is: fc.constant('port' as const), not: fc.boolean() },
    protocol: fc.constantFrom('tcp' as const, 'udp' as const, null),
    ranges: fc.array(
      fc.tuple(ports, fc.nat(500)).map(([from, more]) => ({ from, to: from + more })),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({
    ...{ is: fc.constant('from' as const), not: fc.boolean() },
    networks: fc.subarray(['203.0.113.0/24', '10.0.0.0/8', '2001:db8::/32', '198.51.100.7'], {
      minLength: 1,
    }),
  }),
  fc.record({
    ...{ is: fc.constant('interface' as const), not: fc.boolean() },
    names: fc.subarray(['lo', 'eth0', 'docker*'], { minLength: 1 }),
  }),
  fc.record({
    ...{ is: fc.constant('state' as const), not: fc.boolean() },
    states: fc.subarray(['new', 'established', 'invalid'], { minLength: 1 }),
  }),
  fc.constant<Match>({ is: 'unknown', text: 'limit' }),
);
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc
    .constantFrom('accept', 'drop', 'return', 'continue', 'unknown', 'untrack')
    .map((is) => ({ is: is as 'accept' })),
  fc.record({
    is: fc.constantFrom('jump' as const, 'goto' as const),
    chain: fc.constantFrom('a', 'b', 'nowhere'),
  }),
);
const rule: fc.Arbitrary<Rule> = fc.record({
  ...{ text: fc.constant('a rule'), flow: fc.constant(null), handle: fc.constant(null) },
  ...{ when: fc.array(match, { maxLength: 3 }), effect },
});
const chain = (id: string, base: fc.Arbitrary<Chain['base']>): fc.Arbitrary<Chain> =>
  fc.record({
    ...{
      id: fc.constant(id),
      by: fc.constant('nftables' as const),
      base,
      rules: fc.array(rule, { maxLength: 7 }),
    },
    families: fc.constantFrom(['v4'] as const, ['v6'] as const, FAMILIES),
  });
const base = fc.record({
  ...{ hook: fc.constantFrom('input', 'input', 'prerouting', 'ingress', 'forward'), nat: fc.constant(false) },
  priority: fc.integer({ min: -10, max: 10 }),
  policy: fc.constantFrom('accept' as const, 'drop' as const),
});
/** Ports that a container has, or that are another port here: what docker, podman and redirections do. */
const send: fc.Arbitrary<Rule> = fc
  .record({
    ports,
    to: fc.constantFrom(null, '172.17.0.2'),
    port: fc.oneof(fc.constant(null), ports),
    when: fc.array(match, { maxLength: 1 }),
  })
  .map(({ ports: of, to, port, when }) => ({
    ...{ text: 'to a container', flow: null, handle: null, effect: { is: 'send', to, port } },
    when: [{ is: 'port', not: false, protocol: 'tcp', ranges: [{ from: of, to: of }] }, ...when],
  }));
const nat = fc.record({
  ...{ id: fc.constant('nat'), by: fc.constant('nftables' as const), families: fc.constant(FAMILIES) },
  base: fc.constant({ hook: 'prerouting', priority: -100, policy: 'accept', nat: true } as const),
  rules: fc.array(send, { maxLength: 3 }),
});
/** firewalld's way: everything by one chain for the interface, refusals at the end, what was sent on let through. */
const zones: readonly Chain[] = [
  {
    ...{ id: 'inet firewalld input', by: 'nftables', families: FAMILIES },
    base: { hook: 'input', priority: 10, policy: 'accept', nat: false },
    rules: [
      ruleOf([{ is: 'state', not: false, states: ['established', 'related'] }], { is: 'accept' }),
      ruleOf([{ is: 'state', not: false, states: ['dnat'] }], { is: 'accept' }),
      ruleOf([], { is: 'jump', chain: 'inet firewalld zone' }),
      ruleOf([{ is: 'state', not: false, states: ['invalid'] }], { is: 'drop' }),
      ruleOf([], { is: 'drop' }),
    ],
  },
  {
    ...{ id: 'inet firewalld zone', by: 'nftables', families: FAMILIES, base: null },
    rules: [
      ruleOf([{ is: 'interface', not: false, names: ['eth0'] }], { is: 'goto', chain: 'a' }),
      ruleOf([{ is: 'port', not: false, protocol: 'tcp', ranges: [{ from: 22, to: 22 }] }], { is: 'accept' }),
    ],
  },
];
function ruleOf(when: readonly Match[], does: Effect): Rule {
  return { text: 'of firewalld', when, effect: does, flow: null, handle: null };
}

const ruleSet: fc.Arbitrary<RuleSet> = fc
  .tuple(
    fc.tuple(
      chain('in', base),
      chain('in too', base),
      chain('a', fc.constant(null)),
      chain('b', fc.constant(null)),
    ),
    fc.option(nat, { nil: undefined, freq: 3 }),
    fc.constantFrom([], [], zones),
  )
  .map(([chains, translated, more]) => ({
    chains: [...chains, ...(translated ? [translated] : []), ...more],
  }));

const visitor: fc.Arbitrary<Visitor> = fc
  .record({
    ...{ family: fc.constantFrom(...FAMILIES), protocol: fc.constantFrom('tcp' as const, 'udp' as const) },
    ...{
      port: fc.oneof(ports, fc.integer({ min: 1, max: 65_535 })),
      interface: fc.constantFrom('eth0', null),
    },
    near: fc.boolean(),
  })
  .map(({ near, ...rest }) => ({
    ...rest,
    from: rest.family === 'v4' ? (near ? '10.1.2.3' : '203.0.113.9') : near ? '2001:db8::9' : '2a00::9',
  }));

/** Chains that are not ours to open: on the cable, and where a port may be a container's by now. */
const hasIngress = ({ chains }: RuleSet) =>
  chains.some(({ base: one }) => one?.hook === 'ingress' || (one?.hook === 'prerouting' && !one.nat));

describe('the smallest change', () => {
  const flows = flowsOf({ office: OFFICE, httpChallenge: false, monitors: [] });
  const wants = ({ direction, protocol, ports: { from, to } }: Flow, { protocol: one, port }: Visitor) =>
    direction === 'in' && protocol === one && port >= from && port <= to;
  const planned = (set: RuleSet, by: string | null) =>
    insertions({ set, interface: by, addresses: [] }, flows, FAMILIES);

  it('locks nobody out, and lets nobody else in: remote access stays as it was, whatever the rules are', () => {
    fc.assert(
      fc.property(ruleSet, visitor, (set, one) => {
        const after = afterwards(set, planned(set, one.interface));
        for (const seen of [one, { ...one, protocol: 'tcp' as const, port: 22 }]) {
          const [{ verdict: was, sent }, { verdict: is }] = [judge(set, seen), judge(after, seen)];
          // Who comes to another port and is sent to one of the office's is let in there as everybody is.
          if (sent && sent.to === null && flows.some((flow) => wants(flow, { ...seen, port: sent.port }))) {
            expect(was === 'accept' && is !== 'accept').toBe(false);
            continue;
          }
          if (flows.some((flow) => wants(flow, seen)))
            expect(was === 'accept' && is !== 'accept').toBe(false);
          else expect(is).toBe(was);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('lets everybody in where they should come in', () => {
    fc.assert(
      fc.property(ruleSet, (set) => {
        const after = afterwards(set, planned(set, 'eth0'));
        for (const { protocol, ports: range, direction } of flows)
          for (const family of direction === 'in' ? FAMILIES : []) {
            const from = family === 'v4' ? '203.0.113.77' : '2001:db8:77::77';
            const seen = { family, protocol, port: range.to, from, interface: 'eth0' };
            // Where it goes on to a container, is another port by then, or was turned away on the cable, it is not ours to open.
            const unsure = set.chains.some(({ base: one, rules }) => one?.nat === true && rules.length > 0);
            if (!unsure && !hasIngress(set)) expect(judge(after, seen).verdict).toBe('accept');
          }
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing where nothing is missing', () => {
    fc.assert(
      fc.property(ruleSet, (set) => {
        expect(planned(afterwards(set, planned(set, 'eth0')), 'eth0')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('rules as iptables writes them', () => {
  it('what is not modelled is in doubt, never taken for open', () => {
    const saved = `*filter
:INPUT DROP [0:0]
-A INPUT -p tcp -m tcp --dport 5222 -m limit --limit 3/min -j ACCEPT
-A INPUT -p tcp -m tcp --dport 5223 -m comment --comment "for chat, as agreed" -j ACCEPT
-A INPUT ! -i lo -p tcp -m multiport --dports 80,443,5260:5270 -j ACCEPT
COMMIT
`;
    const set = readIptables({ family: 'v4', saved });
    const verdict = (port: number) =>
      judge(set, { family: 'v4', protocol: 'tcp', port, from: '203.0.113.9', interface: 'eth0' }).verdict;
    expect([5222, 5223, 5269, 443, 22].map(verdict)).toEqual([
      'unknown',
      'accept',
      'accept',
      'accept',
      'drop',
    ]);
  });
});
