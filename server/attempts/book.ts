/**
 * Attempts to connect, as far as they are worth telling: rows within bounds, strangers as numbers.
 * For the app's page that watches somebody connect. Whatever the Internet does, it costs a few hundred rows at most, and a
 * colleague's row is not pushed out by strangers, nor one account's by another's.
 * It writes nothing to disk: what was yesterday is in the log.
 */
import {
  type AttemptFacts,
  type AttemptOrigin,
  type Attempts,
  isFurther,
  stopOfLeaving,
  type Trace,
} from '../kernel/attempts.ts';
import {
  type AttemptReport,
  type AttemptRow,
  groupOf,
  type Judged,
  judge,
  keyOf,
  type Seen,
  type Served,
} from './row.ts';

export interface Book extends Attempts {
  report(): AttemptReport;
}

export interface BookParts {
  readonly served: Served;
  readonly now: () => number;
  /** Something changed; called a few times a second at most. */
  readonly onChanged: () => void;
}

const ROWS = 200;
/** A guesser at one account, with a whole botnet, gets so many. */
const ROWS_OF_GROUP = 12;
const STRANGERS = 20;
/** Distinct sources are counted so far. */
const SOURCES = 5000;
/** A text of the peer's: as long as the longest domain (RFC 7622 §3.2 has 1023 bytes; DNS 253). */
const TEXT = 253;
const TELL_MS = 250;

export function createBook({ served, now, onChanged }: BookParts): Book {
  /** In the order of their latest time, the oldest first. */
  const rows = new Map<string, AttemptRow>();
  const strangers = new Map<string, AttemptRow>();
  const sources = new Set<string>();
  const counted: { times: number; since: number | null; at: number | null } = {
    ...{ times: 0, since: null, at: null },
  };
  let lastId = 0;
  let dropped = 0;
  let telling: NodeJS.Timeout | undefined;

  function tell(): void {
    if (telling) return;
    telling = setTimeout(() => {
      telling = undefined;
      onChanged();
    }, TELL_MS);
    telling.unref();
  }

  function put(table: Map<string, AttemptRow>, seen: Seen, meant: string | undefined): AttemptRow {
    const key = keyOf(seen);
    const before = table.get(key);
    lastId += before ? 0 : 1;
    const row: AttemptRow = {
      ...{ id: before?.id ?? lastId, source: seen.address, door: seen.door, stage: seen.stage },
      ...{ stopped: seen.stopped ?? null, because: seen.because ?? '' },
      account: seen.account ?? null,
      exists: seen.account !== undefined && served.exists(seen.account),
      ...{ asked: seen.asked ?? null, meant: meant ?? null },
      ...{ mechanism: seen.mechanism ?? null, tls: seen.tls ?? null },
      ...{ program: seen.program ?? before?.program ?? null, resource: seen.resource ?? null },
      ...{ until: seen.until ?? null, times: (before?.times ?? 0) + (before && seen.again ? 0 : 1) },
      ...{ since: before?.since ?? now(), at: now() },
    };
    table.delete(key);
    table.set(key, row);
    return row;
  }

  function record(seen: Seen): void {
    const judged: Judged = judge(seen, served);
    if (judged.keep === 'nothing') return;
    if (judged.keep === 'stranger') count(seen);
    else makeRoom(put(rows, seen, judged.meant));
    tell();
  }

  function count(seen: Seen): void {
    counted.times += 1;
    counted.since ??= now();
    counted.at = now();
    if (sources.size < SOURCES) sources.add(seen.address);
    put(strangers, seen, undefined);
    dropOldest(strangers, STRANGERS);
  }

  function makeRoom(added: AttemptRow): void {
    const group = groupOf(added);
    const mates = [...rows].filter(([, row]) => groupOf(row) === group);
    for (const [key] of mates.slice(0, Math.max(0, mates.length - ROWS_OF_GROUP))) drop(key);
    if (rows.size <= ROWS) return;
    // Whoever has no account here goes before those who do.
    const first = [...rows].find(([, row]) => !row.exists) ?? [...rows][0];
    if (first) drop(first[0]);
  }

  function drop(key: string): void {
    rows.delete(key);
    dropped += 1;
  }

  return {
    begin: (origin) => follow(origin, record),
    report: () => ({
      rows: [...rows.values()].reverse(),
      dropped,
      strangers: { ...counted, sources: sources.size, latest: [...strangers.values()].reverse() },
    }),
  };
}

function dropOldest(table: Map<string, unknown>, most: number): void {
  for (const key of table.keys()) {
    if (table.size <= most) return;
    table.delete(key);
  }
}

/** One connection, from its first byte to its session or its end. */
function follow(origin: AttemptOrigin, record: (seen: Seen) => void): Trace {
  let known: Seen = { ...origin, stage: 'reached' };
  let isOver = false;
  let hasStopped = false;
  let told: Pick<Seen, 'stopped' | 'account'> = {};
  /**
   * Programs try one mechanism after the other with the same password: that is one try of whoever typed it. WHY not another
   * connection then: having lost the mechanisms that bind the channel, they say that they have seen none.
   */
  const isSame = ({ stopped, account }: Seen) =>
    account === told.account &&
    (stopped === told.stopped || (told.stopped === 'wrong-password' && stopped === 'other-connection'));
  return {
    note(facts) {
      if (isOver) return;
      const { stage = known.stage } = facts;
      known = { ...known, ...shortened(facts), stage: isFurther(stage, known.stage) ? stage : known.stage };
      if (facts.stopped !== undefined) {
        const again = isSame(known);
        hasStopped = true;
        told = { account: known.account, stopped: again ? told.stopped : known.stopped } as typeof told;
        record({ ...known, ...told, again } as Seen);
        // The next try on this connection is another one.
        known = { ...known, stopped: undefined, because: undefined, until: undefined } as Seen;
      } else if (known.stage === 'connected') {
        isOver = true;
        record(known);
      }
    },
    over() {
      const stopped = stopOfLeaving(known.stage);
      if (!isOver && !hasStopped && stopped !== undefined) record({ ...known, stopped, left: true });
      isOver = true;
    },
  };
}

/** WHY: anybody on the Internet writes these texts, and a terminal shows them; none ends a line, drives it, or turns its direction. */
const STEERING = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const shortened = (facts: Partial<AttemptFacts>): Partial<AttemptFacts> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, TEXT).replace(STEERING, ' ') : value,
    ]),
  );
