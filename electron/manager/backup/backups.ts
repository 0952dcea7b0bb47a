/**
 * Backups as the office has them: planned, made, opened again, thinned out, remembered (making.ts); looked into, and brought back
 * (going-back.ts). The work itself is done in a process beside (worker.ts); one piece of it at a time.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import type {
  BackupEntry,
  BackupPlan,
  BackupsState,
  BackupTarget,
  Problem,
  ProblemCode,
} from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../host.ts';
import type { Jobs } from '../jobs.ts';
import { explain, ProblemError, problem } from '../problem.ts';
import type { Run } from '../run.ts';
import { createAtWork } from './at-work.ts';
import { type Journal, pendingExchange } from './exchange.ts';
import { createGoingBack, type GoingBack, type GoingBackParts } from './going-back.ts';
import { createMaking } from './making.ts';
import { newsOf } from './news.ts';
import type { Notebook } from './notebook.ts';
import { nextBackupAt } from './schedule.ts';
import { hasSnapshot, listSnapshots, removeSnapshot, snapshotId, tidySnapshots } from './snapshots.ts';
import type { SnapshotReason, Snapshots } from './snapshots-port.ts';
import { isSameDisk } from './targets/folder.ts';
import { sftpPublicKey } from './targets/sftp.ts';
import { keepWords, makeWords, readWords } from './words.ts';
import { WORK_FOLDER } from './work/spec.ts';
import type { Worker } from './worker.ts';

export interface BackupsParts {
  readonly data: string;
  readonly hostname: string;
  readonly notebook: Notebook;
  readonly worker: Worker;
  readonly run: Run;
  readonly jobs: Jobs;
  readonly changes: Changes;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Logger;
  readonly unexpected: (error: unknown, where: string) => string;
  /** Served ones, the office's own first; none before the set-up. */
  readonly domains: () => readonly string[];
  readonly server: GoingBackParts['server'];
  /** Starts Chatelaine anew; undefined where nobody can. */
  readonly restart: (() => void) | undefined;
  /** What the start put in force. */
  readonly restored: Journal | undefined;
}

export interface Standing {
  readonly lastGoodAt: number | null;
  readonly failingSince: number | null;
}

export interface Backups extends Pick<GoingBack, 'look' | 'contents' | 'part'> {
  readonly snapshots: Snapshots;
  /** One is being made, read or put back, or what was put back waits for the start. */
  atWork(): boolean;
  standing(): Standing;
  /** For Home: what should be told. */
  news(): DoctorFinding | null;
  get(): Promise<BackupsState>;
  setPlan(plan: BackupPlan, words: string | undefined): Promise<BackupsState>;
  suggestWords(): string;
  words(): Promise<string | null>;
  tryTarget(target: BackupTarget): Promise<{ readonly free: number | null }>;
  sftpKey(): Promise<string>;
  make(): Promise<BackupsState>;
  makeAndWait(): Promise<BackupEntry>;
  cancel(): Promise<BackupsState>;
  check(name: string, key: string | undefined): Promise<BackupEntry>;
  /** `restart`: somebody has to start Chatelaine anew. */
  restore(...which: Parameters<GoingBack['whole']>): Promise<{ readonly restart: boolean }>;
  takeSnapshot(): Promise<BackupsState>;
  removeSnapshot(id: string): Promise<BackupsState>;
  begin(): Promise<void>;
  close(): void;
}

/** A sleeping computer misses its alarm: looked at again so often. */
const LOOK_MS = 10 * 60_000;
/** The answer should be on its way before the ground moves. */
const RESTART_MS = 500;
const JOB = 'backup';
const LISTED = 1000;
/** Whoever stops it, or was refused, knows. */
const NO_FAILURE: readonly string[] = ['job.cancelled', 'backup.busy'];
/** What says something about the file; not having its words does not. */
const DAMAGE: readonly string[] = ['backup.damaged', 'backup.drill', 'backup.not-ours'];

export function createBackups(parts: BackupsParts): Backups {
  const { data, notebook, worker, run, jobs, changes, events, clock, log, unexpected } = parts;
  const work = join(data, WORK_FOLDER);
  const atWork = createAtWork({ events, clock });
  const { progress } = atWork;
  const making = createMaking({ ...parts, work, atWork });
  const goingBack = createGoingBack({ ...parts, atWork, making, snapshot });
  let away = false;
  let restartNeeded = false;
  let timer: Timer | undefined;
  let closed = false;

  const noted = (action: ChangeAction, subject: string, more: { before?: string; after?: string } = {}) =>
    changes.note({
      action,
      subject,
      state: 'applied',
      before: more.before ?? null,
      after: more.after ?? null,
    });

  const asProblem = (error: unknown): Problem =>
    error instanceof ProblemError
      ? ({ code: error.code, data: error.data } as Problem)
      : { code: 'manager.unexpected', data: { reference: unexpected(error, 'a backup') } };

  async function snapshot(
    reason: SnapshotReason,
    signal?: AbortSignal,
    spare?: string,
  ): Promise<{ id: string }> {
    const at = clock.now();
    const id = snapshotId(at, reason);
    await worker('snapshot', { id, reason, at }, { signal, progress });
    await tidySnapshots(data, spare);
    log.info({ subsystem: 'backups', id }, 'a snapshot was taken');
    return { id };
  }

  jobs.define({
    name: JOB,
    steps: ['make', 'tidy'],
    // It is made up for by the plan; half of one is worth nothing.
    afterCrash: () => ({ code: 'job.cancelled', data: {} }),
    async run(context) {
      const made = atWork.run(
        'backup',
        async (signal) => {
          await context.step('make', async () => {
            const { name, bytes } = await making.makeOne(signal);
            noted('backup.make', name, { after: String(bytes) });
            return { name, bytes };
          });
          await context.step('tidy', async () => {
            await thinOut();
            return undefined;
          });
        },
        context.signal,
      );
      try {
        await made;
      } catch (error) {
        await failed(asProblem(error));
        throw error;
      } finally {
        events.emit({ type: 'findings.changed' });
        plan();
      }
    },
  });

  /** That an old one could not be removed is no reason to call the new one bad. */
  async function thinOut(): Promise<void> {
    try {
      for (const name of await making.thinOut())
        log.info({ subsystem: 'backups', name }, 'an old backup made room');
    } catch (error) {
      log.warn({ subsystem: 'backups', cause: explain(error) }, 'old backups could not be removed');
    }
  }

  async function failed(trouble: Problem): Promise<void> {
    if (NO_FAILURE.includes(trouble.code)) return;
    const { failure, failures } = notebook.book;
    const at = clock.now();
    changes.note({
      action: 'backup.make',
      subject: trouble.code,
      state: 'failed',
      before: null,
      after: null,
    });
    log.error({ subsystem: 'backups', code: trouble.code }, 'the backup failed');
    const told = { at, since: failure?.since ?? at, problem: trouble };
    await notebook.setBook({ ...notebook.book, failures: failures + 1, failure: told }).catch((cause) =>
      // The disk may be what is full; it is remembered until the end of this run.
      log.warn({ subsystem: 'backups', cause: explain(cause) }, 'that it failed could not be written down'),
    );
  }

  /** The newest good one is not good any more: whoever relies on it must be told, and another is due. */
  async function foundBad({ at }: BackupEntry, trouble: Problem): Promise<void> {
    const others = Object.values(notebook.book.entries).filter(({ opened, problem }) => opened && !problem);
    if (others.some((one) => one.at > at)) return;
    const lastGoodAt = Math.max(0, ...others.map((one) => one.opened?.at ?? 0)) || null;
    await notebook.setBook({ ...notebook.book, lastGoodAt });
    await failed(trouble);
    events.emit({ type: 'findings.changed' });
    plan();
  }

  function start() {
    atWork.assertIdle();
    return jobs.start(JOB);
  }

  function due(): number | null {
    const { plan: chosen, plannedAt } = notebook.plan;
    // Before there is an office there is nothing to keep.
    if (parts.domains().length === 0) return null;
    const { triedAt, failures } = notebook.book;
    return nextBackupAt({ on: chosen.on, minute: chosen.minute }, { triedAt, failures, plannedAt });
  }

  function plan(): void {
    timer?.cancel();
    if (closed) return;
    const at = due();
    const now = clock.now();
    if (at !== null && at <= now && !atWork.now && !restartNeeded) return void start();
    timer = clock.after(Math.min(Math.max((at ?? now + LOOK_MS) - now, 1_000), LOOK_MS), plan);
  }

  async function state(): Promise<BackupsState> {
    const place = making.target();
    let backups = Object.values(notebook.book.entries).sort((one, other) => other.at - one.at);
    // A computer far away must not hold up the page: what was sent there is remembered.
    if (place.folder !== undefined) {
      try {
        backups = await making.entriesAt(place);
        away = false;
      } catch {
        away = true;
      }
    }
    const { lastGoodAt, failure } = notebook.book;
    return {
      ...{ plan: notebook.plan.plan, hasWords: (await readWords(data)) !== undefined, nextAt: due() },
      ...{ working: atWork.now, backups: backups.slice(0, LISTED), lastGoodAt, failure, away, restartNeeded },
      snapshots: (await listSnapshots(data)).map(({ id, at, reason, version, counts }) => ({
        ...{ id, at, reason, version, counts },
      })),
      sameDisk: place.folder !== undefined && (await isSameDisk(place.folder, data)),
    };
  }

  return {
    look: goingBack.look,
    contents: goingBack.contents,
    part: goingBack.part,
    snapshots: {
      take: (reason, signal, spare) => atWork.run('snapshot', (own) => snapshot(reason, own, spare), signal),
      async putBack(id) {
        await goingBack.toSnapshot(id);
        restartNeeded = true;
        return { restart: true };
      },
    },
    standing: () => ({
      lastGoodAt: notebook.book.lastGoodAt,
      failingSince: notebook.book.failure?.since ?? null,
    }),
    atWork: () => atWork.now !== null || restartNeeded,
    news: () => newsOf({ ...notebook, now: clock.now(), isSetUp: parts.domains().length > 0 }),
    get: state,
    async setPlan(next, words) {
      if (next.lock.kind === 'key') await worker('try-lock', { recipient: next.lock.recipient });
      if (words !== undefined) await keepWords(data, words.trim());
      if (next.on && next.lock.kind === 'words' && (await readWords(data)) === undefined)
        throw problem('backup.no-key', {});
      // Somebody has looked at it; whether it works now the next one tells.
      if (notebook.book.failure) await notebook.setBook({ ...notebook.book, failure: null, failures: 0 });
      const before = notebook.plan.plan;
      const moved = before.on !== next.on || before.minute !== next.minute;
      await notebook.setPlan({ plan: next, plannedAt: moved ? clock.now() : notebook.plan.plannedAt });
      noted('backup.plan', next.target.kind, { before: JSON.stringify(before), after: JSON.stringify(next) });
      events.emit({ type: 'backups.changed' });
      events.emit({ type: 'findings.changed' });
      plan();
      return state();
    },
    suggestWords: makeWords,
    words: async () => (await readWords(data)) ?? null,
    tryTarget: (one) => making.targetOf(one).ready(),
    sftpKey: () => sftpPublicKey(data, run, parts.hostname),
    async make() {
      start();
      return state();
    },
    async makeAndWait() {
      const ended = await jobs.ended(start().id);
      if (ended.problem)
        throw new ProblemError(ended.problem.code as ProblemCode, ended.problem.data as never);
      const entry = notebook.book.entries[String(ended.steps[0]?.data.name ?? '')];
      if (!entry) throw problem('backup.unknown', {});
      return entry;
    },
    async cancel() {
      atWork.cancel();
      return state();
    },
    check: (name, key) =>
      atWork.run('check', async (signal) => {
        const entry = (await making.entriesAt(making.target())).find((one) => one.name === name);
        if (!entry) throw problem('backup.unknown', {});
        const remember = (next: BackupEntry) =>
          notebook.setBook({ ...notebook.book, entries: { ...notebook.book.entries, [name]: next } });
        try {
          const opened = await goingBack.check(entry, key, signal);
          await remember(opened);
          return opened;
        } catch (error) {
          const trouble = asProblem(error);
          if (DAMAGE.includes(trouble.code)) {
            await remember({ ...entry, problem: trouble });
            await foundBad(entry, trouble);
          }
          throw error;
        }
      }),
    async restore(source, key) {
      const from = await goingBack.whole(source, key);
      restartNeeded = true;
      noted('backup.restore', from);
      events.emit({ type: 'backups.changed' });
      if (parts.restart) clock.after(RESTART_MS, parts.restart);
      return { restart: parts.restart === undefined };
    },
    async takeSnapshot() {
      await atWork.run('snapshot', (signal) => snapshot('hand', signal));
      noted('backup.snapshot', 'hand');
      return state();
    },
    async removeSnapshot(id) {
      if (!(await hasSnapshot(data, id))) throw problem('backup.unknown', {});
      await removeSnapshot(data, id);
      return state();
    },
    async begin() {
      await rm(work, { recursive: true, force: true });
      await tidySnapshots(data);
      restartNeeded = (await pendingExchange(data)) !== undefined;
      if (parts.restored) {
        noted('backup.restored', parts.restored.from);
        log.warn({ subsystem: 'backups', from: parts.restored.from }, 'the state of a backup is in force');
      }
      // From when on it is counted that there is none.
      if (notebook.isNew && parts.domains().length > 0) await notebook.setPlan(notebook.plan);
      await making
        .target()
        .tidy()
        .catch((error) => {
          // The first backup makes its place: until then that there is none is no news.
          const level = notebook.book.lastGoodAt === null ? 'debug' : 'info';
          log[level]({ subsystem: 'backups', cause: explain(error) }, 'their place is away');
        });
      plan();
    },
    close() {
      closed = true;
      timer?.cancel();
      atWork.cancel();
    },
  };
}
