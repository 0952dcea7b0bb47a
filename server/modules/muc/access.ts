/**
 * Access rules of the service (who may use it, make rooms, …): a word, or lists of addresses and domains.
 * Pure.
 */
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';

const word = z.enum(['all', 'local', 'admins', 'nobody']);
/** `local` is everybody with an account here; else a bare address or a domain. */
const whom = z.union([word, z.string().min(1)]);

export const accessRule = z.union([
  word,
  z.strictObject({ allow: z.array(whom).default(['all']), deny: z.array(whom).default([]) }),
]);
export type AccessRule = z.infer<typeof accessRule>;

export interface Asker {
  readonly jid: Jid;
  /** Has an account on a domain served here. */
  readonly local: () => boolean;
  readonly admin: boolean;
}

function fits(whom: string, { jid, local, admin }: Asker): boolean {
  switch (whom) {
    case 'all':
      return true;
    case 'local':
      return local();
    case 'admins':
      return admin;
    case 'nobody':
      return false;
    default:
      return whom === jid.domain || whom === jid.bare.toString();
  }
}

/** Administrators of the server may do what anybody may. What is denied is denied to all others, whatever is allowed. */
export function mayAccess(rule: AccessRule, asker: Asker): boolean {
  if (typeof rule === 'string') return fits(rule, asker) || (asker.admin && rule !== 'nobody');
  if (asker.admin) return true;
  return rule.allow.some((whom) => fits(whom, asker)) && !rule.deny.some((whom) => fits(whom, asker));
}
