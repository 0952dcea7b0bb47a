/**
 * Who listens on this machine, and for whom: read from `ss -H -l -n -t -u -p -e` (ss(8), iproute2). Pure.
 * A door the firewall lets people to is of no use where nobody listens, or only for this machine, or for one family.
 */
import ipaddr from 'ipaddr.js';
import type { Flow, Protocol } from './flows.ts';
import type { Family } from './rule-set.ts';

export interface Listener {
  readonly protocol: Protocol;
  readonly port: number;
  /** `0.0.0.0` and `::` for all addresses. */
  readonly address: string;
  /** `::` takes IPv4, too, unless its program said otherwise. */
  readonly families: readonly Family[];
  readonly scope: 'everywhere' | 'this-machine' | 'one-address';
  /** As the system names it; null where it does not say. */
  readonly program: string | null;
  readonly pid: number | null;
  /** The container it is in, where its control group tells. */
  readonly container: string | null;
}

/** More sockets than an office's machine has; the rest is not read. */
const MAX_LINES = 10_000;

export function readListeners(output: string): Listener[] {
  return output
    .split('\n')
    .slice(0, MAX_LINES)
    .flatMap((line) => {
      // Netid State Recv-Q Send-Q Local:Port Peer:Port, then `users:((…)) ino:… v6only:…`.
      const found = /^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+(.*)$/.exec(line);
      if (!found) return [];
      const [, protocol, local = '', port, rest = ''] = found;
      // A zone (`%eth0`) is of this machine alone.
      const address = local.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
      const where = placeOf(address === '*' ? '::' : address, /\bv6only:1\b/.test(rest));
      const user = /users:\(\("([^"]*)",pid=(\d+)/.exec(rest);
      return [
        {
          ...{ protocol: protocol as Protocol, port: Number(port), ...where },
          ...{ program: user?.[1] ?? null, pid: user ? Number(user[2]) : null },
          container: /cgroup:\S*\/(?:docker|libpod|lxc)[-/]?([\w.-]+)/.exec(rest)?.[1]?.slice(0, 12) ?? null,
        },
      ];
    });
}

function placeOf(address: string, only6: boolean): Pick<Listener, 'address' | 'families' | 'scope'> {
  if (address === '::') return { address, families: only6 ? ['v6'] : ['v4', 'v6'], scope: 'everywhere' };
  if (address === '0.0.0.0') return { address, families: ['v4'], scope: 'everywhere' };
  if (!ipaddr.isValid(address)) return { address, families: [], scope: 'one-address' };
  const parsed = ipaddr.process(address);
  const family: Family = parsed.kind() === 'ipv4' ? 'v4' : 'v6';
  return {
    address,
    families: [family],
    scope: parsed.range() === 'loopback' ? 'this-machine' : 'one-address',
  };
}

/** For each family whether somebody who comes in by this flow finds anybody; with whom that is. */
export interface FlowListener {
  readonly state: { readonly [family in Family]: 'listening' | 'this-machine-only' | 'nobody' };
  readonly by: Listener | null;
}

/** Relay ports are opened only while there is a call: nobody listening there says nothing. */
export function listenerOf(
  flow: Pick<Flow, 'protocol' | 'ports'>,
  listeners: readonly Listener[],
): FlowListener {
  const own = listeners.filter(
    ({ protocol, port }) => protocol === flow.protocol && port >= flow.ports.from && port <= flow.ports.to,
  );
  const state = (family: Family) => {
    const here = own.filter(({ families }) => families.includes(family));
    if (here.some(({ scope }) => scope !== 'this-machine')) return 'listening';
    return here.length > 0 ? 'this-machine-only' : 'nobody';
  };
  const by = own.find(({ scope }) => scope !== 'this-machine') ?? own[0] ?? null;
  return { state: { v4: state('v4'), v6: state('v6') }, by };
}
