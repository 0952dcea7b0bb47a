/**
 * Coming in: by a link, the password or a passkey; and giving one of the last two again before something dangerous. Every
 * one who came in is noted, and of those who did not as many as a person can read.
 */
import type { AccessWays } from '../../contract/access.ts';
import type { ChangeAction } from '../../contract/change-actions.ts';
import { inTheNameOf } from '../caller.ts';
import type { Changes } from '../changes.ts';
import type { Confirmations } from './confirmations.ts';
import type { Credentials } from './credentials.ts';
import type { Devices } from './devices.ts';
import type { Links } from './links.ts';
import { impossibleAt, type Passkeys } from './passkeys.ts';
import { isPassword } from './password-hash.ts';
import type { AccessSessions, CameBy } from './sessions.ts';
import { createThrottle } from './throttle.ts';

/** Who stands before the door. */
export interface Visitor {
  /** `http://127.0.0.1:8470`, already known to be one of ours. */
  readonly origin: string;
  readonly address: string;
  readonly browser: string;
  /** The secret of the session its browser has; what comes in gets another, so that nobody can be given one beforehand. */
  readonly before: string | undefined;
  /** The mark it has of an earlier time (devices.ts). */
  readonly mark: string | undefined;
}

/** What was given to come in by. */
export type Key =
  | { readonly by: 'link'; readonly token: string }
  | { readonly by: 'password'; readonly password: string }
  | { readonly by: 'passkey'; readonly response: unknown };

export type Refusal = { readonly because: 'used' | 'unknown' | 'wrong' | 'none' | 'full' } | Wait;
type Wait = { readonly because: 'wait'; readonly ms: number };
/** `ticket`: for the page's own line (confirmations.ts); none for a link, which says nothing about who sits there. */
export type Entered = In | Refusal;
interface In {
  readonly secret: string;
  readonly ticket: string | null;
  /** By which the browser is known the next time. */
  readonly mark: string;
}

export interface Entrance {
  ways(origin: string): Promise<AccessWays>;
  passkeyChallenge(origin: string): Promise<object>;
  enter(key: Key, visitor: Visitor): Promise<Entered>;
  /** Confirms the session of `visitor.before`, which gets another secret. */
  confirm(key: Exclude<Key, { by: 'link' }>, visitor: Visitor): Promise<Entered>;
  /** Ends the session the secret belongs to. */
  leave(secret: string): Promise<void>;
}

export interface EntranceParts {
  readonly links: Links;
  readonly sessions: AccessSessions;
  readonly credentials: Credentials;
  readonly passkeys: Passkeys;
  readonly confirmations: Confirmations;
  readonly devices: Devices;
  /** Undefined in recovery mode, where nothing can be noted. */
  readonly changes: () => Changes | undefined;
  readonly now: () => number;
}

/** Passwords that are being hashed or wait for it: each takes 19 MiB and a processor for a moment. */
const AT_ONCE = 2;
const WAITING = 16;
/** Which of the tries of one address are noted: the first, the fifth, and then fewer and fewer. */
const NOTED = new Set([1, 5, 25, 125, 625, 3125]);
const NOTED_MS = 60 * 60_000;

export function createEntrance(parts: EntranceParts): Entrance {
  const { links, sessions, credentials, passkeys, confirmations, devices, changes, now } = parts;
  const throttle = createThrottle(now);
  const hashing = atMost(AT_ONCE, WAITING);
  const refusals = new Map<string, { count: number; since: number }>();

  function note(action: ChangeAction, subject: string, visitor: Visitor, session: string | null): void {
    const { browser, address } = visitor;
    const who = {
      face: 'browser',
      name: browser.slice(0, 200),
      address: address.slice(0, 64),
      session,
    } as const;
    const state = action === 'access.refused' ? 'failed' : 'applied';
    inTheNameOf(who, () => changes()?.note({ action, subject, state, before: null, after: null }));
  }

  function noteRefusal(by: CameBy, visitor: Visitor): void {
    const before = refusals.get(visitor.address);
    const fresh = !before || now() - before.since > NOTED_MS;
    const one = fresh ? { count: 1, since: now() } : { ...before, count: before.count + 1 };
    refusals.delete(visitor.address);
    refusals.set(visitor.address, one);
    for (const oldest of refusals.keys()) {
      if (refusals.size <= 1_000) break;
      refusals.delete(oldest);
    }
    if (NOTED.has(one.count)) note('access.refused', `${by} ${one.count}`, visitor, null);
  }

  /** Whether the key is right. */
  async function tried(key: Key, { origin, address, mark }: Visitor): Promise<'right' | Refusal> {
    if (key.by === 'link') {
      const redeemed = links.redeem(key.token);
      return redeemed === 'good' ? 'right' : { because: redeemed };
    }
    if (key.by === 'passkey')
      return (await passkeys.verify(origin, key.response)) ? 'right' : { because: 'wrong' };
    const { password } = await credentials.read();
    if (!password) return { because: 'none' };
    const trier = { address, device: devices.known(mark) };
    const ms = throttle.wait(trier);
    if (ms > 0) return { because: 'wait', ms };
    throttle.begin(trier);
    const right = await hashing(() => isPassword(key.password, password));
    if (right === undefined) return { because: 'full' };
    if (!right) return { because: 'wrong' };
    throttle.right(trier);
    return 'right';
  }

  return {
    async ways(origin) {
      const { password, passkeys: all } = await credentials.read();
      const here = new URL(origin).hostname;
      const named = impossibleAt(origin) === 'ip-address' ? all.at(-1)?.rpId : undefined;
      return {
        password: password !== null,
        passkey: all.some(({ rpId }) => rpId === here),
        passkeyAt: named ?? null,
      };
    },
    passkeyChallenge: (origin) => passkeys.challenge(origin),
    async enter(key, visitor) {
      const verdict = await tried(key, visitor);
      if (verdict !== 'right') {
        if (verdict.because !== 'none') noteRefusal(key.by, visitor);
        return verdict;
      }
      if (visitor.before !== undefined) {
        const old = sessions.find(visitor.before);
        if (old) await sessions.revoke(old.id);
      }
      const { browser, address } = visitor;
      const mark = await devices.mark(visitor.mark);
      const { id, secret } = await sessions.open({ browser, address, by: key.by });
      note('access.log-in', key.by, visitor, id);
      return { secret, mark, ticket: key.by === 'link' ? null : confirmations.ticket(id) };
    },
    async confirm(key, visitor) {
      const session = visitor.before === undefined ? undefined : sessions.find(visitor.before);
      if (!session) return { because: 'unknown' };
      const verdict = await tried(key, visitor);
      if (verdict !== 'right') {
        noteRefusal(key.by, visitor);
        return verdict;
      }
      const mark = await devices.mark(visitor.mark);
      const secret = await sessions.changeSecret(session.id);
      if (secret === undefined) return { because: 'unknown' };
      note('access.confirm', key.by, visitor, session.id);
      return { secret, mark, ticket: confirmations.ticket(session.id) };
    },
    async leave(secret) {
      const session = sessions.find(secret);
      if (session) await sessions.revoke(session.id);
    },
  };
}

/** Runs so many at once; the others wait their turn, and who would be one too many gets undefined. */
function atMost(running: number, waiting: number) {
  let busy = 0;
  const queue: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (busy >= running) {
      if (queue.length >= waiting) return undefined;
      await new Promise<void>((go) => queue.push(go));
    }
    busy++;
    try {
      return await work();
    } finally {
      busy--;
      queue.shift()?.();
    }
  };
}
