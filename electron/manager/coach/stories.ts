/**
 * From rows of attempts to one story for each program that tries: how it stands, what stood in its way before, what helps. Pure.
 */
import ipaddr from 'ipaddr.js';
import type { CoachCode, CoachFix, CoachStory } from '../../contract/coach.ts';
import type { Attempt } from '../engines/attempts.ts';
import { programOf } from './program.ts';

/** What is known of the office beside. */
export interface Office {
  readonly people: ReadonlyMap<string, { readonly displayName: string }>;
  /** Bare addresses of those who asked for an account. */
  readonly waiting: ReadonlySet<string>;
  /** When a person's password was last changed from here, ms since the epoch. */
  passwordChangedAt(address: string): number | null;
  readonly publicCertificate: boolean;
  /** What a device says it runs (full address). */
  program(device: string): string | undefined;
}

const FIXES: Readonly<Record<CoachCode, CoachFix>> = {
  connected: 'none',
  'wrong-password': 'reset-password',
  'whole-address': 'values',
  'unknown-name': 'add-person',
  disabled: 'enable',
  'waiting-for-yes': 'approve',
  throttled: 'let-in',
  'wrong-domain': 'values',
  'certificate-refused': 'trust',
  'certificate-perhaps': 'trust',
  'old-tls': 'update-program',
  'tls-failed': 'update-program',
  'no-encryption': 'values',
  'tls-too-soon': 'values',
  'tls-expected': 'values',
  browser: 'values',
  'not-xmpp': 'none',
  'no-way-in': 'update-program',
  'left-at-login': 'none',
  'somebody-between': 'none',
  'other-account': 'values',
  'login-broken': 'update-program',
  'left-at-binding': 'none',
  'too-many-devices': 'devices',
  'too-many-connections': 'none',
  silent: 'none',
};

/** A story that nobody has been in for so long is history: the page Logs has it. */
const TOLD_MS = 60 * 60_000;
const MOST = 50;

interface Thread {
  readonly who: string;
  readonly guessed: boolean;
  readonly source: string;
  /** The newest first. */
  readonly attempts: Attempt[];
}

/** @param attempts the newest first. */
export function storiesOf(attempts: readonly Attempt[], office: Office, now: number): CoachStory[] {
  const recent = attempts.filter(({ at }) => now - at < TOLD_MS);
  return threads(recent)
    .map((thread) => storyOf(thread, office))
    .sort((one, other) => other.at - one.at)
    .slice(0, MOST);
}

/** Attempts of one address for one account: the latest of them says how it stands, unless several devices share both. */
function threads(attempts: readonly Attempt[]): Thread[] {
  const owners = ownersOf(attempts);
  const found = new Map<string, Thread>();
  for (const attempt of attempts) {
    const said = attempt.account ?? '';
    const guess = said === '' ? owners.get(attempt.source) : undefined;
    const who = said || guess || attempt.asked || '';
    // Another device that came in is another story; what failed before the first of them came in is part of that one.
    const of = [...found.values()].filter((one) => one.who === who && one.source === attempt.source);
    const stuck = of.find(({ attempts: [latest] }) => latest!.stopped !== null);
    const thread = attempt.stopped === null ? undefined : (stuck ?? of.at(-1));
    if (thread) thread.attempts.push(attempt);
    else
      found.set(`${who} ${attempt.source} ${attempt.id}`, {
        ...{ who, guessed: guess !== undefined, source: attempt.source, attempts: [attempt] },
      });
  }
  return [...found.values()];
}

/** Whose an address is, where only one person with an account has come from it. */
function ownersOf(attempts: readonly Attempt[]): Map<string, string> {
  const owners = new Map<string, string | null>();
  for (const { source, account, exists } of attempts) {
    if (account === null || !exists) continue;
    const before = owners.get(source);
    owners.set(source, before === undefined || before === account ? account : null);
  }
  return new Map([...owners].flatMap(([source, owner]) => (owner === null ? [] : [[source, owner]])));
}

function storyOf({ who, guessed, source, attempts }: Thread, office: Office): CoachStory {
  const [latest, ...earlier] = attempts as [Attempt, ...Attempt[]];
  const person = office.people.get(who);
  const code = codeOf(latest, who, office);
  const device = latest.account && latest.resource ? `${latest.account}/${latest.resource}` : undefined;
  const before = earlier.filter(({ stopped }) => stopped !== null);
  const changedAt = code === 'wrong-password' ? office.passwordChangedAt(who) : null;
  return {
    id: `${source} ${who} ${latest.resource ?? ''} ${attempts.at(-1)!.id}`,
    state: code === 'connected' ? 'connected' : 'stuck',
    ...{ code, fix: fixOf(code, latest, office), guessed, source },
    person: person || office.waiting.has(who) ? who : null,
    displayName: person?.displayName ?? '',
    named: latest.account ?? latest.asked ?? '',
    meant: latest.meant ?? '',
    program: (device && office.program(device)) ?? programOf(latest) ?? '',
    place: placeOf(source),
    ...{ times: latest.times, since: attempts.at(-1)!.since, at: latest.at, until: latest.until },
    passwordChangedAt: changedAt,
    publicCertificate: office.publicCertificate,
    before: before.map((one) => ({
      ...{ code: codeOf(one, who, office), times: one.times, at: one.at, until: one.until },
      ...{ named: one.account ?? one.asked ?? '', meant: one.meant ?? '' },
    })),
    technical: attempts.flatMap(({ technical }) => technical).slice(0, 12),
  };
}

function codeOf({ stopped }: Attempt, who: string, { waiting }: Office): CoachCode {
  if (stopped === null) return 'connected';
  return stopped === 'disabled' && waiting.has(who) ? 'waiting-for-yes' : stopped;
}

function fixOf(code: CoachCode, { meant }: Attempt, { publicCertificate }: Office): CoachFix {
  if (code === 'unknown-name' && meant !== null) return 'none';
  if (FIXES[code] === 'trust' && publicCertificate) return 'none';
  return FIXES[code];
}

const NEAR = new Set(['private', 'linkLocal', 'uniqueLocal', 'carrierGradeNat']);

function placeOf(source: string): CoachStory['place'] {
  const range = ipaddr.isValid(source) ? ipaddr.process(source).range() : '';
  if (range === 'loopback') return 'here';
  return NEAR.has(range) ? 'network' : 'internet';
}
