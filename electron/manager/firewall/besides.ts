/** Who else has rules on this machine, recognised by the names they give their chains. Pure. */
import type { RuleSet } from './rule-set.ts';
import type { Ruler } from './seen.ts';

export type BesideName =
  | 'docker'
  | 'podman'
  | 'kubernetes'
  | 'libvirt'
  | 'fail2ban'
  | 'crowdsec'
  | 'tailscale'
  | 'ufw'
  | 'firewalld'
  | 'nftables'
  | 'iptables'
  | 'iptables-legacy';

export interface Beside {
  readonly name: BesideName;
  /** Its chains, the first of them. */
  readonly chains: readonly string[];
}

const NAMES: readonly (readonly [BesideName, RegExp])[] = [
  ['docker', /\bDOCKER(-USER|-FORWARD|-ISOLATION-STAGE-\d|-CT|-BRIDGE)?\b|docker-bridges/],
  ['podman', /netavark|\bCNI-/i],
  ['kubernetes', /\bKUBE-|kube-proxy/],
  ['libvirt', /\bLIBVIRT_|libvirt_network/],
  ['fail2ban', /\bf2b-/],
  ['crowdsec', /crowdsec/i],
  ['tailscale', /\bts-(input|forward)\b/],
  ['ufw', /\bufw6?-/],
  ['firewalld', /\bfirewalld\b|\bINPUT_ZONES\b/],
];
const SHOWN = 5;

/** All but whoever rules; plain tables only where they decide about who comes in. */
export function besidesOf({ chains }: RuleSet, ruler: Ruler): Beside[] {
  const nameOf = (id: string) => NAMES.find(([, mark]) => mark.test(id))?.[0];
  const found = new Map<BesideName, string[]>();
  for (const { id, by, base, rules } of chains) {
    const decides = base?.hook === 'input' && (base.policy === 'drop' || rules.length > 0);
    const isOfNamed = rules.some(({ effect }) => 'chain' in effect && nameOf(effect.chain) !== undefined);
    const name = nameOf(id) ?? (decides && !isOfNamed ? by : undefined);
    if (name) found.set(name, [...(found.get(name) ?? []), id]);
  }
  const rules = ruler.firewall === 'iptables' && ruler.legacy ? 'iptables-legacy' : ruler.firewall;
  return [...found]
    .filter(([name]) => name !== rules)
    .map(([name, ids]) => ({ name, chains: ids.slice(0, SHOWN) }));
}
