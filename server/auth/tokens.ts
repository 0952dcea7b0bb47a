/**
 * Tokens for log-ins in one round trip. Specs: XEP-0484 0.2.0.
 * A client that has logged in with a password may come back with a token of its own, which changes by itself.
 * Each device of an account has two places, as XEP-0484 §5.1 proposes: the token in use, and the one it was handed last.
 * It knows nothing of SASL's messages: that is token-mechanisms.ts.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { TrustedDevice } from '../kernel/accounts.ts';
import type { Jid } from '../kernel/jid.ts';
import type { IssuedToken, LoginTokens } from '../kernel/sasl.ts';
import type { Storage } from '../kernel/store.ts';
import { isTokenMechanism } from './token-mechanisms.ts';

const DAY = 86_400_000;
/** How long a device may stay away; each log-in hands it a new token when its own is older than `ROTATE_MS`. */
export const TOKEN_LIFE_MS = 30 * DAY;
export const ROTATE_MS = DAY;
/** Devices of one account that may hold tokens; beyond, the one that was away longest is forgotten. */
export const MAX_DEVICES = 30;
/** WHY 66: as text of 88 characters it is longer than the block of SHA-256, so that HMAC itself works with its hash. */
const TOKEN_BYTES = 66;

const token = z.object({
  /** HMAC's key for the token: see `keyOf`. */
  key: z.string(),
  mechanism: z.string(),
  issued: z.number(),
  expires: z.number(),
});
const places = z.object({ current: token.optional(), fresh: token.optional() });
type StoredToken = z.infer<typeof token>;
type Places = z.infer<typeof places>;

export interface TokenMatch {
  readonly expired: boolean;
  /** The token is in use from now on, or with `invalidate` no more. */
  accept(invalidate: boolean): void;
}

export interface Tokens extends LoginTokens {
  /**
   * The token of this device that `fits` its key, if it has one. As many keys are tried whatever there is, so that the time
   * tells nothing.
   */
  find(
    account: Jid,
    device: string,
    mechanism: string,
    fits: (key: Buffer) => boolean,
  ): TokenMatch | undefined;
  /** The devices that may come back without a password. */
  list(account: Jid): TrustedDevice[];
  /** The account's devices, or one of them, come with a password next time. False when there is no such device. */
  revoke(account: Jid, device?: string): boolean;
}

export function createTokens(parts: {
  storage: Pick<Storage, 'keyval' | 'commits'>;
  clock: () => number;
}): Tokens {
  const { storage, clock } = parts;
  const table = storage.keyval('login-tokens', (value) => places.parse(value));
  const decoy = randomBytes(32);

  function put(owner: string, device: string, next: Places): void {
    if (next.current || next.fresh) table.set(owner, device, next);
    else table.delete(owner, device);
  }

  function makeRoom(owner: string, device: string): void {
    const others = table.entries(owner).filter(([name]) => name !== device);
    const lastUse = ([, { current, fresh }]: [string, Places]) =>
      Math.max(current?.expires ?? 0, fresh?.expires ?? 0);
    others.sort((a, b) => lastUse(b) - lastUse(a));
    for (const [index, entry] of others.entries())
      if (index >= MAX_DEVICES - 1 || lastUse(entry) <= clock()) table.delete(owner, entry[0]);
  }

  return {
    find(account, device, mechanism, fits) {
      const owner = account.bare.toString();
      const name = nameOf(device);
      const held = table.get(owner, name) ?? {};
      // XEP-0484 §3.4: "Servers MUST bind tokens to the mechanism selected by the client in its original request".
      const right = (one: StoredToken | undefined) => {
        const usable = one?.mechanism === mechanism;
        return fits(usable ? Buffer.from(one.key, 'base64') : decoy) && usable;
      };
      // XEP-0484 §5.1: "first check against the token in the 'new' slot", then "the 'current' slot".
      const [fresh, current] = [right(held.fresh), right(held.current)];
      const found = fresh ? held.fresh : current ? held.current : undefined;
      if (!found) return undefined;
      return {
        expired: found.expires <= clock(),
        accept(invalidate) {
          // §5.1: "move the token from the 'new' slot to the 'current' slot"; older ones are of no more use.
          const kept = fresh ? undefined : held.fresh;
          put(owner, name, { fresh: kept, ...(!invalidate && { current: found }) });
        },
      };
    },

    async grant({ account, device, wanted, used, invalidate }): Promise<IssuedToken | undefined> {
      const owner = account.bare.toString();
      const name = nameOf(device);
      const held = table.get(owner, name) ?? {};
      const due = used !== undefined && !invalidate && held.current !== undefined && isDue(held.current);
      const mechanism = wanted ?? (due ? used : undefined);
      if (mechanism === undefined || !isTokenMechanism(mechanism)) {
        await storage.commits.flush();
        return undefined;
      }
      const text = randomBytes(TOKEN_BYTES).toString('base64url');
      const expires = clock() + TOKEN_LIFE_MS;
      makeRoom(owner, name);
      // §3.5: "it MUST NOT invalidate the existing token until the new token is actually used by the client", and it "SHOULD
      // invalidate any tokens previously generated that have not been used".
      put(owner, name, {
        current: held.current,
        fresh: { key: keyOf(text).toString('base64'), mechanism, issued: clock(), expires },
      });
      await storage.commits.flush();
      return { token: text, expires };
    },

    list: (account) =>
      table.entries(account.bare.toString()).flatMap(([device, { current, fresh }]) => {
        const latest = fresh ?? current;
        if (!latest || latest.expires <= clock()) return [];
        return [{ device, mechanism: latest.mechanism, issued: latest.issued, expires: latest.expires }];
      }),

    revoke(account, device) {
      const owner = account.bare.toString();
      const known = device === undefined || table.has(owner, device);
      if (device !== undefined) table.delete(owner, device);
      else table.deleteOwner(owner);
      return known;
    },
  };

  function isDue(one: StoredToken): boolean {
    return clock() - one.issued >= ROTATE_MS;
  }
}

/**
 * RFC 2104 §2: keys longer than the block are hashed first: so the hash of a token is all that is needed to check what was
 * computed with it, and the token itself is kept nowhere.
 */
export const keyOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Devices name themselves by an id that is nobody's business. */
const nameOf = (device: string) => createHash('sha256').update(device).digest('base64url').slice(0, 22);
