/** Which firewall decides on this machine, and its rules as one set. Pure. */
import { readIptables } from './iptables/read.ts';
import { type Listener, readListeners } from './listeners.ts';
import { readNftables } from './nftables/read.ts';
import type { RawState } from './raw.ts';
import type { Chain, Family, RuleSet } from './rule-set.ts';

/** `legacy`: the rules are in the kernel's old tables, which programs of their own write. */
export type Ruler =
  | { readonly firewall: 'firewalld'; readonly zone: string }
  /** `refusals`: the office's own rules that refuse everybody at one port, as `ufw status` lists them. */
  | { readonly firewall: 'ufw'; readonly refusals: readonly UfwRefusal[] }
  | { readonly firewall: 'nftables' }
  | { readonly firewall: 'iptables'; readonly legacy: boolean }
  /** Everybody comes in: nothing to open. */
  | { readonly firewall: 'none' };

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
  readonly listeners: readonly Listener[];
}

/** Throws an Error where a program wrote what it never writes. */
export function seen(raw: RawState): Seen {
  const tables = raw.iptables.map(({ family, legacy, saved }) => ({
    ...{ family, legacy },
    chains: readIptables(family, saved).chains,
  }));
  const all = raw.nftables ? readNftables(raw.nftables.json, raw.nftables.listing).chains : [];
  // What iptables wrote stands in nftables, too, where its matches cannot be read: its own program shows them.
  const modern = tables.filter(({ legacy }) => !legacy);
  const own = all.filter(({ id }) => !isOfIptables(id, modern));
  const set = {
    chains: [...own, ...tables.flatMap(({ chains, legacy }) => chains.map((chain) => named(chain, legacy)))],
  };
  return { ...rules(raw, own, tables), set, interface: raw.interface, listeners: readListeners(raw.sockets) };
}

const isOfIptables = (id: string, tables: readonly { family: Family; chains: readonly Chain[] }[]) =>
  tables.some(
    ({ family, chains }) =>
      id.startsWith(family === 'v4' ? 'ip filter ' : 'ip6 filter ') &&
      chains.some(({ id: other }) => other.split(' ')[1] === id.split(' ')[2]),
  );

/** A machine may have both sets of tables; their chains must not be taken for each other. */
function named(chain: Chain, legacy: boolean): Chain {
  if (!legacy) return chain;
  const rename = (id: string) => `${id} legacy`;
  const rules = chain.rules.map((rule) =>
    'chain' in rule.effect ? { ...rule, effect: { ...rule.effect, chain: rename(rule.effect.chain) } } : rule,
  );
  return { ...chain, id: rename(chain.id), rules };
}

function rules(
  raw: RawState,
  own: readonly Chain[],
  tables: readonly { readonly legacy: boolean; readonly chains: readonly Chain[] }[],
): Pick<Seen, 'ruler' | 'because'> {
  if (raw.firewalld)
    return {
      ruler: { firewall: 'firewalld', zone: raw.firewalld.zone },
      because: `firewalld runs, and the world comes in by its zone ${raw.firewalld.zone}`,
    };
  if (raw.ufw && /^Status: active/m.test(raw.ufw))
    return { ruler: { firewall: 'ufw', refusals: refusalsOf(raw.ufw) }, because: 'ufw is active' };
  const decides = ({ input, rules: list }: Chain) =>
    input !== null && (input.policy === 'drop' || list.length > 0);
  if (own.some(decides)) {
    const names = own.filter(decides).map(({ id }) => id);
    return {
      ruler: { firewall: 'nftables' },
      because: `nftables has rules for who comes in: ${names.join(', ')}`,
    };
  }
  for (const legacy of [false, true])
    if (tables.some((table) => table.legacy === legacy && table.chains.some(decides)))
      return {
        ruler: { firewall: 'iptables', legacy },
        because: `iptables${legacy ? ' (the old tables)' : ''} has rules for who comes in`,
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
