/**
 * Whether a partner's question is answered. Pure but for what it remembers of the last hour.
 *
 * It is knocked at the address the question came from and nowhere else, so that nobody can point us at a third: over TCP that address has
 * answered (RFC 9293 §3.5), and the question is as long as all we send to a door.
 */
import ipaddr from 'ipaddr.js';
import type { Opened, Question } from './letter.ts';

const HOUR_MS = 3_600_000;
/** Clocks of two offices differ by less. */
const SKEW_MS = 120_000;
/** A partner looks once a day by itself, and while somebody works on the box a dozen times an hour; each family is a question. */
export const PER_PARTNER = 24;
export const IN_ALL = 60;
const AT_ONCE = 2;
const MOST_NONCES = 500;

export type Refusal = 'malformed' | 'not-genuine' | 'unknown' | 'old' | 'busy' | 'not-public' | 'port';
export type Admission =
  | { readonly ok: true; readonly question: Question; readonly done: () => void }
  | { readonly ok: false; readonly reason: Refusal };

export interface AdmitParts {
  /** Our own key. */
  readonly key: string;
  /** Keys of partners somebody added here. */
  readonly partners: () => readonly string[];
  readonly now: () => number;
  /** This computer's own addresses. */
  readonly cards: () => readonly string[];
}

/** Ours, and what is no place on the internet: nobody gets to look into our network by us. */
export function isPublic(address: string, cards: readonly string[]): boolean {
  if (!ipaddr.isValid(address) || cards.includes(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

/** Chat, calls and the web live there; what stands below is others' (mail, shells, names), and never asked for. */
const isAllowed = (port: number): boolean => port >= 1024 || port === 443 || port === 80;

export function createAdmission({ key, partners, now, cards }: AdmitParts) {
  const nonces = new Map<string, number>();
  const asked: { at: number; by: string }[] = [];
  const running = new Set<string>();

  function forget(): void {
    for (const [nonce, at] of nonces)
      if (now() - at > 2 * SKEW_MS || nonces.size > MOST_NONCES) nonces.delete(nonce);
    while (asked[0] && now() - asked[0].at > HOUR_MS) asked.shift();
  }

  function refusalOf({ from, to, nonce, at, doors }: Question, address: string): Refusal | undefined {
    if (!partners().includes(from)) return 'unknown';
    if (to !== key) return 'not-genuine';
    if (Math.abs(now() - at) > SKEW_MS || nonces.has(nonce)) return 'old';
    nonces.set(nonce, now());
    if (!isPublic(address, cards())) return 'not-public';
    if (!doors.every(({ port }) => isAllowed(port))) return 'port';
    const mine = asked.filter(({ by }) => by === from).length;
    if (mine >= PER_PARTNER || asked.length >= IN_ALL || running.has(from) || running.size >= AT_ONCE)
      return 'busy';
    return undefined;
  }

  /** @param address from where it came. */
  return function admit(opened: Opened<Question>, address: string): Admission {
    forget();
    if (!opened.ok) return opened;
    const { content } = opened;
    const reason = refusalOf(content, address);
    if (reason) return { ok: false, reason };
    asked.push({ at: now(), by: content.from });
    running.add(content.from);
    return { ok: true, question: content, done: () => void running.delete(content.from) };
  };
}
export type Admit = ReturnType<typeof createAdmission>;
