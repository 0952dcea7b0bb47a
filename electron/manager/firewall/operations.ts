/**
 * The closed list of what may be done to a firewall, and the exact commands of each, shown and carried out alike. Pure.
 * The helper that runs as root takes these and nothing else: no command string ever crosses.
 */
import { z } from 'zod';
import type { Flow } from './flows.ts';
import type { Insertion } from './plan.ts';
import { TAG } from './rule-set.ts';

const port = z.number().int().min(1).max(65_535);
/** Addresses and networks that may come in by a rule. */
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
export const networks = z.array(network).max(100);
/** `inet filter input`: names as nftables allows them unquoted. */
const identifier = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/);

const id = z.string().regex(/^[a-z0-9-]{1,60}$/);
const flow = z.strictObject({
  id,
  protocol: z.enum(['tcp', 'udp']),
  ports: z.strictObject({ from: port, to: port }).refine(({ from, to }) => from <= to),
  /** Null is everybody. Never an empty list: a rule with no source in it is one for everybody. */
  from: networks.min(1).nullable(),
});
/** Of the network's own messages one kind, without which IPv6 does not work. */
const icmp = z.strictObject({
  id,
  protocol: z.literal('icmpv6'),
  type: z.number().int().min(1).max(255),
});
const wanted = z.union([flow, icmp]);
export type OperationFlow = z.infer<typeof flow>;
export type Wanted = z.infer<typeof wanted>;

export const operation = z.discriminatedUnion('firewall', [
  z.strictObject({
    firewall: z.literal('nftables'),
    family: z.enum(['ip', 'ip6', 'inet']),
    table: identifier,
    chain: identifier,
    /** Before the rule with this number; null at the end. */
    before: z.number().int().min(1).nullable(),
    flow: wanted,
  }),
  z.strictObject({
    firewall: z.literal('iptables'),
    /** Which of the two programs has the rules; a system can have both. */
    legacy: z.boolean(),
    family: z.enum(['v4', 'v6']),
    chain: z.literal('INPUT'),
    /** From 1, as iptables counts. */
    at: z.number().int().min(1),
    flow: wanted,
  }),
  z.strictObject({
    firewall: z.literal('ufw'),
    /** Before all others: one of them refuses. */
    first: z.boolean(),
    /** The office's own rule for the very same port, which ufw changes in its place: it has no second one. */
    instead: z
      .strictObject({
        action: z.enum(['deny', 'reject']),
        comment: z
          .string()
          .regex(/^[^'"\\\n]{0,200}$/)
          .nullable(),
      })
      .nullable(),
    flow,
  }),
  z.strictObject({
    firewall: z.literal('firewalld'),
    zone: identifier,
    /** Before those that refuse: one of the zone's own does. */
    first: z.boolean(),
    flow,
  }),
]);
export type Operation = z.infer<typeof operation>;
export const operations = z.array(operation).max(200);

/** A program, its arguments, and what it reads. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: string;
}

const tagOf = ({ id }: Wanted) => `${TAG}${id}`;
const dash = ({ from, to }: Flow['ports']) => (from === to ? String(from) : `${from}-${to}`);
const colon = ({ from, to }: Flow['ports']) => (from === to ? String(from) : `${from}:${to}`);

/** The rule in nftables' own language: one for each kind of address in a table that has both, as no packet has two sources. */
export function nftRules({ family, flow }: Pick<Nftables, 'family' | 'flow'>): string[] {
  if (flow.protocol === 'icmpv6') return [`icmpv6 type ${flow.type} accept comment "${tagOf(flow)}"`];
  const { from, protocol, ports } = flow;
  const rest = `${protocol} dport ${dash(ports)} accept comment "${tagOf(flow)}"`;
  if (from === null) return [rest];
  return (['ip', 'ip6'] as const).flatMap((kind) => {
    const sources = from.filter((each) => each.includes(':') === (kind === 'ip6'));
    if (sources.length === 0 || (family !== 'inet' && family !== kind)) return [];
    return [`${kind} saddr ${sources.length === 1 ? sources[0] : `{ ${sources.join(', ')} }`} ${rest}`];
  });
}

/** The rule in iptables' own language, without what is done with it. */
export function iptablesRule(one: Wanted, family: 'v4' | 'v6'): string[] {
  const end = ['-m', 'comment', '--comment', tagOf(one), '-j', 'ACCEPT'];
  if (one.protocol === 'icmpv6')
    return ['-p', 'ipv6-icmp', '-m', 'icmp6', '--icmpv6-type', String(one.type), ...end];
  const { protocol, ports, from } = one;
  const sources = (from ?? []).filter((each) => each.includes(':') === (family === 'v6'));
  return [
    ...(from ? ['-s', sources.join(',')] : []),
    ...['-p', protocol, '-m', protocol, '--dport', colon(ports), ...end],
  ];
}

function ufwRule({ protocol, ports }: OperationFlow, source: string | null, action = 'allow'): string[] {
  const to = ['to', 'any', 'port', colon(ports)];
  return [action, 'in', 'proto', protocol, 'from', source ?? 'any', ...to];
}

const sourcesOf = ({ from }: OperationFlow): readonly (string | null)[] => from ?? [null];

/**
 * How a zone lists it, and how it is added and taken away: a port, or a rule for each source. SPEC: firewalld.richlanguage(5): a rule
 * with a negative priority comes before all others, refusals among them.
 */
export function firewalldItems({
  first,
  flow: { protocol, ports, from },
}: Pick<Firewalld, 'first' | 'flow'>): { kind: 'port' | 'rich-rule'; item: string }[] {
  const port = `port port="${dash(ports)}" protocol="${protocol}" accept`;
  const before = first ? 'priority="-1" ' : '';
  if (!from)
    return first
      ? [{ kind: 'rich-rule', item: `rule ${before}${port}` }]
      : [{ kind: 'port', item: `${dash(ports)}/${protocol}` }];
  return from.map((source) => {
    const family = source.includes(':') ? 'ipv6' : 'ipv4';
    return { kind: 'rich-rule', item: `rule ${before}family="${family}" source address="${source}" ${port}` };
  });
}

/** One call for each zone and kind, which the program does not mix: it takes a third of a second to start. */
function firewalldCommands(list: readonly Operation[], what: 'add' | 'remove'): Command[] {
  const own = list.filter((one) => one.firewall === 'firewalld');
  return [...new Set(own.map(({ zone }) => zone))].flatMap((zone) => {
    const items = own.filter((one) => one.zone === zone).flatMap((one) => firewalldItems(one));
    return (['port', 'rich-rule'] as const).flatMap((kind) => {
      const args = items.filter((one) => one.kind === kind).map(({ item }) => `--${what}-${kind}=${item}`);
      return args.length > 0 ? [{ program: 'firewall-cmd', args: [`--zone=${zone}`, ...args] }] : [];
    });
  });
}

const iptablesProgram = (family: 'v4' | 'v6', legacy: boolean, what: 'restore' | 'save') =>
  `${family === 'v4' ? 'iptables' : 'ip6tables'}${legacy ? '-legacy' : ''}-${what}`;

const quoted = (args: readonly string[]) =>
  args.map((arg) => (/[\s:"]/.test(arg) ? `"${arg}"` : arg)).join(' ');

/** What puts them in force. Those of nftables and iptables go in as one transaction for each program. */
export function commandsFor(list: readonly Operation[]): Command[] {
  const nft = list.flatMap((one) => {
    if (one.firewall !== 'nftables') return [];
    const place = `rule ${one.family} ${one.table} ${one.chain}`;
    const where = one.before === null ? `add ${place}` : `insert ${place} position ${one.before}`;
    return nftRules(one).map((rule) => `${where} ${rule}`);
  });
  return [
    ...(nft.length > 0 ? [{ program: 'nft', args: ['-f', '-'], input: `${nft.join('\n')}\n` }] : []),
    ...iptablesCommands(
      list,
      ({ at, family, flow: one }) => `-I INPUT ${at} ${quoted(iptablesRule(one, family))}`,
    ),
    ...list.flatMap((one): Command[] => {
      if (one.firewall === 'ufw')
        return sourcesOf(one.flow).map((source) => ({
          program: 'ufw',
          args: [...(one.first ? ['prepend'] : []), ...ufwRule(one.flow, source), 'comment', tagOf(one.flow)],
        }));
      return [];
    }),
    ...firewalldCommands(list, 'add'),
  ];
}

/** What takes them back. nftables' rules are found by their comment first: `handles` of the rules of ours. */
export function undoCommandsFor(list: readonly Operation[], handles: readonly NftPlace[]): Command[] {
  const tags = new Set(list.map(({ flow: one }) => one.id));
  const nft = handles
    .filter(({ flow: id }) => tags.has(id))
    .map(({ family, table, chain, handle }) => `delete rule ${family} ${table} ${chain} handle ${handle}`);
  return [
    ...(nft.length > 0 ? [{ program: 'nft', args: ['-f', '-'], input: `${nft.join('\n')}\n` }] : []),
    ...iptablesCommands(list, ({ family, flow: one }) => `-D INPUT ${quoted(iptablesRule(one, family))}`),
    ...list.flatMap((one): Command[] => {
      if (one.firewall === 'ufw')
        return sourcesOf(one.flow).map((source) => ({
          program: 'ufw',
          args: one.instead
            ? [
                ...ufwRule(one.flow, source, one.instead.action),
                ...(one.instead.comment === null ? [] : ['comment', one.instead.comment]),
              ]
            : ['delete', ...ufwRule(one.flow, source)],
        }));
      return [];
    }),
    ...firewalldCommands(list, 'remove'),
  ];
}

/** Where a rule of ours stands in nftables now. */
export interface NftPlace {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle: number;
  readonly flow: string;
}

type Nftables = Extract<Operation, { firewall: 'nftables' }>;
type Firewalld = Extract<Operation, { firewall: 'firewalld' }>;
type Iptables = Extract<Operation, { firewall: 'iptables' }>;

/** One transaction for each program; from the last place to the first, so that each is counted as it was seen. */
function iptablesCommands(list: readonly Operation[], line: (one: Iptables) => string): Command[] {
  const own = list.filter((one) => one.firewall === 'iptables');
  const programs = new Map<string, Iptables[]>();
  for (const one of own) {
    const program = iptablesProgram(one.family, one.legacy, 'restore');
    programs.set(program, [...(programs.get(program) ?? []), one]);
  }
  return [...programs].map(([program, rows]) => {
    const ordered = rows
      .map((row, order) => ({ row, order }))
      .sort((a, b) => b.row.at - a.row.at || b.order - a.order);
    const lines = ordered.map(({ row }) => line(row));
    return { program, args: ['--noflush', '--wait', '10'], input: `*filter\n${lines.join('\n')}\nCOMMIT\n` };
  });
}

/** From the plan to what the helper may do, in the terms of the chain's own program. */
export function operationOf({ wanted: one, chain, by, before, at }: Insertion): Operation {
  const words = chain.split(' ');
  if (by === 'nftables') {
    const [family = '', table = '', name = ''] = words;
    return operation.parse({ firewall: 'nftables', family, table, chain: name, before, flow: one });
  }
  const [family = '', name = ''] = words;
  const legacy = by === 'iptables-legacy';
  return operation.parse({ firewall: 'iptables', legacy, family, chain: name, at: at + 1, flow: one });
}
