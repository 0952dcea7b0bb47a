/**
 * Which findings are worth waking somebody, which make one cause, and how long each must stand before it is one. A table; pure.
 * What nobody can do anything about now, and what a person has done on purpose, is no notice: Home shows it to whoever looks.
 */
import type { Finding, NoticeKind } from '../../contract/index.ts';

/** One reason for a notice, as it stands now. */
export interface Cause {
  /** The same as long as it is the same cause. */
  readonly key: string;
  readonly kind: NoticeKind;
  readonly subject: string;
  readonly data: Finding['data'];
  /** It is not over, and yet no reason to begin: nobody is told of it who was not before. */
  readonly held?: true;
}

export interface Rule {
  readonly kind: NoticeKind;
  /** Colleagues cannot work. */
  readonly urgent: boolean;
  /** So long it must stand before anybody is told. */
  readonly patienceMs: number;
  /** So long it must be gone before it counts as over. */
  readonly settleMs: number;
  readonly because: string;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** By kind. */
export const RULES: Readonly<Record<Exclude<NoticeKind, 'test'>, Rule>> = {
  'server-down': {
    ...{ kind: 'server-down', urgent: true, patienceMs: 2 * MINUTE_MS, settleMs: MINUTE_MS },
    because: 'the supervisor mends most of it in seconds; then nobody can chat',
  },
  'certificate-not-renewed': {
    ...{
      kind: 'certificate-not-renewed',
      urgent: false,
      patienceMs: 10 * MINUTE_MS,
      settleMs: 10 * MINUTE_MS,
    },
    because: 'there are weeks left, and the next try may be minutes away',
  },
  'certificate-expires': {
    ...{ kind: 'certificate-expires', urgent: false, patienceMs: 10 * MINUTE_MS, settleMs: 10 * MINUTE_MS },
    because: 'half of the time between renewal and end has passed',
  },
  'certificate-expired': {
    ...{ kind: 'certificate-expired', urgent: true, patienceMs: MINUTE_MS, settleMs: 10 * MINUTE_MS },
    because: 'programs refuse to connect',
  },
  'certificate-revoked': {
    ...{ kind: 'certificate-revoked', urgent: true, patienceMs: MINUTE_MS, settleMs: 10 * MINUTE_MS },
    because: 'programs that ask refuse to connect, and why it was withdrawn may be worse',
  },
  'disk-filling': {
    ...{ kind: 'disk-filling', urgent: false, patienceMs: 60 * MINUTE_MS, settleMs: DAY_MS },
    because: 'a date of weeks moves from one day to the next',
  },
  'disk-low': {
    ...{ kind: 'disk-low', urgent: false, patienceMs: 10 * MINUTE_MS, settleMs: 60 * MINUTE_MS },
    because: 'a large file may come and go',
  },
  'backup-failing': {
    ...{ kind: 'backup-failing', urgent: false, patienceMs: 10 * MINUTE_MS, settleMs: 10 * MINUTE_MS },
    because: 'it is tried again by itself first',
  },
  'update-failed': {
    ...{ kind: 'update-failed', urgent: false, patienceMs: 0, settleMs: 10 * MINUTE_MS },
    because: 'what was before runs again, and somebody waits for what is new',
  },
  'service-broken': {
    ...{ kind: 'service-broken', urgent: false, patienceMs: 10 * MINUTE_MS, settleMs: 10 * MINUTE_MS },
    because: 'it shows at the next start of the computer',
  },
  attack: {
    ...{ kind: 'attack', urgent: false, patienceMs: MINUTE_MS, settleMs: 60 * MINUTE_MS },
    because: 'guesses come in waves, and the server slows them down by itself',
  },
};

/** Findings of Home by their code. What is not here is no notice. */
const OF_FINDING: Readonly<Record<string, Exclude<NoticeKind, 'test'>>> = {
  'server.failed': 'server-down',
  'server.restarting': 'server-down',
  'certificate.not-renewed': 'certificate-not-renewed',
  'certificate.expires-soon': 'certificate-expires',
  'certificate.expired': 'certificate-expired',
  'certificate.revoked': 'certificate-revoked',
  'attack.guessing': 'attack',
  'disk.fills': 'disk-filling',
  'disk.low': 'disk-low',
  'backup.failed': 'backup-failing',
  'backup.late': 'backup-failing',
  'backup.target-away': 'backup-failing',
  'update.failed': 'update-failed',
  'update.rolled-back': 'update-failed',
  'machine-service.broken': 'service-broken',
};

/** Of what Chatelaine has for many subjects one is enough: each of these is one cause, whatever it is about. */
const ONE_FOR_ALL: ReadonlySet<NoticeKind> = new Set([
  'server-down',
  'disk-low',
  'disk-filling',
  'backup-failing',
]);

export interface Facts {
  readonly findings: readonly Finding[];
  /** Whether the server answers. */
  readonly running: boolean;
  /** Whether anybody knows how fast the disk fills. */
  readonly paceKnown: boolean;
  readonly domain: string;
}

/** One for each key; of several findings of one cause the worst, which Home has first. */
export function causesOf(facts: Facts): Cause[] {
  const { findings, domain } = facts;
  const found = new Map<string, Cause>();
  const add = (cause: Omit<Cause, 'key'>) => {
    const key = ONE_FOR_ALL.has(cause.kind) ? cause.kind : `${cause.kind} ${cause.subject}`;
    if (!found.has(key)) found.set(key, { ...cause, key });
  };
  for (const { code, subject, data, dependsOn } of findings) {
    const kind = OF_FINDING[code];
    if (!kind) continue;
    // What only follows from another is told with it; unless it has become urgent.
    const follows = dependsOn !== undefined && findings.some((other) => other.code === dependsOn);
    add({ kind, subject, data, ...(follows && !RULES[kind].urgent && { held: true }) });
  }
  for (const [kind, isHeld] of HELD) if (isHeld(facts)) add({ kind, subject: domain, data: {}, held: true });
  return [...found.values()];
}

/** When something cannot be said to be over although its finding is gone. */
const HELD: readonly (readonly [kind: Cause['kind'], isHeld: (facts: Facts) => boolean])[] = [
  // It is being started, or a person has stopped it: nobody can chat.
  ['server-down', ({ running }) => !running],
  // Soon has become now.
  ['certificate-expires', ({ findings }) => findings.some(({ code }) => code === 'certificate.expired')],
  // Nobody knows any more; or it is nearly full, and needs no date.
  [
    'disk-filling',
    ({ findings, paceKnown }) => !paceKnown || findings.some(({ code }) => code === 'disk.low'),
  ],
];
