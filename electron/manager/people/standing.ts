/**
 * What the server knows of a person, judged: is what they write encrypted end to end, does their telephone wake up, what may somebody
 * here want to do. Pure tables. What a server cannot know is `unknown`, never fine.
 */
import type {
  DeviceKind,
  EncryptionState,
  LiveProgram,
  PersonNeed,
  PersonState,
  PushState,
} from '../../contract/index.ts';
import type { Account } from '../engines/engine.ts';
import type { EngineProgram, EngineStanding } from '../engines/people-state.ts';

/** Types of identities (XEP-0030 registry, category `client`), by what a person calls the thing. */
const KINDS: Readonly<Record<string, DeviceKind>> = {
  pc: 'computer',
  phone: 'phone',
  handheld: 'phone',
  mobile: 'phone',
  sms: 'phone',
  tablet: 'tablet',
  web: 'browser',
  console: 'terminal',
  bot: 'machine',
};

export const kindOf = (type: string): DeviceKind => (Object.hasOwn(KINDS, type) ? KINDS[type]! : 'unknown');

/** What a program is called on the screen. */
const called = ({ name, resource }: Pick<LiveProgram, 'name' | 'resource'>): string => name || resource;

/** Programs of people; machines write for themselves. */
const ofPeople = (programs: readonly LiveProgram[]) => programs.filter(({ kind }) => kind !== 'machine');

/** The first that holds. */
export function encryptionOf(
  programs: readonly LiveProgram[],
  keys: number,
  everHere: boolean,
): EncryptionState {
  const judged = ofPeople(programs).map(({ omemo }) => omemo);
  // Without a published key nobody can encrypt to them, whatever their programs could do.
  if (keys === 0) return everHere && !judged.includes('unknown') ? 'off' : 'unknown';
  if (judged.includes('no')) return 'partly';
  return judged.includes('unknown') ? 'unknown' : 'on';
}

export function pushOf(registrations: EngineStanding['push']): PushState {
  if (registrations.length === 0) return 'none';
  if (registrations.some(({ failure }) => failure !== null)) return 'failing';
  return registrations.some(({ acceptedAt }) => acceptedAt !== null) ? 'working' : 'untried';
}

/** Whoever was added this morning is not late. */
const DAY = 86_400_000;
/** WHY: a service may stumble once; what was not taken twice in a row is told. */
const STUMBLES = 2;

/**
 * The worst first. Somebody without any encryption needs nothing: many offices want none. Somebody whose colleagues do encrypt, and
 * who reads it on a program that cannot, sees a message that says it is unreadable.
 */
function needsOf(
  standing: EngineStanding,
  programs: readonly LiveProgram[],
  account: Pick<Account, 'disabled' | 'createdAt' | 'lastLogin'>,
  now: number,
): PersonNeed[] {
  if (account.disabled) return [];
  const needs: PersonNeed[] = [];
  for (const { service, failure } of standing.push)
    if (failure && (failure.over || failure.inARow >= STUMBLES))
      needs.push({ code: 'push-failing', service, condition: failure.condition, since: failure.at });
  for (const one of ofPeople(programs)) {
    if (standing.keys > 0 && one.omemo === 'no') needs.push({ code: 'not-encrypted', program: called(one) });
    if (standing.keys === 0 && one.omemo === 'yes') needs.push({ code: 'no-keys', program: called(one) });
  }
  const days = Math.floor((now - account.createdAt) / DAY);
  if (account.lastLogin === null && programs.length === 0 && days >= 1)
    needs.push({ code: 'never-connected', days });
  return needs;
}

const live = ({ type, ...program }: EngineProgram): LiveProgram => ({ ...program, kind: kindOf(type) });

export function standingOf(
  standing: EngineStanding,
  account: Pick<Account, 'disabled' | 'createdAt' | 'lastLogin'>,
  now: number,
): PersonState {
  const { address, keys, push, waiting } = standing;
  const programs = standing.programs.map(live);
  const everHere = programs.length > 0 || account.lastLogin !== null;
  return {
    address,
    programs,
    lastSeen: programs.length > 0 ? null : (standing.lastSeen ?? account.lastLogin),
    encryption: { state: encryptionOf(programs, keys, everHere), keys },
    push: { state: pushOf(push), registrations: [...push] },
    waiting,
    needs: needsOf(standing, programs, account, now),
  };
}
