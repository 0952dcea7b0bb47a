/**
 * Tokens of programs that look after the server over HTTP. Specs: RFC 6750.
 *
 * A token is shown once, when it is made; kept is its hash. `api` makes and revokes them, `metrics` accepts them, too.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { networkList } from '../../kernel/networks.ts';
import type { Keyval } from '../../kernel/store.ts';

const tokenSchema = z.object({
  /** What it is for, in the operator's words. */
  name: z.string(),
  /** `read`, `people`, `rooms`, `all`, or names of commands. */
  scopes: z.array(z.string()),
  /** Addresses and networks it works from; empty: everywhere. */
  from: z.array(z.string()),
  /** SHA-256 of the secret part, base64. WHY no salt: 256 random bits cannot be guessed. */
  hash: z.string(),
  /** Milliseconds since the epoch, as all times here. */
  created: z.number(),
  expires: z.number().nullable(),
  revoked: z.number().nullable(),
  lastUsed: z.number().nullable(),
  /** The address it was last used from. */
  lastFrom: z.string().nullable(),
});
type Stored = z.infer<typeof tokenSchema>;

/** A token as it may be shown. */
export type AccessToken = Omit<Stored, 'hash'> & { readonly id: string };

export type TokenVerdict =
  | { readonly ok: true; readonly token: AccessToken }
  | {
      readonly ok: false;
      readonly because: 'unknown' | 'expired' | 'revoked' | 'elsewhere';
      readonly id: string;
    };

export interface AccessTokens {
  /** Looks at what a program presents, and remembers that and from where it was used. */
  check(text: string, address: string): TokenVerdict;
  make(wish: { name: string; scopes: string[]; from: string[]; expires: number | null }): {
    token: string;
    made: AccessToken;
  };
  /** The oldest first. */
  list(): AccessToken[];
  /** False when there is none of that id. */
  revoke(id: string): boolean;
  /** Takes a revocation back. */
  restore(id: string): boolean;
  /** Forgets those that were revoked or expired so long ago that nobody takes it back. */
  sweep(): void;
}

export const MAX_TOKENS = 200;
const TABLE = 'access-tokens';
const OWNER = 'server';
const SECRET_BYTES = 32;
/** Use is noted this often at most, so that a program that asks every second does not write every second. */
const NOTE_MS = 60_000;
const FORGET_MS = 30 * 86_400_000;
const FORM = /^chatelaine_([a-z0-9]{10})_([A-Za-z0-9_-]{43})$/;

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export function createAccessTokens(parts: {
  store: { keyval<T>(name: string, schema: z.ZodType<T>): Keyval<T> };
  now: () => number;
}): AccessTokens {
  const { now } = parts;
  const table = parts.store.keyval(TABLE, tokenSchema);

  function change(id: string, fields: Partial<Stored>): boolean {
    const held = table.get(OWNER, id);
    if (held) table.set(OWNER, id, { ...held, ...fields });
    return held !== undefined;
  }

  return {
    check(text, address) {
      const [, id = '', secret = ''] = FORM.exec(text) ?? [];
      const held = id === '' ? undefined : table.get(OWNER, id);
      const refuse = (because: 'unknown' | 'expired' | 'revoked' | 'elsewhere') => ({
        ok: false as const,
        because,
        id,
      });
      if (!held || !timingSafeEqual(hashOf(secret), Buffer.from(held.hash, 'base64')))
        return refuse('unknown');
      if (held.revoked !== null) return refuse('revoked');
      if (held.expires !== null && held.expires <= now()) return refuse('expired');
      if (held.from.length > 0 && !networkList(held.from)(address)) return refuse('elsewhere');
      if (now() - (held.lastUsed ?? 0) >= NOTE_MS) change(id, { lastUsed: now(), lastFrom: address });
      return { ok: true, token: shown(id, held) };
    },
    make({ name, scopes, from, expires }) {
      const id = randomBytes(8).readBigUInt64BE().toString(36).padStart(10, '0').slice(-10);
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const held: Stored = {
        ...{ name, scopes, from, expires, created: now(), revoked: null, lastUsed: null, lastFrom: null },
        hash: hashOf(secret).toString('base64'),
      };
      table.set(OWNER, id, held);
      return { token: `chatelaine_${id}_${secret}`, made: shown(id, held) };
    },
    list: () =>
      table
        .entries(OWNER)
        .map(([id, held]) => shown(id, held))
        .sort((one, other) => one.created - other.created),
    revoke: (id) => change(id, { revoked: now() }),
    restore: (id) => change(id, { revoked: null }),
    sweep() {
      for (const [id, { revoked, expires }] of table.entries(OWNER)) {
        const over = Math.min(revoked ?? Number.POSITIVE_INFINITY, expires ?? Number.POSITIVE_INFINITY);
        if (over < now() - FORGET_MS) table.delete(OWNER, id);
      }
    },
  };
}

const shown = (id: string, { hash: _, ...rest }: Stored): AccessToken => ({ id, ...rest });

/** RFC 6750 §2.1: what stands behind `Authorization: Bearer`; undefined without one. */
export const bearerOf = ({ authorization }: IncomingHttpHeaders): string | undefined =>
  /^bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
