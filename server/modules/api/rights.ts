/** Which commands a token or rule is good for: a decision with its why. Pure. */
import type { AdminCommand, CommandScope } from '../../kernel/adhoc.ts';

/** The words besides names of commands. */
export const GROUPS = ['read', 'people', 'rooms', 'all'] as const;

export interface Wish {
  readonly name: string;
  readonly scope: CommandScope | undefined;
  readonly reads: boolean;
  /** A password is among its arguments. */
  readonly secret: boolean;
  /** It is about the account of somebody who administers a domain. */
  readonly administrator: boolean;
}

export interface Verdict {
  readonly allow: boolean;
  readonly because:
    | 'excepted'
    | 'everything'
    | 'administrator'
    | 'named'
    | 'reading'
    | 'its group'
    | 'not included';
}

/** Give out what tokens have, or give it back. */
const GIVES_RIGHTS: ReadonlySet<string> = new Set(['access_token_create', 'access_token_restore']);

export function mayRun(scopes: readonly string[], wish: Wish): Verdict {
  if (scopes.includes(`!${wish.name}`)) return { allow: false, because: 'excepted' };
  const excepts = scopes.some((one) => one.startsWith('!'));
  // WHY: another token would have no exceptions.
  if (excepts && GIVES_RIGHTS.has(wish.name)) return { allow: false, because: 'excepted' };
  if (scopes.includes('all') && !excepts) return { allow: true, because: 'everything' };
  // WHY: whoever sets an administrator's password is an administrator.
  if (wish.administrator && !wish.reads) return { allow: false, because: 'administrator' };
  if (scopes.includes('all')) return { allow: true, because: 'everything' };
  if (scopes.includes(wish.name)) return { allow: true, because: 'named' };
  // Somebody who may look at things is not to try passwords.
  if (scopes.includes('read') && wish.reads && !wish.secret) return { allow: true, because: 'reading' };
  if (wish.scope && scopes.includes(wish.scope)) return { allow: true, because: 'its group' };
  return { allow: false, because: 'not included' };
}

/** Arguments that are secrets wherever they stand. */
export const SECRET_ARGUMENTS: ReadonlySet<string> = new Set(['password', 'token']);

export const takesSecret = ({ positional }: Pick<AdminCommand, 'positional'>): boolean =>
  positional.some((name) => SECRET_ARGUMENTS.has(name));

/** A GET leaves its query in logs and histories, and is repeated at will. */
export const mayGet = (command: Pick<AdminCommand, 'positional' | 'reads' | 'lines'>): boolean =>
  command.reads && !takesSecret(command) && command.lines === undefined;
