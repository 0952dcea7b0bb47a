/** Which firewall decides on this machine, and its rules as one set. Pure. */
import { interfaceTo, type OwnAddress, readAddresses } from './addresses.ts';
import { type Judged, judge } from './evaluate.ts';
import { readIpsets } from './iptables/ipset.ts';
import { readIptables } from './iptables/read.ts';
import { type Listener, readListeners } from './listeners.ts';
import { readNftables } from './nftables/read.ts';
import type { RawState } from './raw.ts';
import type { Chain, RuleSet, Visitor } from './rule-set.ts';

/** `legacy`: the rules are in the kernel's old tables, which programs of their own write. */
export type Ruler =
  | { readonly firewall: 'firewalld'; readonly zone: string }
  /** `refusals`: the office's own rules that refuse everybody at one port, as `ufw status` lists them. */
  | { readonly firewall: 'ufw'; readonly refusals: readonly UfwRefusal[] }
  | { readonly firewall: 'nftables' }
  | { readonly firewall: 'iptables'; readonly legacy: boolean }
  /** Everybody comes in: nothing to open. */
  | { readonly firewall: 'none' }
  /** Known by what they say of themselves, never run there by us. */
  | { readonly firewall: 'windows' }
  | { readonly firewall: 'macos' };

export interface UfwRefusal {
  /** As ufw writes it: `5222/tcp`, `49152:49351/udp`. */
  readonly port: string;
  readonly action: 'deny' | 'reject';
  readonly comment: string | null;
}

export interface Seen {
  readonly ruler: Ruler;
  readonly because: string;
  readonly set: RuleSet;
  readonly interface: string | null;
  readonly addresses: readonly OwnAddress[];
  readonly listeners: readonly Listener[];
  /** As the rulers that place their rules themselves list them: `ufw status`, and the zone of firewalld. */
  readonly listed: { readonly ufw: string | null; readonly firewalld: string | null };
}

/** Throws an Error where a program wrote what it never writes. */
export function seen(raw: RawState): Seen {
  const ipsets = raw.ipset === null ? undefined : readIpsets(raw.ipset);
  const tables = raw.iptables.flatMap((each) => readIptables({ ...each, ...(ipsets && { ipsets }) }).chains);
  const { nftables } = raw;
  const all = nftables ? readNftables(nftables.json, nftables.listing, nftables.terse).chains : [];
  // What iptables wrote stands in nftables, too, where its matches cannot be read: its own program shows them.
  const modern = new Set(tables.filter(({ by }) => by === 'iptables').map(({ id }) => id));
  const own = all.filter(({ id }) => !modern.has(nameInIptables(id)));
  const set = { chains: [...own, ...tables] };
  return {
    ...{ ...rules(raw, own, tables), set, interface: raw.interface },
    ...{ addresses: readAddresses(raw.addresses), listeners: readListeners(raw.sockets) },
    listed: { ufw: raw.ufw, firewalld: raw.firewalld?.listed ?? null },
  };
}

/** `ip nat PREROUTING` as iptables calls it: `v4 nat PREROUTING`. */
function nameInIptables(id: string): string {
  const [family, table = '', chain = ''] = id.split(' ');
  const kind = family === 'ip' ? 'v4' : family === 'ip6' ? 'v6' : 'none';
  return [kind, ...(table === 'filter' ? [] : [table]), chain].join(' ');
}

/** What becomes of somebody who comes in, with all that is known of this machine. */
export function judgeHere(
  { set, addresses }: Pick<Seen, 'set' | 'addresses'>,
  visitor: Omit<Visitor, 'own'>,
): Judged {
  return judge(set, { ...visitor, own: ownOf(addresses, visitor) }, (to) => interfaceTo(addresses, to));
}

/** Addresses the world can come to. */
export const ownOf = (addresses: readonly OwnAddress[], { family }: Pick<Visitor, 'family'>): string[] =>
  addresses.filter((one) => one.global && one.family === family).map(({ address }) => address);

function rules(
  raw: RawState,
  own: readonly Chain[],
  tables: readonly Chain[],
): Pick<Seen, 'ruler' | 'because'> {
  if (raw.firewalld)
    return {
      ruler: { firewall: 'firewalld', zone: raw.firewalld.zone },
      because: `firewalld runs, and the world comes in by its zone ${raw.firewalld.zone}`,
    };
  if (raw.ufw && /^Status: active/m.test(raw.ufw))
    return { ruler: { firewall: 'ufw', refusals: refusalsOf(raw.ufw) }, because: 'ufw is active' };
  const decides = ({ base, rules: list }: Chain) =>
    base?.hook === 'input' && (base.policy === 'drop' || list.length > 0);
  if (own.some(decides)) {
    const names = own.filter(decides).map(({ id }) => id);
    return {
      ruler: { firewall: 'nftables' },
      because: `nftables has rules for who comes in: ${names.join(', ')}`,
    };
  }
  for (const by of ['iptables', 'iptables-legacy'] as const)
    if (tables.some((table) => table.by === by && decides(table)))
      return {
        ruler: { firewall: 'iptables', legacy: by === 'iptables-legacy' },
        because: `iptables${by === 'iptables' ? '' : ' (the old tables)'} has rules for who comes in`,
      };
  return { ruler: { firewall: 'none' }, because: 'no rule decides who comes in' };
}

/** SPEC: ufw(8), `ufw status`: columns To, Action, From, and a comment after `#`. */
const refusalsOf = (status: string): UfwRefusal[] =>
  [
    ...status.matchAll(/^(\d+(?::\d+)?\/(?:tcp|udp))\s+(DENY|REJECT)(?: IN)?\s+Anywhere\s*(?:# (.*))?$/gm),
  ].map(([, port = '', action, comment]) => ({
    ...{ port, comment: comment ?? null },
    action: action === 'DENY' ? 'deny' : 'reject',
  }));
