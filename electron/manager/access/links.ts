/**
 * One-time links to the headless face: a token in the URL's fragment, which no server and no log ever sees.
 * Each works once, for ten minutes. Kept in memory, and there only as hashes.
 */
import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const VALID_MS = 10 * 60 * 1000;
const OPEN_LINKS = 100;

export type Redeemed = 'good' | 'used' | 'unknown';

export interface Links {
  create(): { token: string; until: number };
  /** Uses the token up. */
  redeem(token: string): Redeemed;
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

export function createLinks({ now }: { now: () => number }): Links {
  const open = new Map<string, { until: number; used: boolean }>();
  return {
    create() {
      const token = newToken();
      const until = now() + VALID_MS;
      open.set(hashToken(token), { until, used: false });
      for (const hash of [...open.keys()].slice(0, -OPEN_LINKS)) open.delete(hash);
      return { token, until };
    },
    redeem(token) {
      // Looked up by its hash: how long that takes tells nothing about the token.
      const link = open.get(hashToken(token));
      if (!link || now() > link.until) return 'unknown';
      if (link.used) return 'used';
      link.used = true;
      return 'good';
    },
  };
}
