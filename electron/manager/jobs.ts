/**
 * Long work: same job, same name, once; it reports its steps, can be cancelled, and after a crash it resumes or says why not.
 * A job is written down before its first step begins and after each step, so a killed manager knows where it was.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Job, Problem } from '../contract/index.ts';
import { job as jobShape } from '../contract/shapes.ts';
import type { ManagerDatabase } from './database.ts';
import type { Events } from './events.ts';
import { ProblemError, problem } from './problem.ts';

type StepData = Job['steps'][number]['data'];

export interface JobContext {
  readonly signal: AbortSignal;
  /** Does one step. It must find out for itself what an earlier try already did: after a crash it is asked again. */
  step(code: string, work: () => Promise<StepData | undefined>): Promise<void>;
}

export interface JobDefinition {
  readonly name: string;
  readonly steps: readonly string[];
  run(context: JobContext): Promise<void>;
  /** Asked when a crash interrupted this job: go on with it, or end it with a problem. */
  afterCrash(): 'resume' | Problem;
}

export interface Jobs {
  define(definition: JobDefinition): void;
  /** Starts the job, or answers the one that runs already. */
  start(name: string): Job;
  list(): Job[];
  cancel(id: string): void;
  /** Takes up what a crash interrupted. Call once, after every `define`. */
  recover(): void;
  /** Resolves with the job as it ended. */
  ended(id: string): Promise<Job>;
  /** Cancels what runs and waits for it. */
  close(): Promise<void>;
}

export interface JobsParts {
  readonly database: ManagerDatabase;
  readonly events: Events;
  readonly now: () => number;
  /** Logs a throw that is no `ProblemError` and returns the reference under which it is found. */
  readonly unexpected: (error: unknown, where: string) => string;
}

const LISTED = 50;
/** Older ones are forgotten at the next start. */
const KEPT = 500;

export function createJobs({ database, events, now, unexpected }: JobsParts): Jobs {
  const store = createJobStore(database);
  const definitions = new Map<string, JobDefinition>();
  const running = new Map<string, { job: Job; abort: AbortController; done: Promise<Job> }>();

  function tell(job: Job): void {
    store.save(job);
    events.emit({ type: 'job', job: structuredClone(job) });
  }

  function defined(name: string): JobDefinition {
    const found = definitions.get(name);
    if (!found) throw new Error(`no job is called ${name}`);
    return found;
  }

  function finish(job: Job, state: Job['state'], trouble: Problem | null): Job {
    for (const step of job.steps)
      if (step.state === 'running') step.state = state === 'failed' ? 'failed' : 'undone';
    Object.assign(job, { state, endedAt: now(), problem: trouble });
    running.delete(job.id);
    tell(job);
    return job;
  }

  async function work(job: Job, definition: JobDefinition, signal: AbortSignal): Promise<Job> {
    const context: JobContext = {
      signal,
      async step(code, run) {
        const step = job.steps.find((one) => one.code === code);
        if (!step) throw new Error(`${job.name} has no step ${code}`);
        if (signal.aborted) throw problem('job.cancelled', {});
        step.state = 'running';
        tell(job);
        step.data = { ...step.data, ...(await run()) };
        step.state = 'done';
        tell(job);
      },
    };
    try {
      await definition.run(context);
      return finish(job, 'done', null);
    } catch (error) {
      if (signal.aborted) return finish(job, 'cancelled', { code: 'job.cancelled', data: {} });
      const known = error instanceof ProblemError;
      const trouble = known
        ? ({ code: error.code, data: error.data } as Problem)
        : ({
            code: 'manager.unexpected',
            data: { reference: unexpected(error, `job ${job.name}`) },
          } as const);
      return finish(job, 'failed', trouble);
    }
  }

  function begin(job: Job): Job {
    const abort = new AbortController();
    tell(job);
    running.set(job.id, { job, abort, done: work(job, defined(job.name), abort.signal) });
    return job;
  }

  return {
    define: (definition) => void definitions.set(definition.name, definition),
    start(name) {
      const same = [...running.values()].find(({ job }) => job.name === name);
      if (same) return same.job;
      const steps = defined(name).steps.map((code) => ({ code, state: 'waiting' as const, data: {} }));
      return begin({
        id: randomUUID(),
        name,
        state: 'running',
        startedAt: now(),
        endedAt: null,
        steps,
        problem: null,
      });
    },
    list: () => store.list(LISTED),
    cancel(id) {
      const found = running.get(id);
      if (!found) throw problem('job.unknown', {});
      found.abort.abort();
    },
    recover() {
      for (const job of store.interrupted()) {
        const verdict =
          definitions.get(job.name)?.afterCrash() ?? ({ code: 'job.cancelled', data: {} } as const);
        if (verdict !== 'resume') {
          finish(job, 'failed', verdict);
          continue;
        }
        for (const step of job.steps) if (step.state === 'running') step.state = 'waiting';
        begin(job);
      }
    },
    async ended(id) {
      const found = running.get(id);
      if (found) return found.done;
      const kept = store.list(LISTED).find((job) => job.id === id);
      if (!kept) throw problem('job.unknown', {});
      return kept;
    },
    async close() {
      for (const { abort } of running.values()) abort.abort();
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}

function createJobStore(database: ManagerDatabase) {
  const columns = 'id, name, state, started_at AS startedAt, ended_at AS endedAt, steps, problem';
  const put = database.prepare(
    `INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
     SET state = excluded.state, ended_at = excluded.ended_at, steps = excluded.steps, problem = excluded.problem`,
  );
  const newest = database.prepare(`SELECT ${columns} FROM jobs ORDER BY started_at DESC, rowid DESC LIMIT ?`);
  const open = database.prepare(`SELECT ${columns} FROM jobs WHERE state = 'running' ORDER BY started_at`);
  database.prepare('DELETE FROM jobs WHERE rowid <= (SELECT max(rowid) FROM jobs) - ?').run(KEPT);
  const row = z.looseObject({ steps: z.string(), problem: z.string().nullable() });
  const read = (value: unknown): Job => {
    const found = row.parse(value);
    const trouble = found.problem === null ? null : JSON.parse(found.problem);
    return jobShape.parse({ ...found, steps: JSON.parse(found.steps), problem: trouble });
  };
  return {
    save(job: Job): void {
      const trouble = job.problem && JSON.stringify(job.problem);
      const { id, name, state, startedAt, endedAt } = job;
      put.run(id, name, state, startedAt, endedAt, JSON.stringify(job.steps), trouble);
    },
    list: (count: number) => newest.all(count).map(read),
    interrupted: () => open.all().map(read),
  };
}
