/** The calls about this computer's firewall, for the pages under test: rules in memory, and a countdown that ends when a test says so. */
import type { ORPCError } from '@orpc/server';
import type {
  FirewallFlow,
  FirewallOutcome,
  FirewallSeen,
  FirewallState,
  ManagerEvent,
  Problem,
} from '../../electron/contract/index.ts';

/** What of the fake state concerns it. */
export interface FirewallFacts {
  firewall: FirewallState;
  /** Windows that said they are there, by their name. */
  beats: Map<string, number>;
  firewallProblem: Problem | null;
}

const heard = { v4: 'listening', v6: 'listening' } as const;

/** A door of the office, closed for both kinds of address unless said otherwise. */
export function freshFlow(why: string, port: number, more: Partial<FirewallFlow> = {}): FirewallFlow {
  const protocol = more.protocol ?? 'tcp';
  const rule = 'policy drop';
  return {
    ...{ id: `${why}-${protocol}-${port}`, why, protocol, ports: { from: port, to: port } },
    ...{ need: why === 'programs' ? 'required' : 'useful', from: null, heard },
    now: { v4: { verdict: 'drop', rule }, v6: { verdict: 'drop', rule } },
    by: { program: 'node', pid: 4711, container: null, address: '::', ours: true },
    opens: true,
    ...more,
  };
}

const ADDED = [5222, 5223, 5269];
const RULES = [
  'chain input {',
  '  type filter hook input priority filter; policy drop;',
  '  ct state established,related accept',
  '  iifname "lo" accept',
  '  ip saddr 192.168.1.0/24 accept',
  '  tcp dport 22 accept',
];

/** nftables that lets only remote access in. */
export function closedSeen(): FirewallSeen {
  const rule = (port: number) => `  tcp dport ${port} accept comment "chatelaine:tcp-${port}"`;
  return {
    ...{ at: Date.now() - 5000, by: 'manager', firewall: 'nftables' },
    because: 'nftables has rules for who comes in: inet filter input',
    flows: [
      freshFlow('programs', 5222),
      freshFlow('programs', 5223),
      freshFlow('companies', 5269),
      freshFlow('web', 5443, {
        opens: false,
        now: { v4: { verdict: 'accept', rule: '' }, v6: { verdict: 'accept', rule: '' } },
      }),
      freshFlow('calls-relay', 49_152, {
        ...{ protocol: 'udp', ports: { from: 49_152, to: 49_351 }, opens: false, by: null },
        heard: { v4: 'nobody', v6: 'nobody' },
        now: {
          v4: { verdict: 'accept', rule: '' },
          v6: { verdict: 'unknown', rule: 'meta mark 0x1 accept' },
        },
      }),
    ],
    plan: {
      ...{ id: 'plan-1', rules: ADDED.length },
      previews: [
        {
          title: 'nft list chain inet filter input',
          rows: [
            ...RULES.map((text, at) => ({ was: at + 1, is: at + 1, text })),
            ...ADDED.map((port, at) => ({ was: null, is: RULES.length + at + 1, text: rule(port) })),
            { was: RULES.length + 1, is: RULES.length + ADDED.length + 1, text: '}' },
          ],
        },
      ],
      commands: [
        `nft -f - <<'RULES'\n${ADDED.map((port) => `add rule inet filter input tcp dport ${port} accept comment "chatelaine:tcp-${port}"`).join('\n')}\nRULES`,
      ],
      script: '#!/bin/sh\nset -eu\n',
    },
    ...{ kept: 0, remoteAccess: [22], findings: [] },
    web: [
      { port: 80, program: 'nginx', container: null },
      { port: 443, program: 'nginx', container: null },
    ],
  };
}

/** All lets in. */
export function openSeen(kept = 0): FirewallSeen {
  const seen = closedSeen();
  const accept = { verdict: 'accept', rule: '' } as const;
  const flows = seen.flows.map((flow) => ({ ...flow, opens: false, now: { v4: accept, v6: accept } }));
  return { ...seen, flows, plan: null, kept, at: Date.now() };
}

export const freshFirewall = (): FirewallFacts => ({
  firewall: {
    access: 'root',
    byHand: {
      look: 'sudo /usr/bin/node /opt/chatelaine/cli.js firewall status --data /home/sophie/.local/share/chatelaine',
      apply:
        'sudo /usr/bin/node /opt/chatelaine/cli.js firewall apply --data /home/sophie/.local/share/chatelaine',
      undo: 'sudo /usr/bin/node /opt/chatelaine/cli.js firewall undo --data /home/sophie/.local/share/chatelaine',
    },
    looking: false,
    look: { state: 'seen', seen: closedSeen() },
    ...{ countdown: null, last: null },
  },
  beats: new Map(),
  firewallProblem: null,
});

/** Ends what counts, as the manager does. */
export function endCountdown(facts: FirewallFacts, outcome: FirewallOutcome, lost: string[] = []): void {
  const rules = facts.firewall.countdown?.rules ?? ADDED.length;
  const kept = outcome === 'kept';
  facts.firewall.countdown = null;
  facts.firewall.look = { state: 'seen', seen: kept ? openSeen(rules) : closedSeen() };
  facts.firewall.last = {
    ...{ at: Date.now(), outcome, rules, lost, forgotten: [], unwritten: [] },
    files: kept ? ['/etc/nftables.d/chatelaine.nft'] : [],
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { firewall: any };

/** The part of the router that `contract.firewall` wants. */
export function firewallRouter(
  os: Part,
  state: FirewallFacts,
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: Problem) => ORPCError<string, unknown>,
): Part {
  const answer = () => structuredClone(state.firewall);
  const changed = () => {
    emit({ type: 'firewall.changed' });
    return answer();
  };
  const ending = (outcome: FirewallOutcome) => () => {
    endCountdown(state, outcome);
    return changed();
  };
  return {
    firewall: {
      get: os.firewall.get.handler(answer),
      look: os.firewall.look.handler(() => {
        if (state.firewall.look.state === 'seen') state.firewall.look.seen.at = Date.now();
        return changed();
      }),
      apply: os.firewall.apply.handler(({ input }: { input: { plan: string; window: string } }) => {
        if (state.firewallProblem) throw refuse(state.firewallProblem);
        state.firewall.countdown = {
          ...{ id: 'count-1', window: input.window, left: 60_000, total: 60_000, rules: ADDED.length },
          checks: [
            { id: 'window', state: 'fine', before: 1, now: 1 },
            { id: 'remote-access', state: 'fine', before: 1, now: 1 },
            { id: 'sessions', state: 'fine', before: 19, now: 19 },
            { id: 'doors', state: 'looking', before: 0, now: 0 },
          ],
          settling: false,
        };
        return changed();
      }),
      alive: os.firewall.alive.handler(({ input }: { input: { window: string } }) => {
        state.beats.set(input.window, (state.beats.get(input.window) ?? 0) + 1);
        return {};
      }),
      keep: os.firewall.keep.handler(ending('kept')),
      back: os.firewall.back.handler(ending('back')),
      undo: os.firewall.undo.handler(() => {
        endCountdown(state, 'undone');
        return changed();
      }),
      // Of the command line alone, so far.
      monitors: os.firewall.monitors.handler(() => []),
      decideMonitors: os.firewall.decideMonitors.handler(
        ({ input }: { input: { monitors: string[] } }) => input.monitors,
      ),
    },
  };
}
