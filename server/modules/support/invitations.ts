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

export const LANGUAGES = ['en', 'fr'] as const;

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
  /** The name colleagues will see; empty where nobody said. */
  displayName: z.string().default(''),
  /** Id of the team whoever comes in belongs to; empty for none. */
  team: z.string().default(''),
  /** Bare address of the colleague in whose name the operator invites; empty for the office. */
  by: z.string().default(''),
  /** What the operator thinks its reader speaks; empty where nobody said. */
  language: z.enum(['', ...LANGUAGES]).default(''),
  /** Who came in with it, bare addresses, the latest first. */
  used: z.array(z.object({ address: z.string(), at: z.number() })).default([]),
  /** When somebody took it back. */
  revokedAt: z.number().optional(),
  /** A newer one has taken its place: it never works again. */
  replaced: z.boolean().default(false),
});
type Stored = z.infer<typeof invitationSchema>;
export interface Invitation extends Stored {
  readonly token: string;
}

/** What has to be said of a new one; the rest is as nobody said. */
export type NewInvitation = Omit<Stored, 'createdAt' | 'used' | 'revokedAt' | 'replaced' | Said> &
  Partial<Pick<Stored, Said>>;
type Said = 'displayName' | 'team' | 'by' | 'language';

/** Of one domain; expired ones are swept away first. */
const MAX_INVITATIONS = 5000;
/** Of one person. */
const MAX_EACH = 50;
/** XEP-0379 §5.1: "at least 80 bits of entropy"; 24 letters and digits are 142. */
const TOKEN_LENGTH = 24;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const DAY = 24 * 60 * 60_000;
/** WHY: whoever comes late is told why it does not work, and whoever invited sees who came. */
const REMEMBERED = 30 * DAY;
/** Who used one, of those that many may use. */
const MAX_USED = 50;

export type InvitationState = 'open' | 'used' | 'expired' | 'revoked';

/** The first that holds: one that was taken back is not said to have expired later. */
export function stateOf({ revokedAt, uses, expires }: Stored, now = Date.now()): InvitationState {
  if (revokedAt !== undefined) return 'revoked';
  if (uses <= 0) return 'used';
  return expires <= now ? 'expired' : 'open';
}

/** Undefined while it is open. */
export function endOf(stored: Stored, now = Date.now()): number | undefined {
  switch (stateOf(stored, now)) {
    case 'open':
      return undefined;
    case 'revoked':
      return stored.revokedAt;
    case 'used':
      return stored.used[0]?.at ?? stored.expires;
    case 'expired':
      return stored.expires;
  }
}

export interface Invitations {
  /** `full` when there are too many already. */
  create(host: string, made: NewInvitation): Invitation | 'full';
  /** Valid now: it exists, has not expired and has uses left. */
  find(host: string, token: string): Invitation | undefined;
  /** Whatever became of it, as long as it is remembered: 30 days from its end. */
  recall(host: string, token: string): Invitation | undefined;
  /** The open ones. */
  list(host: string): Invitation[];
  /** And those that ended and are remembered. */
  all(host: string): Invitation[];
  /** One use less; XEP-0445 §4: "single-use tokens MUST NOT be considered used until the actual registration has succeeded". */
  use(host: string, token: string, who: Jid): void;
  /** False when there is no open one. */
  revoke(host: string, token: string): boolean;
  /** Takes back the links for the password of an account, for good: a newer one takes their place. */
  replaceResets(account: Jid): void;
  /** Undoes `revoke`; false when there is nothing to undo, it has expired, or its name is reserved for another by now. */
  restore(host: string, token: string): boolean;
  /** Uses left of one that was valid when it was shown, whether it has expired since or not. */
  usesLeft(host: string, invitation: Invitation): number;
  /** XEP-0401 §6.2: "The server MUST reserve the username at least until the corresponding token expires." */
  reserves(host: string, username: string): Invitation | undefined;
  /** Those that somebody made, and those for that account's password. */
  forget(account: Jid): void;
  sweep(): void;
}

export function createInvitations(ctx: Pick<ModuleContext, 'store' | 'announce'>): Invitations {
  const table = ctx.store.keyval('invitations', invitationSchema);

  /** Tokens of each inviter, and when they expire. */
  const byInviter = ctx.store.keyval('invitations-by-inviter', z.number());
  /** Tokens that reserve a name. */
  const byName = ctx.store.keyval('invitations-by-name', z.string());
  const ownerOf = (host: string, inviter: string) => `${host} ${inviter}`;
  /** At least as many as there are, by domain. */
  const counted = new Map<string, number>();

  const all = (host: string) => table.entries(host).map(([token, stored]) => ({ token, ...stored }));
  const list = (host: string) => all(host).filter(isValid);
  const changed = (host: string) => void ctx.announce('invitation.changed', { host });
  const isValid = (stored: Stored) => stateOf(stored) === 'open';

  /** @param ended those that ended longer ago, in ms, are forgotten. */
  function sweep(ended = REMEMBERED): void {
    const now = Date.now();
    for (const host of table.owners())
      for (const one of all(host)) if (now - (endOf(one, now) ?? now) > ended) remove(host, one.token);
  }

  function remove(host: string, token: string): void {
    const stored = table.get(host, token);
    if (!stored) return;
    table.delete(host, token);
    free(host, token, stored);
  }

  /** It ended, or went: its name is anybody's, and it counts for its inviter no more. */
  function free(host: string, token: string, { inviter, username }: Stored): void {
    byInviter.delete(ownerOf(host, inviter), token);
    if (byName.get(host, username) === token) byName.delete(host, username);
  }

  function hold(host: string, token: string, { kind, inviter, username, expires }: Stored): void {
    byInviter.set(ownerOf(host, inviter), token, expires);
    if (kind === 'person' && username !== '') byName.set(host, username, token);
  }

  /** WHY counted: making one must not read them all. Only when there seem to be too many are they looked at. */
  function isFull(host: string): boolean {
    const count = counted.get(host) ?? all(host).length;
    counted.set(host, count);
    if (count < MAX_INVITATIONS) return false;
    // Room for those that work, before the memory of those that do not.
    sweep(0);
    const left = all(host).length;
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
    all,
    sweep: () => sweep(),
    create(host, made) {
      if (isFull(host) || isFullOf(host, made.inviter)) return 'full';
      const token = Array.from({ length: TOKEN_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
      const said = { displayName: '', team: '', by: '', language: '' as const };
      const stored: Stored = { ...said, ...made, createdAt: Date.now(), used: [], replaced: false };
      table.set(host, token, stored);
      hold(host, token, stored);
      changed(host);
      counted.set(host, (counted.get(host) ?? 0) + 1);
      return { token, ...stored };
    },
    find(host, token) {
      const stored = table.get(host, token);
      return stored && isValid(stored) ? { token, ...stored } : undefined;
    },
    recall(host, token) {
      const stored = table.get(host, token);
      return stored && { token, ...stored };
    },
    use(host, token, who) {
      const stored = table.get(host, token);
      if (!stored) return;
      const used = [{ address: who.toString(), at: Date.now() }, ...stored.used].slice(0, MAX_USED);
      const after = { ...stored, used, uses: stored.uses - 1 };
      table.set(host, token, after);
      if (after.uses <= 0) free(host, token, after);
      changed(host);
    },
    revoke(host, token) {
      const stored = table.get(host, token);
      if (!stored || !isValid(stored)) return false;
      table.set(host, token, { ...stored, revokedAt: Date.now() });
      free(host, token, stored);
      changed(host);
      return true;
    },
    replaceResets({ domain, local }) {
      for (const { token, ...stored } of all(domain)) {
        const isTheirs = stored.kind === 'reset' && stored.username === local;
        // One that was taken back earlier is not to come back beside the new one either.
        if (!isTheirs || !['open', 'revoked'].includes(stateOf(stored))) continue;
        table.set(domain, token, { ...stored, replaced: true, revokedAt: stored.revokedAt ?? Date.now() });
        free(domain, token, stored);
      }
    },
    restore(host, token) {
      const stored = table.get(host, token);
      if (stored?.revokedAt === undefined || stored.replaced) return false;
      const { revokedAt: _, ...before } = stored;
      const other = before.kind === 'person' ? byName.get(host, before.username) : undefined;
      if (!isValid(before) || (other !== undefined && table.has(host, other))) return false;
      table.set(host, token, before);
      hold(host, token, before);
      changed(host);
      return true;
    },
    usesLeft(host, { token }) {
      const stored = table.get(host, token);
      return stored && stored.revokedAt === undefined ? stored.uses : 0;
    },
    reserves(host, username) {
      const token = byName.get(host, username);
      const stored = token === undefined ? undefined : table.get(host, token);
      return token !== undefined && stored && isValid(stored) ? { token, ...stored } : undefined;
    },
    forget(account) {
      const host = account.domain;
      for (const { token, inviter, username, kind } of all(host)) {
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
