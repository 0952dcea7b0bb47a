/**
 * The supervised server as a state machine. Pure: what happened goes in, the next state and what to do come out.
 *
 *            start                ready
 *   stopped ───────▶ starting ───────────▶ running
 *      ▲  ▲             │ ended, no answer    │ ended by itself, three health checks without an answer
 *      │  │             ▼                     ▼
 *      │  │   ┌──── refused? ◀────────────────┘
 *      │  │   │ config refused, or a start someone asked for failed plainly, or 4 restarts in 60 s ──▶ failed
 *      │  │   └ else ─▶ waiting ── its time has come ──▶ starting                                        │ start
 *      │  │                │ stop                                                                         ▼
 *      │  └────────────────┘                                                                          starting
 *      └── stopping ◀── stop ── starting, running          (ended while stopping: stopped, or starting when asked
 *                                                           to start again meanwhile)
 */
import { assertNever } from '../assert-never.ts';

export type State =
  | { readonly state: 'stopped'; readonly since: number }
  /** `late`: it was not ready in time, and is being killed for it. */
  | { readonly state: 'starting'; readonly since: number; readonly asked: boolean; readonly late: boolean }
  | { readonly state: 'running'; readonly since: number; readonly pid: number; readonly missed: number }
  | { readonly state: 'stopping'; readonly since: number; readonly again: boolean }
  | {
      readonly state: 'waiting';
      readonly since: number;
      readonly nextAt: number;
      readonly attempt: number;
      readonly exit: string;
    }
  | {
      readonly state: 'failed';
      readonly since: number;
      readonly exit: string;
      readonly exitCode: number | null;
      readonly late: boolean;
    };

export type Happening =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'restart' }
  | { readonly type: 'ready'; readonly pid: number }
  /** The ready line did not come in time. */
  | { readonly type: 'overdue' }
  | { readonly type: 'exited'; readonly code: number | null; readonly signal: string | null }
  | { readonly type: 'health'; readonly answered: boolean }
  | { readonly type: 'due' };

export type Action = 'spawn' | 'terminate' | 'kill';

export interface Step {
  readonly state: State;
  readonly actions: readonly Action[];
  /** When each of the last unasked restarts happened, for the budget. */
  readonly restarts: readonly number[];
}

/**
 * 4 restarts in 60 s; a server that cannot stay up for longer needs a person. One that is never ready takes its 20 s each
 * time: with the same window it would be tried for ever.
 */
export const BUDGET = { restarts: 4, withinMs: 60_000, lateWithinMs: 180_000 };
/** Delay before the n-th restart of the window.        elapsed: 0.5 s, 2.5 s, 7.5 s, 17.5 s */
export const BACKOFF_MS: readonly number[] = [500, 2_000, 5_000, 10_000];
export const READY_WITHIN_MS = 20_000;
export const HEALTH_EVERY_MS = 5_000;
export const HEALTH_MISSES = 3;
/** From the polite signal to the hard one. */
export const STOP_WITHIN_MS = 10_000;

/** Exit codes of `chatelaine server` that trying again does not change: bad configuration, port taken, data unusable. */
const PLAIN_REFUSALS: ReadonlySet<number | null> = new Set([2, 3, 4]);
const CONFIG_REFUSED = 2;

/** How a program ended, in a technician's words. */
export function exitText(code: number | null, signal: string | null): string {
  return signal ? `ended by signal ${signal}` : `ended with exit code ${code}`;
}

const starting = (since: number, asked: boolean): State => ({ state: 'starting', since, asked, late: false });

export function next(before: Step, happening: Happening, now: number): Step {
  const { state, restarts } = before;
  const to = (after: State, ...actions: Action[]): Step => ({ state: after, actions, restarts });
  const stay: Step = { ...before, actions: [] };
  const spawn = (): Step => ({
    state: starting(now, true),
    actions: ['spawn'],
    restarts: [],
  });
  const stopping = (again: boolean): Step => to({ state: 'stopping', since: now, again }, 'terminate');

  switch (happening.type) {
    case 'start':
      if (state.state === 'stopping') return to({ ...state, again: true });
      return state.state === 'starting' || state.state === 'running' ? stay : spawn();
    case 'restart':
      if (state.state === 'stopping') return to({ ...state, again: true });
      return state.state === 'starting' || state.state === 'running' ? stopping(true) : spawn();
    case 'stop':
      if (state.state === 'starting' || state.state === 'running') return stopping(false);
      if (state.state === 'stopping') return to({ ...state, again: false });
      return state.state === 'stopped' ? stay : to({ state: 'stopped', since: now });
    case 'ready':
      if (state.state !== 'starting') return stay;
      return to({ state: 'running', since: now, pid: happening.pid, missed: 0 });
    case 'overdue':
      // What follows is decided when it has ended.
      return state.state === 'starting' ? to({ ...state, late: true }, 'kill') : stay;
    case 'health':
      if (state.state !== 'running') return stay;
      if (happening.answered) return state.missed === 0 ? stay : to({ ...state, missed: 0 });
      if (state.missed + 1 < HEALTH_MISSES) return to({ ...state, missed: state.missed + 1 });
      return to({ ...state, missed: state.missed + 1 }, 'kill');
    case 'due':
      return state.state === 'waiting' ? to(starting(now, false), 'spawn') : stay;
    case 'exited':
      return exited(before, happening, now);
    default:
      return assertNever(happening);
  }
}

function exited(
  before: Step,
  { code, signal }: { code: number | null; signal: string | null },
  now: number,
): Step {
  const { state, restarts } = before;
  switch (state.state) {
    case 'stopping':
      if (!state.again) return { state: { state: 'stopped', since: now }, actions: [], restarts: [] };
      return { state: starting(now, true), actions: ['spawn'], restarts: [] };
    case 'starting':
    case 'running': {
      const hung = state.state === 'running' && state.missed >= HEALTH_MISSES;
      const late = state.state === 'starting' && state.late;
      const exit = hung
        ? `gave no answer to ${HEALTH_MISSES} health checks`
        : late
          ? `was not ready within ${READY_WITHIN_MS / 1000} s`
          : exitText(code, signal);
      const within = late ? BUDGET.lateWithinMs : BUDGET.withinMs;
      const recent = restarts.filter((at) => now - at < within);
      const plain =
        state.state === 'starting' && PLAIN_REFUSALS.has(code) && (state.asked || code === CONFIG_REFUSED);
      if (plain || recent.length >= BUDGET.restarts) {
        return {
          state: { state: 'failed', since: now, exit, exitCode: code, late },
          actions: [],
          restarts: [],
        };
      }
      const attempt = recent.length + 1;
      const nextAt = now + (BACKOFF_MS[recent.length] ?? BACKOFF_MS.at(-1)!);
      return {
        state: { state: 'waiting', since: now, nextAt, attempt, exit },
        actions: [],
        restarts: [...recent, now],
      };
    }
    case 'stopped':
    case 'waiting':
    case 'failed':
      return { ...before, actions: [] };
    default:
      return assertNever(state);
  }
}
