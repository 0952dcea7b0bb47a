/**
 * What becomes of a change that nobody has kept yet, from what is seen of it: one table. Pure.
 * In doubt it goes: what was taken back for nothing is applied again with one press, and what locks people out needs somebody to
 * go to the machine.
 */
import type { FirewallCheck, FirewallOutcome } from '../../contract/index.ts';
import type { FirewallReport } from './report.ts';

export interface Watched {
  /** Milliseconds since the window that applied was last heard. */
  readonly silentMs: number;
  readonly remoteAccess: Sessions;
  readonly sessions: Sessions;
  /** Read back from the rules; null until that was done. `shut`: doors that let people in before, and do not any more. */
  readonly doors: { readonly wanted: number; readonly open: number; readonly shut: readonly string[] } | null;
}

export interface Sessions {
  readonly before: number;
  /** As `192.0.2.7 → 5222`. */
  readonly cut: readonly string[];
}

export interface Judgement {
  readonly checks: FirewallCheck[];
  /** Null: it stays until the time is over, or somebody decides. */
  readonly takeBack: Extract<FirewallOutcome, 'window' | 'sessions' | 'closed'> | null;
  /** What was lost, for the page. */
  readonly lost: readonly string[];
  readonly because: string;
}

/** A window says every two seconds that it is there: four missing in a row are no chance. */
export const SILENT_MS = 9000;

/**
 * One of many that goes in this minute has most likely closed its laptop; half of them at once have not.
 */
const isCut = ({ before, cut }: Sessions): boolean => before > 0 && cut.length * 2 >= before;

export function judgement(seen: Watched): Judgement {
  const { silentMs, remoteAccess, sessions, doors } = seen;
  const windowLost = silentMs > SILENT_MS;
  const checks: FirewallCheck[] = [
    { id: 'window', state: windowLost ? 'lost' : 'fine', before: 1, now: windowLost ? 0 : 1 },
    sessionCheck('remote-access', remoteAccess),
    sessionCheck('sessions', sessions),
    {
      id: 'doors',
      state:
        doors === null ? 'looking' : doors.shut.length > 0 || doors.open < doors.wanted ? 'lost' : 'fine',
      before: doors?.wanted ?? 0,
      now: doors?.open ?? 0,
    },
  ];
  const say = (takeBack: Judgement['takeBack'], because: string, lost: readonly string[] = []) => ({
    ...{ checks, takeBack, because, lost },
  });
  if (isCut(remoteAccess)) return say('sessions', 'remote access was cut', remoteAccess.cut);
  if (isCut(sessions)) return say('sessions', 'colleagues were cut off', sessions.cut);
  if (doors && doors.shut.length > 0)
    return say('closed', 'a door that was open is not any more', doors.shut);
  if (windowLost) return say('window', 'the window that applied it is not heard any more');
  return say(null, 'nothing was lost');
}

const sessionCheck = (id: 'remote-access' | 'sessions', { before, cut }: Sessions): FirewallCheck => ({
  id,
  state: before === 0 ? 'none' : isCut({ before, cut }) ? 'lost' : 'fine',
  before,
  now: before - cut.length,
});

/**
 * Doors the plan opens, and those that were open, remote access and these very pages among them: by the rules as they are now. Pure.
 */
export function doorsNow(before: FirewallReport, now: FirewallReport): NonNullable<Watched['doors']> {
  const opens = new Set(before.operations.map(({ flow }) => flow.id));
  const wanted = before.flows.filter(({ flow }) => opens.has(flow.id)).map(({ flow }) => flow.id);
  const states = new Map(now.flows.map((one) => [one.flow.id, one.now]));
  const after = waysIn(now);
  const shut = [...waysIn(before)].filter(([name, was]) => isOpen(was) && !isOpen(after.get(name)));
  return {
    ...{ wanted: wanted.length, open: wanted.filter((id) => isOpen(states.get(id))).length },
    shut: shut.map(([name]) => name),
  };
}

type States = FirewallReport['flows'][number]['now'];

const isOpen = (judged: States | undefined): boolean =>
  judged !== undefined && Object.values(judged).every((one) => one?.verdict === 'accept');

/** `tcp 5222`, and what the rules do with somebody who comes there. */
const waysIn = ({ flows, remote, admin }: FirewallReport): Map<string, States | undefined> =>
  new Map([
    ...flows.map(({ flow: { protocol, ports }, now }) => [`${protocol} ${ports.from}`, now] as const),
    ...remote.map(({ port, now }) => [`tcp ${port}`, now] as const),
    ...admin
      .filter(({ door }) => door.what === 'manager')
      .map(({ door, now }) => [`tcp ${door.port}`, now] as const),
  ]);
