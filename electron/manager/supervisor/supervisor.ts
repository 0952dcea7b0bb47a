/**
 * Keeps the server running: carries out what `machine.ts` decides. Start waits for the ready line, health is asked over
 * the control socket, an ended server comes back within its budget, stopping is orderly.
 */
import { z } from 'zod';
import type { ServerState } from '../../contract/index.ts';
import { assertNever } from '../assert-never.ts';
import type { Clock, Timer } from '../host.ts';
import { type ProblemError, problem } from '../problem.ts';
import type { Child, StartChild } from './child.ts';
import { createEvidence } from './evidence.ts';
import {
  type Happening,
  HEALTH_EVERY_MS,
  next,
  READY_WITHIN_MS,
  STOP_WITHIN_MS,
  type Step,
} from './machine.ts';

const announcement = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('ready'),
    ports: z.array(z.looseObject({ type: z.string(), port: z.number(), transport: z.string().optional() })),
    /** Optional ones that could not be opened. */
    closed: z.array(z.looseObject({ type: z.string(), port: z.number(), code: z.string() })).default([]),
  }),
  z.looseObject({ event: z.literal('failed'), code: z.string() }),
]);
export type Ready = Extract<z.infer<typeof announcement>, { event: 'ready' }>;

export interface Supervisor {
  readonly status: Exclude<ServerState, { state: 'not-set-up' }>;
  /** What the server announced when it got ready; undefined while it is not running. */
  readonly ready: Ready | undefined;
  /** Why it is in the state `failed`; undefined in any other. */
  readonly problem: ProblemError | undefined;
  /** When it last came back by itself; undefined if it never did. */
  readonly restartedItselfAt: number | undefined;
  /** Each resolves when the state asked for is reached, or throws the problem that was in the way. */
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export interface SupervisorParts {
  readonly startChild: StartChild;
  /** Resolves when the server answered; rejects when it did not in time. */
  readonly ping: () => Promise<void>;
  readonly clock: Clock;
  readonly changed: (status: Supervisor['status']) => void;
  readonly line: (line: string, stream: 'stdout' | 'stderr') => void;
  /** The process number whenever there is one, for orphan.ts; undefined when it has ended. */
  readonly process: (pid: number | undefined) => void;
}

export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { clock } = parts;
  let step: Step = { state: { state: 'stopped', since: clock.now() }, actions: [], restarts: [] };
  let child: Child | undefined;
  let ready: Ready | undefined;
  let failure: { code: string; port?: number; by?: string } | undefined;
  let restartedItselfAt: number | undefined;
  let timer: Timer | undefined;
  const evidence = createEvidence();
  const waiters = new Set<() => void>();

  function status(): Supervisor['status'] {
    const { state } = step;
    switch (state.state) {
      case 'stopped':
        return { state: 'stopped', since: state.since };
      case 'starting':
        return { state: 'starting', since: state.since };
      case 'running':
        return { state: 'running', since: state.since, pid: state.pid };
      case 'stopping':
        return { state: 'stopping', since: state.since };
      case 'waiting':
        return { ...state };
      case 'failed': {
        const { exitCode: _, late: __, ...shown } = state;
        return { ...shown, firstLines: evidence.firstLines, lastLines: evidence.lastLines };
      }
      default:
        return assertNever(state);
    }
  }

  function happen(happening: Happening): void {
    const before = step.state;
    step = next(step, happening, clock.now());
    for (const action of step.actions) act(action);
    if (step.state === before) return;
    if (step.state.state !== before.state) arm();
    if (before.state === 'starting' && !before.asked && step.state.state === 'running')
      restartedItselfAt = clock.now();
    if (step.state.state !== before.state) parts.changed(status());
    for (const wake of [...waiters]) wake();
  }

  function act(action: Step['actions'][number]): void {
    if (action === 'spawn') launch();
    else if (action === 'terminate') child?.terminate();
    else child?.kill();
  }

  function launch(): void {
    evidence.clear();
    ready = undefined;
    failure = undefined;
    const mine: Child = parts.startChild({
      line(line, stream) {
        evidence.add(line);
        parts.line(line, stream);
        if (stream === 'stdout' && line.startsWith('{"event":')) announced(line, mine);
      },
      exited(code, signal) {
        child = undefined;
        ready = undefined;
        parts.process(undefined);
        happen({ type: 'exited', code, signal });
      },
    });
    child = mine;
    parts.process(mine.pid);
  }

  function announced(line: string, from: Child): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return; // Not an announcement after all; it is in the log like any other line.
    }
    const told = announcement.safeParse(value).data;
    if (told?.event === 'failed') failure = told;
    if (told?.event !== 'ready' || from.pid === undefined) return;
    ready = told;
    happen({ type: 'ready', pid: from.pid });
  }

  /** Sets the one timer that belongs to the state just entered. */
  function arm(): void {
    timer?.cancel();
    timer = undefined;
    const { state } = step;
    if (state.state === 'starting') timer = clock.after(READY_WITHIN_MS, () => happen({ type: 'overdue' }));
    if (state.state === 'stopping') timer = clock.after(STOP_WITHIN_MS, () => child?.kill());
    if (state.state === 'waiting')
      timer = clock.after(state.nextAt - clock.now(), () => happen({ type: 'due' }));
    if (state.state === 'running') timer = clock.after(HEALTH_EVERY_MS, () => void examine(child));
  }

  async function examine(examined: Child | undefined): Promise<void> {
    const answered = await parts.ping().then(
      () => true,
      () => false,
    );
    // It may have ended, or another may run by now: their health is asked by their own timer.
    if (examined !== child || step.state.state !== 'running') return;
    happen({ type: 'health', answered });
    if (step.state.state === 'running') timer = clock.after(HEALTH_EVERY_MS, () => void examine(child));
  }

  /** Resolves when the machine comes to rest in `wanted`, throws when it comes to rest elsewhere. */
  function settled(wanted: 'running' | 'stopped'): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const { state } = step;
        if (state.state !== 'running' && state.state !== 'stopped' && state.state !== 'failed') return;
        if (state.state === 'running' && wanted === 'stopped') return;
        waiters.delete(look);
        if (state.state === wanted) return resolve();
        reject(failedBecause() ?? problem('server.not-running', {}));
      };
      waiters.add(look);
      look();
    });
  }

  function failedBecause(): ProblemError | undefined {
    const { state } = step;
    if (state.state !== 'failed') return undefined;
    const { exitCode, late } = state;
    const lastLines = evidence.lastLines;
    if (failure?.code === 'port.in-use' && typeof failure.port === 'number') {
      return problem('port.in-use', { port: failure.port });
    }
    if (late) return problem('server.timeout', { seconds: READY_WITHIN_MS / 1000 });
    if (exitCode === 2)
      return problem('server.config-refused', {
        sentences: lastLines.filter((line) => !line.startsWith('{')),
      });
    return problem('server.start-failed', { exitCode, lastLines });
  }

  return {
    get status() {
      return status();
    },
    get ready() {
      return step.state.state === 'running' ? ready : undefined;
    },
    get problem() {
      return failedBecause();
    },
    get restartedItselfAt() {
      return restartedItselfAt;
    },
    async start() {
      happen({ type: 'start' });
      await settled('running');
    },
    async stop() {
      happen({ type: 'stop' });
      await settled('stopped');
    },
    async restart() {
      happen({ type: 'restart' });
      await settled('running');
    },
  };
}
