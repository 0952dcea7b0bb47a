/**
 * Whom a person has blocked, as it is kept, and which entry an address falls under. Spec: XEP-0191 §6.
 * Shared by the modules that hand over what was kept from earlier (offline messages, subscription requests); everything
 * else is stopped by the blocking module before it gets to them. It decides nothing about what is answered.
 */
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';

export interface Blocklist {
  /** The entries of an account, in code-point order. */
  of(account: Jid): string[];
  add(account: Jid, entry: Jid): void;
  remove(account: Jid, entry: Jid): void;
  clear(account: Jid): void;
  /** Does the account want to hear nothing from this address? */
  blocks(account: Jid, address: Jid): boolean;
}

export function createBlocklist(ctx: Pick<ModuleContext, 'store'>): Blocklist {
  const table = ctx.store.keyval('blocklist', z.object({ since: z.number() }));
  const of = (account: Jid) => table.entries(account.toString()).map(([entry]) => entry);
  return {
    of,
    add: (account, entry) => void table.set(account.toString(), entry.toString(), { since: Date.now() }),
    remove: (account, entry) => void table.delete(account.toString(), entry.toString()),
    clear: (account) => void table.deleteOwner(account.toString()),
    blocks: (account, address) => blocks(new Set(of(account)), account, address) !== undefined,
  };
}

/** Every entry that would block an address, in the order of XEP-0191 §6. */
export function entriesFor({ local, domain, resource, bare }: Jid): string[] {
  const entries: string[] = [];
  // "<user@domain/resource> (only that resource matches)"
  if (local && resource) entries.push(`${bare}/${resource}`);
  // "<user@domain> (any resource matches)"
  if (local) entries.push(bare.toString());
  // "<domain/resource> (only that resource matches)"
  if (resource) entries.push(`${domain}/${resource}`);
  // "<domain> (the domain itself matches, as does any user@domain or domain/resource)"
  entries.push(domain);
  return entries;
}

/** The entry of an account's list that an address falls under; undefined for none. */
export function blocks(list: ReadonlySet<string>, account: Jid, address: Jid): string | undefined {
  // §5: "An implementation MUST NOT block communications from one of a user's resources to another, even if the user happens
  // to define a rule that would otherwise result in that behavior."
  if (list.size === 0 || address.bare.equals(account.bare)) return undefined;
  return entriesFor(address).find((entry) => list.has(entry));
}
