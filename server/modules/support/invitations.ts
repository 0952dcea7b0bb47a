/**
 * Invitations: tokens that let somebody make an account, become a contact, or set a new password. Specs: XEP-0401 0.6.0,
 * XEP-0445 0.2.0, XEP-0379 0.3.3. Shared by registration, which redeems them, and invitations, which makes them.
 */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';

/** Where a token is shown: before registering, and in a request to be a contact. */
export const PARS = 'urn:xmpp:pars:0';

/** `person`: make an account; `contact`: become the inviter's contact; `reset`: set a new password for an account. */
export const KINDS = ['person', 'contact', 'reset'] as const;
export type InvitationKind = (typeof KINDS)[number];

const invitationSchema = z.object({
  kind: z.enum(KINDS),
  /** Bare address of whoever invites; empty for the operator. */
  inviter: z.string(),
  /** The name the account must get, or the account the password is for; empty when it may be chosen. */
  username: z.string(),
  createdAt: z.number(),
  expires: z.number(),
  uses: z.int(),
  /** Whoever comes becomes the inviter's contact. */
  subscribe: z.boolean(),
  /** A contact's invitation that may also make an account. */
  mayRegister: z.boolean(),
});
type Stored = z.infer<typeof invitationSchema>;
export interface Invitation extends Stored {
  readonly token: string;
}

/** Of one domain; expired ones are swept away first. */
const MAX_INVITATIONS = 5000;
/** Of one person. */
const MAX_EACH = 50;
/** XEP-0379 §5.1: "at least 80 bits of entropy"; 24 letters and digits are 142. */
const TOKEN_LENGTH = 24;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const DAY = 24 * 60 * 60_000;

export interface Invitations {
  /** `full` when there are too many already. */
  create(host: string, made: Omit<Stored, 'createdAt'>): Invitation | 'full';
  /** Valid now: it exists, has not expired and has uses left. */
  find(host: string, token: string): Invitation | undefined;
  list(host: string): Invitation[];
  /** One use less; XEP-0445 §4: "single-use tokens MUST NOT be considered used until the actual registration has succeeded". */
  use(host: string, token: string): void;
  revoke(host: string, token: string): boolean;
  /** Uses left of one that was valid when it was shown, whether it has expired since or not. */
  usesLeft(host: string, invitation: Invitation): number;
  /** XEP-0401 §6.2: "The server MUST reserve the username at least until the corresponding token expires." */
  reserves(host: string, username: string): Invitation | undefined;
  /** Those that somebody made, and those for that account's password. */
  forget(account: Jid): void;
  sweep(): void;
}

export function createInvitations(ctx: Pick<ModuleContext, 'store' | 'server'>): Invitations {
  const table = ctx.store.keyval('invitations', invitationSchema);

  /** Tokens of each inviter, and when they expire. */
  const byInviter = ctx.store.keyval('invitations-by-inviter', z.number());
  /** Tokens that reserve a name. */
  const byName = ctx.store.keyval('invitations-by-name', z.string());
  const ownerOf = (host: string, inviter: string) => `${host} ${inviter}`;
  /** At least as many as there are, by domain. */
  const counted = new Map<string, number>();

  /** Used up in this process: to tell them from those swept away because they expired. */
  const spent = new Set<string>();

  const list = (host: string) => table.entries(host).map(([token, stored]) => ({ token, ...stored }));
  const isValid = ({ expires, uses }: Stored) => expires > Date.now() && uses > 0;

  function sweep(): void {
    for (const host of table.owners())
      for (const one of list(host)) if (!isValid(one)) remove(host, one.token);
  }

  function remove(host: string, token: string): void {
    const stored = table.get(host, token);
    if (!stored) return;
    table.delete(host, token);
    byInviter.delete(ownerOf(host, stored.inviter), token);
    if (byName.get(host, stored.username) === token) byName.delete(host, stored.username);
  }

  /** WHY counted: making one must not read them all. Only when there seem to be too many are they looked at. */
  function isFull(host: string): boolean {
    const count = counted.get(host) ?? list(host).length;
    counted.set(host, count);
    if (count < MAX_INVITATIONS) return false;
    sweep();
    const left = list(host).length;
    counted.set(host, left);
    return left >= MAX_INVITATIONS;
  }

  function isFullOf(host: string, inviter: string): boolean {
    if (inviter === '') return false;
    const own = byInviter.entries(ownerOf(host, inviter));
    const valid = own.filter(([token, expires]) => expires > Date.now() && table.has(host, token));
    return valid.length >= MAX_EACH;
  }

  return {
    list,
    sweep,
    create(host, made) {
      if (isFull(host) || isFullOf(host, made.inviter)) return 'full';
      const token = Array.from({ length: TOKEN_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
      const stored = { ...made, createdAt: Date.now() };
      table.set(host, token, stored);
      byInviter.set(ownerOf(host, made.inviter), token, made.expires);
      if (made.kind === 'person' && made.username !== '') byName.set(host, made.username, token);
      counted.set(host, (counted.get(host) ?? 0) + 1);
      return { token, ...stored };
    },
    find(host, token) {
      const stored = table.get(host, token);
      return stored && isValid(stored) ? { token, ...stored } : undefined;
    },
    use(host, token) {
      const stored = table.get(host, token);
      if (!stored) return;
      if (stored.uses <= 1) {
        remove(host, token);
        const oldest = spent.values().next().value;
        if (spent.size >= MAX_INVITATIONS && oldest !== undefined) spent.delete(oldest);
        spent.add(token);
      } else table.set(host, token, { ...stored, uses: stored.uses - 1 });
    },
    revoke(host, token) {
      const known = table.get(host, token) !== undefined;
      if (known) remove(host, token);
      return known;
    },
    usesLeft(host, { token, expires }) {
      const stored = table.get(host, token);
      if (stored) return stored.uses;
      return !spent.has(token) && expires <= Date.now() ? 1 : 0;
    },
    reserves(host, username) {
      const token = byName.get(host, username);
      const stored = token === undefined ? undefined : table.get(host, token);
      return token !== undefined && stored && isValid(stored) ? { token, ...stored } : undefined;
    },
    forget(account) {
      const host = account.domain;
      for (const { token, inviter, username, kind } of list(host)) {
        const isAbout = kind === 'reset' && username === account.local;
        if (isAbout || parseJid(inviter)?.bare.equals(account) === true) remove(host, token);
      }
    },
  };
}

/** The address to open, XEP-0401 §5 and XEP-0445 §2. */
export function uriOf(host: string, { kind, token, inviter, username, mayRegister }: Invitation): string {
  // XEP-0147: a localpart stands in the path of the URI.
  const escaped = (address: string) => encodeURIComponent(address).replaceAll('%40', '@');
  if (kind === 'contact')
    return `xmpp:${escaped(inviter)}?roster;preauth=${token}${mayRegister ? ';ibr=y' : ''}`;
  return `xmpp:${escaped(username === '' ? host : `${username}@${host}`)}?register;preauth=${token}`;
}
