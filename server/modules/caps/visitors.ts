/** Devices that are no sessions of ours to whom they show themselves: of other servers, and of people who are no subscribers. */
import { type Jid, parseJid } from '../../kernel/jid.ts';

export interface Visitor {
  /** What it advertised last; '' for nothing. */
  readonly node: string;
  wanted: readonly string[];
}

export interface Visitors {
  get(account: Jid, device: Jid): Visitor | undefined;
  /** False when there is no room for another one. */
  set(account: Jid, device: Jid, visitor: Visitor): boolean;
  /** Forgets a device, or all of a bare address; answers which were known. */
  forget(account: Jid, from: Jid): Jid[];
}

/** @param limits how many are remembered, of all accounts together, and of one other server. */
export function createVisitors(limits: { readonly all: number; readonly server: number }): Visitors {
  /** By account and bare address, then by device. */
  const visitors = new Map<string, Map<string, Visitor>>();
  const perServer = new Map<string, number>();
  let all = 0;

  const keyOf = (account: Jid, from: Jid) => `${account} ${from.bare}`;

  function count(domain: string, more: number): void {
    all += more;
    const next = (perServer.get(domain) ?? 0) + more;
    if (next > 0) perServer.set(domain, next);
    else perServer.delete(domain);
  }

  return {
    get: (account, device) => visitors.get(keyOf(account, device))?.get(device.toString()),
    set(account, device, visitor) {
      const key = keyOf(account, device);
      const devices = visitors.get(key) ?? new Map<string, Visitor>();
      if (!devices.has(device.toString())) {
        if (all >= limits.all || (perServer.get(device.domain) ?? 0) >= limits.server) return false;
        count(device.domain, 1);
      }
      visitors.set(key, devices.set(device.toString(), visitor));
      return true;
    },
    forget(account, from) {
      const key = keyOf(account, from);
      const devices = visitors.get(key);
      if (!devices) return [];
      const gone = [...devices.keys()].filter((device) => from.isBare || device === from.toString());
      for (const device of gone) devices.delete(device);
      if (devices.size === 0) visitors.delete(key);
      count(from.domain, -gone.length);
      return gone.flatMap((device) => parseJid(device) ?? []);
    },
  };
}
