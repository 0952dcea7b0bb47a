/**
 * Names and passwords for a while: a name is when it ends and whom it is for, its password a signature of it. Nothing is stored.
 *
 * After "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest), which relays outside understand, too.
 */
import { createHmac } from 'node:crypto';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Ends are rounded up to this, so that one who asks twice is told the same twice. */
const GRAIN_MS = 3_600_000;
const USER_CHARACTERS = 16;

/** `password` of a name that a relay with this secret believes. */
export const passwordFor = (username: string, secret: string): string =>
  createHmac('sha1', secret).update(username).digest('base64');

/**
 * Who it is without saying so: the name travels in the clear.
 * @param since when the account was made: who takes the name later is somebody else.
 */
export const pseudonym = (account: string, since: number, secret: string): string =>
  createHmac('sha256', secret)
    .update(`account ${account} ${since}`)
    .digest('base64url')
    .slice(0, USER_CHARACTERS);

export function issue(parts: { user: string; secret: string; lifetimeMs: number; now: number }): Credentials {
  const { user, secret, lifetimeMs, now } = parts;
  const expires = Math.ceil((now + lifetimeMs) / GRAIN_MS) * GRAIN_MS;
  const username = `${expires / 1000}:${user}`;
  return { username, password: passwordFor(username, secret), expires };
}

/** What a name says of itself; its signature is another matter. */
export function readUsername(username: string): { user: string; expires: number } | undefined {
  const found = /^(\d{1,12}):([\w-]{1,64})$/.exec(username);
  return found ? { user: found[2]!, expires: Number(found[1]) * 1000 } : undefined;
}
