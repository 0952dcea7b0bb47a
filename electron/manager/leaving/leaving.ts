/**
 * Somebody leaves: previewed, closed at once, the rest as a job that a crash does not end; brought back until the day the account
 * goes. The copy of their data lies beside until it is handed out, or they are gone.
 */
import type { Language } from '../../contract/findings/finding.ts';
import type { KeepDays, Problem } from '../../contract/index.ts';
import type { Leaver, LeavingPreview } from '../../contract/leaving.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Engine } from '../engines/engine.ts';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../host.ts';
import type { JobContext, Jobs } from '../jobs.ts';
import type { Removal } from '../overview.ts';
import { atMostEvery } from '../pace.ts';
import type { People } from '../people/people.ts';
import { ProblemError, problem } from '../problem.ts';
import type { Teams } from '../teams/teams.ts';
import type { Undo } from '../undo.ts';
import { createLeaverCopies } from './copies.ts';
import { createLeaverStore, type LeaverRecord } from './kept.ts';
import { roomOfLeaver } from './rooms.ts';
import { SERVER_MS, serverUp } from './server-up.ts';
import { createSteps, roomDetails } from './steps.ts';

export interface LeavingWish {
  readonly address: string;
  readonly successor: string | null;
  readonly removeAfterDays: number | null;
  readonly copy: boolean;
  readonly language: Language;
}

export interface Leaving {
  list(): Promise<Leaver[]>;
  preview(address: string, successor: string | null): Promise<LeavingPreview>;
  start(wish: LeavingWish): Promise<Leaver>;
  back(address: string): Promise<void>;
  copy(
    address: string,
    offset: number,
  ): Promise<{ name: string; size: number; data: string; next: number | null }>;
  /** Who goes for good, the first first. */
  removals(): Removal[];
  /** Where the copy lies; undefined when there is none. */
  copyFile(address: string): string | undefined;
  forgetCopy(address: string): Promise<void>;
  /** Goes on with what was interrupted, and looks for those whose day has come. */
  begin(): void;
  close(): void;
}

export interface LeavingParts {
  readonly engine: Pick<Engine, 'leaving' | 'accounts' | 'rooms' | 'files'>;
  readonly people: Pick<People, 'list' | 'remove'>;
  readonly teams: Pick<Teams, 'list' | 'add' | 'takeOut'>;
  readonly domains: () => readonly string[];
  readonly keepDays: () => KeepDays;
  readonly kept: Kept;
  readonly jobs: Jobs;
  readonly changes: Changes;
  readonly undo: Undo;
  readonly events: Events;
  readonly clock: Clock;
  readonly folder: string;
  readonly unexpected: (error: unknown, where: string) => string;
}

const DAY_MS = 86_400_000;
const LOOK_MS = 3_600_000;
const TOLD_MS = 1_000;
const STEPS = ['close', 'teams', 'rooms', 'copy'] as const;

export function createLeaving(parts: LeavingParts): Leaving {
  const { engine, people, teams, kept, jobs, changes, undo, events, clock, unexpected } = parts;
  const store = createLeaverStore(kept);
  const steps = createSteps({
    ...{ engine: engine.leaving, rooms: engine.rooms, teams, store },
    enable: (address) => engine.accounts.setDisabled(address, false),
  });
  /** Written down, and the server is asked at this moment. */
  const starting = new Set<string>();
  const tell = atMostEvery(TOLD_MS, clock, () => events.emit({ type: 'people.changed', address: '' }));
  let timer: Timer | undefined;
  let closed = false;

  const jobName = (address: string) => `leave:${address}`;
  const shown = ({ language: _, rooms, ...record }: LeaverRecord): Leaver => ({
    ...record,
    rooms: rooms.map(({ successorWas: _, ...room }) => room),
    copying: copies.progress(record.address),
  });
  function changed(address: string): void {
    events.emit({ type: 'people.changed', address });
    events.emit({ type: 'findings.changed' });
  }

  async function allRooms() {
    const lists = await Promise.all(parts.domains().map((host) => engine.rooms.list(host)));
    return lists.flatMap(({ rooms }) => rooms);
  }

  const copies = createLeaverCopies({
    ...{ engine, store, folder: parts.folder, now: clock.now, rooms: allRooms, progressed: tell },
  });

  async function roomsOf(address: string, successor: string | null) {
    const details = await roomDetails(engine.rooms, await allRooms());
    return details.flatMap((one) => {
      const found = roomOfLeaver(one, address, successor);
      if (!found) return [];
      const { because: _, ...room } = found;
      return [room];
    });
  }

  const teamsOf = async (address: string) =>
    (await teams.list())
      .filter(({ members }) => members.includes(address))
      .map(({ id, label }) => ({ id, label }));

  /** Refused with `person.unknown`, `person.last-admin`, `leaving.successor`. */
  async function check(address: string, successor: string | null) {
    const all = await people.list();
    const person = all.find((one) => one.address === address);
    if (!person) throw problem('person.unknown', { address });
    const successors = all.filter((one) => !one.disabled && one.address !== address);
    if (successor !== null && !successors.some((one) => one.address === successor))
      throw problem('leaving.successor', { address: successor });
    if (person.admin && !successors.some(({ admin }) => admin))
      throw problem('person.last-admin', { address });
    return { person, successors };
  }

  async function run(address: string, { step, signal }: JobContext): Promise<void> {
    try {
      await serverUp({ accounts: engine.accounts, events, clock, domains: parts.domains }, signal);
      await step('close', async () => void (await steps.close(address)));
      await step('teams', async () => void (await steps.teams(address)));
      await step('rooms', async () => void (await steps.rooms(address)));
      await step('copy', () => copies.make(address, signal));
      store.change(address, { state: 'left', problem: null });
    } catch (error) {
      // The manager ends: the job is taken up again at the next start.
      if (closed) throw error;
      const found = error instanceof ProblemError ? { code: error.code, data: error.data } : null;
      const trouble: Problem = signal.aborted
        ? { code: 'job.cancelled', data: {} }
        : ((found as Problem | null) ?? {
            code: 'manager.unexpected',
            data: { reference: unexpected(error, 'somebody leaves') },
          });
      store.change(address, { state: 'failed', problem: trouble });
      throw error;
    } finally {
      changed(address);
      tell();
    }
  }

  const define = (address: string) =>
    jobs.define({
      name: jobName(address),
      steps: STEPS,
      run: (context) => run(address, context),
      afterCrash: () => (store.get(address) ? 'resume' : { code: 'job.cancelled', data: {} }),
    });

  async function back(address: string): Promise<void> {
    const record = store.get(address);
    if (!record) throw problem('leaving.unknown', { address });
    if (record.state === 'closing') throw problem('leaving.busy', { address });
    store.change(address, { state: 'returning' });
    try {
      await steps.giveBack(address);
    } catch (error) {
      store.change(address, { state: record.state === 'returning' ? 'left' : record.state });
      throw error;
    }
    store.forget(address);
    await copies.remove(address);
    changes.note({ action: 'people.return', subject: address, state: 'applied', before: null, after: null });
    changed(address);
    events.emit({ type: 'teams.changed' });
  }

  /** Whoever was let in again by other means has not left. */
  async function look(): Promise<void> {
    // Not what another process (`chatelaine leave`) is just beginning.
    const isCutOff = ({ address, jobId, leftAt }: LeaverRecord) =>
      jobId === null && !starting.has(address) && clock.now() - leftAt > SERVER_MS;
    const records = store.all().filter((one) => one.state !== 'closing' || isCutOff(one));
    if (records.length === 0) return;
    const accounts = new Map((await people.list()).map((one) => [one.address, one]));
    for (const { address, removeAt, state } of records) {
      const account = accounts.get(address);
      const isDue = removeAt !== null && removeAt <= clock.now();
      if (account?.disabled && state === 'returning') await back(address);
      // We were ended between writing it down and the rest: somebody has to say so again.
      else if (account?.disabled && state === 'closing')
        store.change(address, { state: 'failed', problem: { code: 'job.cancelled', data: {} } });
      else if (!account?.disabled || isDue) {
        if (account?.disabled) await people.remove(address);
        store.forget(address);
        await copies.remove(address);
        changed(address);
      }
    }
  }

  function lookAgain(): void {
    timer?.cancel();
    look()
      .catch((error) => {
        // It stopped, or is not up yet: the next look does it.
        if (!(error instanceof ProblemError)) unexpected(error, 'a look at those who have left');
      })
      .finally(() => {
        if (!closed) timer = clock.after(LOOK_MS, lookAgain);
      });
  }

  for (const { address } of store.all()) define(address);
  undo.register({
    actions: ['people.leave', 'people.return'],
    scope: 'subject',
    possible: ({ action, subject }) => action === 'people.leave' && store.get(subject)?.state === 'left',
    putBack: ({ subject }) => back(subject),
  });

  return {
    list: async () => store.all().map(shown),
    async preview(address, successor) {
      const { person, successors } = await check(address, successor);
      const [rooms, of, footprint, files] = await Promise.all([
        roomsOf(address, successor),
        teamsOf(address),
        engine.accounts.footprint(address),
        engine.files.overview(address.split('@')[1]!),
      ]);
      const own = files.people.find(({ account }) => account === address);
      return {
        ...{ address, displayName: person.displayName, devices: person.devices.length, rooms, teams: of },
        remains: {
          ...{ messages: footprint.archivedMessages, waiting: footprint.waitingMessages },
          ...{ contacts: footprint.contacts, files: own?.files ?? 0, fileBytes: own?.bytes ?? 0 },
          ...{ keepDays: parts.keepDays(), fileDays: files.rules.keepDays },
        },
        successors: successors
          .map(({ address: one, displayName, admin }) => ({ address: one, displayName, admin }))
          .sort((one, other) => Number(other.admin) - Number(one.admin))
          .map(({ admin: _, ...one }) => one),
      };
    },
    async start({ address, successor, removeAfterDays, copy, language }) {
      const before = store.get(address);
      const { person } = await check(address, successor);
      const removeAt = removeAfterDays === null ? null : clock.now() + removeAfterDays * DAY_MS;
      const plan = before ?? {
        leftAt: clock.now(),
        successor,
        rooms: (await roomsOf(address, successor)).map((room) => ({ ...room, successorWas: null })),
        teams: await teamsOf(address),
        copy: null,
      };
      store.put({
        ...{ ...plan, address, displayName: person.displayName, state: 'closing', removeAt },
        ...{ wantsCopy: copy, language, jobId: null, problem: null },
      });
      starting.add(address);
      try {
        await engine.leaving.close(address);
      } catch (error) {
        // Refused, or no server to ask: nobody has left, and nothing may say so.
        if (before) store.put(before);
        else store.forget(address);
        throw error;
      } finally {
        starting.delete(address);
      }
      if (!before) {
        const text = [successor, removeAt === null ? null : new Date(removeAt).toISOString().slice(0, 10)];
        changes.note({
          ...{ action: 'people.leave', subject: address, state: 'applied', before: person.displayName },
          after: text.filter((one) => one !== null).join(' ') || null,
        });
      }
      define(address);
      const job = jobs.start(jobName(address));
      const record = store.change(address, { jobId: job.id });
      changed(address);
      return shown(record!);
    },
    back,
    copy: copies.piece,
    removals: () =>
      store
        .all()
        .flatMap(({ address, displayName, removeAt, copy }) =>
          removeAt === null ? [] : [{ address, name: displayName || address, removeAt, copy: copy !== null }],
        )
        .sort((one, other) => one.removeAt - other.removeAt),
    copyFile: copies.file,
    async forgetCopy(address) {
      store.change(address, { copy: null });
      await copies.remove(address);
      changed(address);
    },
    begin() {
      events.listen((event) => {
        if (event.type === 'server.state' && event.status.state === 'running') lookAgain();
      });
      lookAgain();
    },
    close() {
      closed = true;
      timer?.cancel();
    },
  };
}
