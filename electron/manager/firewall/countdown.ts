/**
 * A change in force that nobody has kept yet: watches, once a second, whether anybody was cut off, and takes it back if so. The
 * helper's guard takes it back in any case when the time is over, also where this process is gone by then.
 *
 *   counting ──keep──▶ kept
 *      │ `back`, the time, the window silent, sessions cut, a door closed, the helper gone
 *      ▼
 *   as before
 */
import type { FirewallCheck, FirewallCountdown, FirewallOutcome } from '../../contract/index.ts';
import type { Clock, Timer } from '../host.ts';
import type { Persisted, Waiting } from './firewall.ts';
import { type Judgement, judgement, type Watched } from './judgement.ts';
import { cutSessions, type Session, sessionText } from './sessions.ts';

/** How it ended. */
export interface Ended {
  readonly outcome: FirewallOutcome;
  readonly lost: readonly string[];
  readonly persisted: Persisted;
}

/** What is read back from the rules. */
export type DoorsNow = NonNullable<Watched['doors']>;

export interface CountdownParts {
  readonly id: string;
  readonly window: string;
  readonly rules: number;
  readonly totalMs: number;
  readonly waiting: Waiting;
  readonly clock: Clock;
  /** Who was there before. */
  readonly before: People;
  /** Who is there now; undefined where the system does not say. */
  readonly people: () => Promise<People | undefined>;
  readonly doors: () => Promise<DoorsNow>;
  /** The checks, or that it is being settled, are others now. */
  readonly changed: () => void;
  /** Once, whatever happens. */
  readonly over: (ended: Ended) => void;
  /** A bug, or a firewall that does not answer: what nobody keeps is taken back. */
  readonly unexpected: (error: unknown) => void;
}

export interface People {
  readonly remoteAccess: readonly Session[];
  readonly sessions: readonly Session[];
}

export interface Countdown {
  readonly id: string;
  state(): FirewallCountdown;
  /** The window that applied is heard; another one does not count. */
  alive(window: string): void;
  /** Rejects where it was not kept; it goes on counting then. */
  keep(): Promise<void>;
  back(outcome?: FirewallOutcome, lost?: readonly string[]): Promise<void>;
  /** The helper ended: its guard has taken it back. */
  helperGone(): void;
}

const TICK_MS = 1000;
const READ_BACK_MS = 15_000;
const NOTHING: Persisted = { files: [], forgotten: [], failed: [] };

export function startCountdown(parts: CountdownParts): Countdown {
  const { id, window, clock, waiting, totalMs, before } = parts;
  const since = clock.now();
  let heardAt = since;
  let people: People | undefined;
  let doors: Watched['doors'] = null;
  let state: 'counting' | 'settling' | 'over' = 'counting';
  let next: Timer | undefined;
  let again: Timer | undefined;
  let told = '';
  const isSettling = () => state === 'settling';
  const left = () => Math.max(0, since + totalMs - clock.now());

  function judged(): Judgement {
    const compare = (was: readonly Session[], is: readonly Session[] | undefined) => ({
      before: was.length,
      cut: is ? cutSessions(was, is).map(sessionText) : [],
    });
    return judgement({
      silentMs: clock.now() - heardAt,
      remoteAccess: compare(before.remoteAccess, people?.remoteAccess),
      sessions: compare(before.sessions, people?.sessions),
      doors,
    });
  }

  function end(ended: Ended): void {
    if (state === 'over') return;
    state = 'over';
    next?.cancel();
    again?.cancel();
    parts.over(ended);
  }

  /** Tells only what is new: a page counts the seconds by itself. */
  function tell(checks: readonly FirewallCheck[]): void {
    const now = JSON.stringify([state, checks]);
    if (now === told) return;
    told = now;
    parts.changed();
  }

  async function back(outcome: FirewallOutcome = 'back', lost: readonly string[] = []): Promise<void> {
    if (state !== 'counting') return;
    state = 'settling';
    tell(judged().checks);
    try {
      await waiting.back();
    } catch (error) {
      // The guard does it without us.
      parts.unexpected(error);
    }
    end({ outcome, lost, persisted: NOTHING });
  }

  async function tick(): Promise<void> {
    people = (await parts.people()) ?? people;
    if (state !== 'counting') return;
    const { checks, takeBack, lost } = judged();
    if (left() === 0) return back('time');
    if (takeBack) return back(takeBack, lost);
    tell(checks);
    next = clock.after(Math.min(TICK_MS, left()), run);
  }
  const run = () =>
    void tick().catch((error) => {
      parts.unexpected(error);
      return back('ended');
    });

  /** Somebody else may change rules in the same minute. */
  function readBack(): void {
    if (state !== 'counting') return;
    void parts
      .doors()
      .then((now) => {
        doors = now;
      })
      .catch(parts.unexpected);
    again = clock.after(READ_BACK_MS, readBack);
  }
  readBack();
  next = clock.after(TICK_MS, run);

  return {
    id,
    state: () => ({
      ...{ id, window, left: left(), total: totalMs, rules: parts.rules },
      ...{ checks: judged().checks, settling: state === 'settling' },
    }),
    alive(by) {
      if (by === window) heardAt = clock.now();
    },
    async keep() {
      if (state !== 'counting') return;
      state = 'settling';
      try {
        const persisted = await waiting.keep();
        end({ outcome: 'kept', lost: [], persisted });
      } catch (error) {
        // The helper may be gone by now, and then it is over.
        if (isSettling()) {
          state = 'counting';
          next?.cancel();
          run();
        }
        throw error;
      }
    },
    back,
    helperGone: () => end({ outcome: 'ended', lost: [], persisted: NOTHING }),
  };
}
