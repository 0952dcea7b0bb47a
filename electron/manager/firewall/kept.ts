/** Whether a rule of ours is in force: how a change that was cut off in the middle is settled by what the rules say. Pure. */
import { firewalldItems, type Operation } from './operations.ts';
import { TAG } from './rule-set.ts';
import type { Seen } from './seen.ts';

/** By its mark in nftables, iptables and ufw; firewalld's ports have none, so that there the port itself counts. */
export function inForce({ set, listed }: Seen, one: Operation): boolean {
  switch (one.firewall) {
    case 'nftables':
    case 'iptables': {
      const id =
        one.firewall === 'nftables'
          ? `${one.family} ${one.table} ${one.chain}`
          : [one.family, one.chain, ...(one.legacy ? ['legacy'] : [])].join(' ');
      const chain = set.chains.find((each) => each.id === id);
      return chain?.rules.some(({ flow }) => flow === one.flow.id) ?? false;
    }
    case 'ufw':
      return (listed.ufw ?? '').split('\n').some((line) => line.trimEnd().endsWith(`# ${TAG}${one.flow.id}`));
    case 'firewalld':
      return isListed(listed.firewalld ?? '', one);
  }
}

/** Whether a zone has it, as `firewall-cmd --list-all` shows zones. */
export function isListed(zone: string, one: Extract<Operation, { firewall: 'firewalld' }>): boolean {
  const lines = zone.split('\n');
  const ports = lines.find((line) => /^\s*ports:/.test(line))?.split(/\s+/) ?? [];
  return firewalldItems(one).every(({ kind, item }) =>
    kind === 'port' ? ports.includes(item) : lines.some((line) => line.trim() === item),
  );
}
