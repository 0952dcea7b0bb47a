/** Names for whoever looks after the server, to see whether a packet gets through the relay: nobody's, for two minutes, a few at a time. */
import { randomBytes } from 'node:crypto';
import { type Credentials, passwordFor } from './credentials.ts';

const VALID_MS = 120_000;
const MOST = 8;

export interface Checks {
  /** The oldest makes room. */
  open(): Credentials;
  isOpen(user: string): boolean;
}

export function createChecks({
  secret,
  now,
}: {
  readonly secret: string;
  readonly now: () => number;
}): Checks {
  /** When each ends. */
  const users = new Map<string, number>();
  return {
    open() {
      for (const [user, until] of users) if (until < now() || users.size >= MOST) users.delete(user);
      const user = `check-${randomBytes(9).toString('base64url')}`;
      const expires = Math.ceil((now() + VALID_MS) / 1000) * 1000;
      users.set(user, expires);
      const username = `${expires / 1000}:${user}`;
      return { username, password: passwordFor(username, secret), expires };
    },
    isOpen: (user) => (users.get(user) ?? 0) > now(),
  };
}
