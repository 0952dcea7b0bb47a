/**
 * Whose a pseudonym is, and whether that account may still call. What a relay is shown is a name made hours ago; since then the account
 * may have been removed, disabled, or given to somebody else.
 */
import type { AccountInfo, Accounts } from '../../kernel/accounts.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { pseudonym } from './credentials.ts';

export interface People {
  /** A name is about to be handed out for it. Undefined when there is no such account. */
  nameOf(account: Jid): string | undefined;
  /** The account is there, the same one, and enabled. */
  isActive(user: string): boolean;
}

export function createPeople(parts: {
  readonly accounts: Pick<Accounts, 'get' | 'list'>;
  readonly hosts: () => readonly string[];
  readonly secret: string;
}): People {
  const { accounts, hosts, secret } = parts;
  /** Bare addresses by pseudonym; learned as they are handed out, and after a restart from the list of accounts. */
  const known = new Map<string, string>();
  let listed = false;

  function learn({ jid, createdAt }: AccountInfo): string {
    const name = pseudonym(jid.toString(), createdAt, secret);
    known.set(name, jid.toString());
    return name;
  }

  /** Names handed out before the last start are found by reading all accounts once; later ones were learned when they were made. */
  function lookUp(user: string): string | undefined {
    if (!known.has(user) && !listed) {
      listed = true;
      for (const host of hosts()) for (const account of accounts.list(host)) learn(account);
    }
    return known.get(user);
  }

  return {
    nameOf(account) {
      const info = accounts.get(account);
      return info && learn(info);
    },
    isActive(user) {
      const jid = parseJid(lookUp(user) ?? '');
      const info = jid && accounts.get(jid);
      if (info && learn(info) === user) return !info.disabled;
      // Removed, or somebody else's by now. Who is only disabled may be back tomorrow.
      known.delete(user);
      return false;
    },
  };
}
