/** Before and after in the firewall's own language, line by line. Pure; nothing is ever taken away, so no line is ever only gone. */
import { firewalldItems, iptablesRule, nftRules, type Operation } from './operations.ts';
import { afterwards, type Insertion } from './plan.ts';
import { type Chain, TAG } from './rule-set.ts';
import type { Seen } from './seen.ts';

export interface ChangeLine {
  /** `changed-from` and `changed-to` stand one after the other. */
  readonly kind: 'same' | 'added' | 'changed-from' | 'changed-to';
  readonly text: string;
}

export interface Change {
  readonly firewall: Operation['firewall'];
  /** What shows it: `nft list chain inet filter input`. */
  readonly place: string;
  readonly lines: readonly ChangeLine[];
}

/** @param planned what `list` was made from: where in their chains the rules of nftables and iptables go. */
export function changesOf(now: Seen, list: readonly Operation[], planned: readonly Insertion[]): Change[] {
  const beside = list.flatMap((one) =>
    one.firewall === 'nftables' || one.firewall === 'iptables' ? [chainOf(one)] : [],
  );
  const later = afterwards(now.set, planned);
  return [
    ...[...new Set(beside)].map((id) => {
      const [was, is] = [now.set, later].map(({ chains }) => chains.find((chain) => chain.id === id));
      return ofChain(was!, is!, list);
    }),
    ...ofUfw(now, list),
    ...ofFirewalld(now, list),
  ];
}

const chainOf = (one: Extract<Operation, { firewall: 'nftables' | 'iptables' }>): string =>
  one.firewall === 'nftables'
    ? `${one.family} ${one.table} ${one.chain}`
    : [one.family, one.chain, ...(one.legacy ? ['legacy'] : [])].join(' ');

function ofChain(was: Chain, is: Chain, list: readonly Operation[]): Change {
  const nft = was.by === 'nftables';
  const old = new Set(was.rules);
  const indent = nft ? '  ' : '';
  const lines = is.rules.flatMap((rule, at): ChangeLine[] => {
    // A verdict map is one line and many rules.
    if (old.has(rule))
      return is.rules[at - 1]?.text === rule.text &&
        rule.handle !== null &&
        is.rules[at - 1]?.handle === rule.handle
        ? []
        : [{ kind: 'same', text: indent + rule.text }];
    return textsOf(rule.flow!, was, list).map((text) => ({ kind: 'added', text: indent + text }));
  });
  const { hook, priority, policy } = was.base!;
  const name = was.id.split(' ')[nft ? 2 : 1]!;
  if (nft) {
    const head = [`chain ${name} {`, `  type filter hook ${hook} priority ${priority}; policy ${policy};`];
    const around = (text: string): ChangeLine => ({ kind: 'same', text });
    return {
      firewall: 'nftables',
      place: `nft list chain ${was.id}`,
      lines: [...head.map(around), ...lines, around('}')],
    };
  }
  const program = `${was.families[0] === 'v4' ? 'iptables' : 'ip6tables'}${was.by === 'iptables-legacy' ? '-legacy' : ''}`;
  const first: ChangeLine = { kind: 'same', text: `-P ${name} ${policy === 'drop' ? 'DROP' : 'ACCEPT'}` };
  return { firewall: 'iptables', place: `${program} -S ${name}`, lines: [first, ...lines] };
}

function textsOf(flow: string, chain: Chain, list: readonly Operation[]): string[] {
  for (const one of list) {
    if (one.flow.id !== flow) continue;
    if (one.firewall === 'nftables' && chain.id === chainOf(one)) return nftRules(one);
    if (one.firewall === 'iptables' && chain.id === chainOf(one))
      return [`-A ${one.chain} ${iptablesRule(one.flow, one.family).join(' ')}`];
  }
  return [];
}

/** As ufw lists them: a rule of its own for each, or the office's own one changed in its place. */
function ofUfw({ listed }: Seen, list: readonly Operation[]): Change[] {
  const own = list.filter((one) => one.firewall === 'ufw');
  if (own.length === 0) return [];
  const line = (to: string, from: string, id: string) =>
    `${to.padEnd(26)} ${'ALLOW'.padEnd(11)} ${from.padEnd(26)} # ${TAG}${id}`;
  const changed = new Map<string, (typeof own)[number]>();
  const added: ChangeLine[] = [];
  for (const one of own) {
    const { ports, protocol, from, id } = one.flow;
    const to = `${ports.from === ports.to ? ports.from : `${ports.from}:${ports.to}`}/${protocol}`;
    if (one.instead) changed.set(to, one);
    else
      for (const source of from ?? ['Anywhere', 'Anywhere (v6)'])
        added.push({ kind: 'added', text: line(source.endsWith('(v6)') ? `${to} (v6)` : to, source, id) });
  }
  const lines = (listed.ufw ?? '')
    .trimEnd()
    .split('\n')
    .flatMap((text): ChangeLine[] => {
      const to = text.split(/\s+/)[0] ?? '';
      const one = /(DENY|REJECT)/.test(text) ? changed.get(to) : undefined;
      if (!one) return [{ kind: 'same', text }];
      const v6 = /\(v6\)/.test(text);
      return [
        { kind: 'changed-from', text },
        {
          kind: 'changed-to',
          text: line(v6 ? `${to} (v6)` : to, v6 ? 'Anywhere (v6)' : 'Anywhere', one.flow.id),
        },
      ];
    });
  return [{ firewall: 'ufw', place: 'ufw status', lines: [...lines, ...added] }];
}

/** A zone lists its ports in one line. */
function ofFirewalld({ listed }: Seen, list: readonly Operation[]): Change[] {
  const own = list.filter((one) => one.firewall === 'firewalld');
  if (own.length === 0) return [];
  const items = own.flatMap((one) => firewalldItems(one));
  const ports = items.filter(({ kind }) => kind === 'port').map(({ item }) => item);
  const rich = items.filter(({ kind }) => kind === 'rich-rule').map(({ item }) => item);
  const lines = (listed.firewalld ?? '')
    .trimEnd()
    .split('\n')
    .flatMap((text): ChangeLine[] => {
      if (/^\s*ports:/.test(text) && ports.length > 0)
        return [
          { kind: 'changed-from', text },
          { kind: 'changed-to', text: `${text.trimEnd()} ${ports.join(' ')}` },
        ];
      return [{ kind: 'same', text }];
    });
  const added = rich.map((text): ChangeLine => ({ kind: 'added', text: `\t${text}` }));
  return [
    {
      firewall: 'firewalld',
      place: `firewall-cmd --zone=${own[0]!.zone} --list-all`,
      lines: [...lines, ...added],
    },
  ];
}
