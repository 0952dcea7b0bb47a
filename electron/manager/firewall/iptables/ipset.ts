/** Reads `ipset save` (ipset(8)): the lists of addresses that crowdsec, fail2ban and others keep for rules of iptables. Pure. */
import ipaddr from 'ipaddr.js';

/** Networks of each set; a set of anything else than addresses is not in it. */
export type Ipsets = ReadonlyMap<string, readonly string[]>;

export function readIpsets(saved: string): Ipsets {
  const sets = new Map<string, string[]>();
  for (const line of saved.split('\n')) {
    const created = /^create (\S+) hash:(?:ip|net) /.exec(line);
    if (created) sets.set(created[1]!, []);
    const added = /^add (\S+) (\S+)(.*)$/.exec(line);
    if (!added) continue;
    const [, name = '', member = '', rest = ''] = added;
    // An exception within a network: which of both comes, nobody can tell here.
    if (/\bnomatch\b/.test(rest) || !isNetwork(member)) sets.delete(name);
    else sets.get(name)?.push(member);
  }
  return sets;
}

const isNetwork = (text: string) => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
