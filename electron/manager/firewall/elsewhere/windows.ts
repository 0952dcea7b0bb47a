/**
 * Windows Defender Firewall: what PowerShell's NetSecurity module says of it, as a rule set, and the commands that open a door.
 * Written after Microsoft's documentation (Get-NetFirewallProfile, Get-NetFirewallRule, New-NetFirewallRule) and never run there by us.
 */
import { z } from 'zod';
import type { PortRange } from '../flows.ts';
import type { Listener } from '../listeners.ts';
import type { Command, OperationFlow } from '../operations.ts';
import { FAMILIES, type Match, type Rule, type RuleSet, TAG } from '../rule-set.ts';

/** One fixed question; nothing of anybody's is put into it. Numbers stand for names: `ConvertTo-Json` writes enumerations so. */
export const WINDOWS_QUESTION = [
  "$ErrorActionPreference = 'Stop'",
  '$rules = Get-NetFirewallRule -PolicyStore ActiveStore -Direction Inbound -Enabled True | ForEach-Object {',
  '  $p = $_ | Get-NetFirewallPortFilter; $a = $_ | Get-NetFirewallAddressFilter; $app = $_ | Get-NetFirewallApplicationFilter',
  '  @{ name = $_.Name; text = $_.DisplayName; action = "$($_.Action)"; profile = "$($_.Profile)"; protocol = "$($p.Protocol)"',
  '     ports = @($p.LocalPort); from = @($a.RemoteAddress); program = "$($app.Program)" } }',
  '@{ profiles = @(Get-NetFirewallProfile -PolicyStore ActiveStore | ForEach-Object {',
  '     @{ name = "$($_.Name)"; on = "$($_.Enabled)"; inbound = "$($_.DefaultInboundAction)" } })',
  '   networks = @(Get-NetConnectionProfile | ForEach-Object { "$($_.NetworkCategory)" })',
  '   rules = @($rules)',
  '   tcp = @(Get-NetTCPConnection -State Listen | ForEach-Object { @{ address = $_.LocalAddress; port = $_.LocalPort; pid = $_.OwningProcess; program = (Get-Process -Id $_.OwningProcess).ProcessName } })',
  '   udp = @(Get-NetUDPEndpoint | ForEach-Object { @{ address = $_.LocalAddress; port = $_.LocalPort; pid = $_.OwningProcess; program = (Get-Process -Id $_.OwningProcess).ProcessName } })',
  '} | ConvertTo-Json -Depth 5 -Compress',
].join('\n');

const text = z.string().max(2000);
const listener = z.object({
  ...{ address: text, port: z.number(), pid: z.number() },
  program: text.nullable(),
});
/** What it answers. */
export const windowsAnswer = z.object({
  profiles: z.array(z.object({ name: text, on: text, inbound: text })).max(10),
  networks: z.array(text).max(50),
  rules: z
    .array(
      z.object({
        ...{ name: text, text, action: text, profile: text, protocol: text },
        ...{ ports: z.array(text).max(500), from: z.array(text).max(2000), program: text },
      }),
    )
    .max(20_000),
  tcp: z.array(listener).max(10_000),
  udp: z.array(listener).max(10_000),
});
export type WindowsAnswer = z.infer<typeof windowsAnswer>;

/** Names of profiles by the category of a network (Get-NetConnectionProfile). */
const PROFILES: Readonly<Record<string, string>> = {
  Public: 'Public',
  Private: 'Private',
  DomainAuthenticated: 'Domain',
};

/**
 * One chain for each profile in use. SPEC (Microsoft, "Windows Firewall rules"): explicitly defined block rules take precedence over
 * conflicting allow rules, and allow rules over the default of the profile, which blocks unless it was changed.
 */
export function readWindows({ profiles, networks, rules }: WindowsAnswer): RuleSet {
  const used = networks.flatMap((category) => PROFILES[category] ?? []);
  const inUse = profiles.filter(({ name }) => used.length === 0 || used.includes(name));
  return {
    chains: inUse
      .filter(({ on }) => on === 'True')
      .map(({ name, inbound }) => {
        const own = rules.filter(({ profile }) => profile === 'Any' || profile.split(/,\s*/).includes(name));
        const of = (action: string) => own.filter((rule) => rule.action === action).map(ruleOf);
        const policy = inbound === 'Allow' ? ('accept' as const) : ('drop' as const);
        return {
          ...{ id: `windows ${name}`, by: 'nftables' as const, families: FAMILIES },
          base: { hook: 'input', priority: 0, policy, nat: false },
          rules: [...of('Block'), ...of('Allow')],
        };
      }),
  };
}

function ruleOf({
  name,
  text: words,
  action,
  protocol,
  ports,
  from,
  program,
}: WindowsAnswer['rules'][number]): Rule {
  const when: Match[] = [];
  const of = protocol.toLowerCase();
  if (of !== 'any') when.push({ is: 'protocol', not: false, values: [of === 'icmpv4' ? 'icmp' : of] });
  if (!ports.includes('Any') && (of === 'tcp' || of === 'udp')) {
    const ranges = ports.map(rangeOf);
    when.push(
      ranges.every((range) => range !== undefined)
        ? { is: 'port', not: false, protocol: of, ranges }
        : { is: 'unknown', text: ports.join(',') },
    );
  }
  if (!from.includes('Any')) {
    const plain = from.filter((one) => /^[\d.:a-fA-F/-]+$/.test(one) && /[.:]/.test(one));
    when.push(
      // `LocalSubnet` and the like: nobody of the world.
      plain.length < from.length && from.some((one) => !plain.includes(one) && one !== 'LocalSubnet')
        ? { is: 'unknown', text: from.join(',').slice(0, 200) }
        : { is: 'from', not: false, networks: plain },
    );
  }
  // Of one program: whether it is the one that listens, its path alone does not say.
  if (program !== '' && program !== 'Any') when.push({ is: 'unknown', text: program });
  const flow = name.startsWith(TAG) ? name.slice(TAG.length) : null;
  return { text: words, when, effect: { is: action === 'Allow' ? 'accept' : 'drop' }, flow, handle: null };
}

function rangeOf(written: string): PortRange | undefined {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(written) ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to ?? from) };
}

/** SPEC (Microsoft, New-NetFirewallRule): `-Group` is what all of ours are found by, `-Name` what one is taken away by. */
export function windowsCommand({ id, protocol, ports, from }: OperationFlow): Command {
  const range = ports.from === ports.to ? `${ports.from}` : `${ports.from}-${ports.to}`;
  return {
    program: 'New-NetFirewallRule',
    args: [
      ...['-Name', `${TAG}${id}`, '-DisplayName', `Chatelaine ${protocol} ${range}`, '-Group', 'Chatelaine'],
      ...['-Direction', 'Inbound', '-Action', 'Allow', '-Profile', 'Any'],
      ...['-Protocol', protocol.toUpperCase(), '-LocalPort', range],
      ...(from === null ? [] : ['-RemoteAddress', from.join(',')]),
    ],
  };
}

export const windowsUndo = ({ id }: OperationFlow): Command => ({
  program: 'Remove-NetFirewallRule',
  args: ['-Name', `${TAG}${id}`],
});

export const windowsListeners = ({ tcp, udp }: WindowsAnswer): Listener[] => [
  ...tcp.map((one) => listenerOf('tcp', one)),
  ...udp.map((one) => listenerOf('udp', one)),
];

function listenerOf(
  protocol: 'tcp' | 'udp',
  { address, port, pid, program }: z.infer<typeof listener>,
): Listener {
  const v6 = address.includes(':');
  const local = address === '127.0.0.1' || address === '::1';
  const all = address === '0.0.0.0' || address === '::';
  return {
    ...{ protocol, port, address, pid, program, container: null },
    families: [v6 ? 'v6' : 'v4'],
    scope: local ? 'this-machine' : all ? 'everywhere' : 'one-address',
  };
}
