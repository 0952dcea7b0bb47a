/**
 * Administrators of the served domains: whom the configuration names, and whom they made administrators since.
 * Specs: XEP-0133 §4.29 (edit admin list).
 * It does not decide what an administrator may do. Nobody of another server has rights here, whoever names them: what they may
 * do would be for that server, and for whoever gets between, to say.
 */
import { z } from 'zod';
import type { Admins } from '../kernel/facts.ts';
import type { Storage } from '../kernel/store.ts';

export interface AdminsParts {
  readonly storage: Pick<Storage, 'keyval' | 'commits'>;
  /** A function, because the configuration can be reloaded. */
  readonly configured: (host: string) => readonly string[];
  /** Served domains. */
  readonly hosts: ReadonlySet<string>;
}

export function createAdmins({ storage, configured, hosts }: AdminsParts): Admins {
  const table = storage.keyval('admins', (value) => z.array(z.string()).parse(value));
  /** By domain; rooms ask for every stanza. */
  const kept = new Map<string, readonly string[]>();

  function granted(host: string): readonly string[] {
    const known = kept.get(host) ?? table.get(host, '') ?? [];
    kept.set(host, known);
    return known;
  }

  const named = (host: string) => [...new Set([...configured(host), ...granted(host)])];
  const isServed = (address: string) => hosts.has(address.slice(address.indexOf('@') + 1));

  return {
    configured,
    named,
    of: (host) => named(host).filter(isServed),
    async set(host, addresses) {
      const more = addresses.filter((address) => !configured(host).includes(address));
      table.set(host, '', more);
      kept.set(host, more);
      await storage.commits.flush();
    },
  };
}
