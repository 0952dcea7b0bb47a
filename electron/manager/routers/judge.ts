/** How it stands with the router, for one family: the first row that fits, and why. Pure. */
import ipaddr from 'ipaddr.js';
import type { IpFamily, RouterAnswer, RouterCase } from '../../contract/router.ts';
import type { DoorRecord } from './record.ts';

export interface CaseFacts {
  readonly family: IpFamily;
  readonly looked: boolean;
  /** Ours towards the router; null without a way out. */
  readonly source: string | null;
  /** What each protocol answered for this family. */
  readonly answers: readonly RouterAnswer[];
  /** The address outside, as the router says (IPv4). */
  readonly outside: string | null;
  /** As what the world sees us (IPv4); null: nobody was asked. */
  readonly seen: string | null;
  /** Doors that were asked for; empty without the person's yes. */
  readonly doors: readonly Pick<DoorRecord, 'state' | 'because'>[];
  /** What somebody outside found last. */
  readonly reached: 'open' | 'closed' | null;
}

export interface CaseVerdict {
  readonly is: RouterCase;
  readonly because: string;
}

/** SPEC: RFC 6333 §5.7 and RFC 7335 §4: 192.0.0.0/29 is for what carries IPv4 over IPv6 (DS-Lite, 464XLAT). */
const CARRIED = ipaddr.parseCIDR('192.0.0.0/29') as [ipaddr.IPv4, number];

export type Reach = 'public' | 'private' | 'carrier' | 'carried' | 'none';

/** What kind of address one is, seen from outside. */
export function reachOf(address: string | null): Reach {
  if (address === null || !ipaddr.isValid(address)) return 'none';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4' && (parsed as ipaddr.IPv4).match(CARRIED)) return 'carried';
  const range = parsed.range();
  if (range === 'unicast') return 'public';
  // SPEC: RFC 6598 §7: 100.64.0.0/10 lies between a provider and its customers.
  if (range === 'carrierGradeNat') return 'carrier';
  return range === 'unspecified' ? 'none' : 'private';
}

const is = (name: RouterCase, because: string): CaseVerdict => ({ is: name, because });

/** The rows, in the order in which they are asked; null: the next one. */
const ROWS: readonly ((facts: CaseFacts) => CaseVerdict | null)[] = [
  ({ looked }) => (looked ? null : is('not-looked', 'nobody-looked')),
  ({ reached, doors }) =>
    reached === 'open' && !doors.some(isOpen) ? is('mapped', 'somebody-came-in') : null,
  ({ source }) => (source === null ? is('no-network', 'no-way-out') : null),
  ({ family, source }) => (family === 'v4' ? ofOwn(reachOf(source)) : null),
  ({ outside }) => ofOutside(reachOf(outside)),
  ({ outside, seen }) =>
    reachOf(outside) === 'public' && reachOf(seen) === 'public' && outside !== seen
      ? is('carrier-nat', 'the-world-sees-another')
      : null,
  ({ family, answers, outside, seen }) =>
    family === 'v4' && outside === null ? ofNoAddress(answers, reachOf(seen) === 'public') : null,
  ({ doors, reached }) => (doors.length > 0 ? ofDoors(doors, reached) : null),
  // It says who it is, and nothing any more once it is asked for a door.
  ({ doors, answers }) =>
    doors.length > 0 &&
    doors.every(({ because }) => because === 'silent') &&
    answers.some((answer) => answer.is === 'answers')
      ? is('strange', 'silent-for-doors')
      : null,
  ({ answers }) => ofAnswers(answers),
];

export function caseOf(facts: CaseFacts): CaseVerdict {
  for (const row of ROWS) {
    const found = row(facts);
    if (found) return found;
  }
  return is('silent', 'no-answer');
}

function ofOwn(reach: Reach): CaseVerdict | null {
  if (reach === 'public') return is('no-router', 'own-is-public');
  if (reach === 'carrier') return is('carrier-nat', 'own-is-shared');
  return reach === 'carried' ? is('ds-lite', 'own-is-carried') : null;
}

function ofOutside(reach: Reach): CaseVerdict | null {
  if (reach === 'carrier') return is('carrier-nat', 'outside-is-shared');
  if (reach === 'carried') return is('ds-lite', 'outside-is-carried');
  return reach === 'private' ? is('double-nat', 'outside-is-private') : null;
}

const isOpen = ({ state }: Pick<DoorRecord, 'state'>) => state === 'open' || state === 'there';

/** Says so itself; or says there is no line, while somebody out there sees us. */
function ofNoAddress(answers: CaseFacts['answers'], isSeen: boolean): CaseVerdict | null {
  const some = (how: RouterAnswer['is']) => answers.some((answer) => answer.is === how);
  if (some('no-address')) return is('no-address', 'it-says-so');
  return some('offline') && isSeen ? is('no-address', 'the-line-works') : null;
}

function ofDoors(doors: CaseFacts['doors'], reached: CaseFacts['reached']): CaseVerdict | null {
  if (doors.every(isOpen)) return is(reached === 'closed' ? 'closed-otherwise' : 'mapped', 'all-doors');
  if (doors.some(isOpen)) return is('partly', 'some-doors');
  const because = new Set(doors.map((door) => door.because));
  if (because.has('taken')) return is('taken', 'another-device');
  if (because.has('full')) return is('full', 'no-room');
  if (because.has('offline')) return is('offline', 'no-line');
  return because.has('not-allowed') ? is('switched-off', 'doors-refused') : null;
}

function ofAnswers(answers: CaseFacts['answers']): CaseVerdict {
  const some = (how: RouterAnswer['is']) => answers.some((answer) => answer.is === how);
  if (some('answers')) return is('ready', 'it-answers');
  if (some('offline')) return is('offline', 'no-line');
  if (some('refuses')) return is('switched-off', 'it-refuses');
  return some('strange') ? is('strange', 'nonsense') : is('silent', 'no-answer');
}
