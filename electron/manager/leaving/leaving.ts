/**
 * Somebody leaves: previewed, closed at once, the rest as a job that a crash does not end; brought back until the day the account
 * goes. The copy of their data lies beside until it is handed out, or they are gone.
 */
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../../contract/findings/finding.ts';
import type { KeepDays, Problem } from '../../contract/index.ts';
import { COPY_PIECE, type Leaver, type LeavingPreview } from '../../contract/leaving.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { Engine } from '../engines/engine.ts';
import type { Events } from '../events.ts';
import { privateFolder } from '../files.ts';
import type { Clock, Timer } from '../host.ts';
import type { JobContext, Jobs } from '../jobs.ts';
import type { Removal } from '../overview.ts';
import { atMostEvery } from '../pace.ts';
import type { People } from '../people/people.ts';
import { ProblemError, problem, systemCode } from '../problem.ts';
import type { Teams } from '../teams/teams.ts';
import type { Undo } from '../undo.ts';
import { makeCopy } from './copy/copy.ts';
import { createLeaverStore, type LeaverRecord } from './kept.ts';
import { roomOfLeaver } from './rooms.ts';
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
/** A server that is starting has so long before a step gives up. */
const SERVER_MS = 120_000;
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
  const copying = new Map<string, { messages: number; of: number }>();
  const tell = atMostEvery(TOLD_MS, clock, () => events.emit({ type: 'people.changed', address: '' }));
  let timer: Timer | undefined;
  let closed = false;

  const jobName = (address: string) => `leave:${address}`;
  const fileOf = (address: string) =>
    join(parts.folder, `${createHash('sha256').update(address).digest('hex').slice(0, 24)}.zip`);
  const shown = ({ language: _, rooms, ...record }: LeaverRecord): Leaver => ({
    ...record,
    rooms: rooms.map(({ successorWas: _, ...room }) => room),
    copying: copying.get(record.address) ?? null,
  });
  function changed(address: string): void {
    events.emit({ type: 'people.changed', address });
    events.emit({ type: 'findings.changed' });
  }

  async function allRooms() {
    const lists = await Promise.all(parts.domains().map((host) => engine.rooms.list(host)));
    return lists.flatMap(({ rooms }) => rooms);
  }

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

  /** The server's next state, or its time is over, or nobody waits any more. */
  function stateChange(signal: AbortSignal): { readonly happened: Promise<void>; readonly stop: () => void } {
    let stop = () => {};
    const happened = new Promise<void>((resolve) => {
      const unlisten = events.listen(({ type }) => {
        if (type === 'server.state') stop();
      });
      const late = clock.after(SERVER_MS, () => stop());
      stop = () => {
        unlisten();
        late.cancel();
        signal.removeEventListener('abort', stop);
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
    });
    return { happened, stop };
  }

  /** Waits for a server that is about to start; the step's own refusal says it when none comes. */
  async function serverUp(signal: AbortSignal): Promise<void> {
    const until = clock.now() + SERVER_MS;
    while (!signal.aborted && clock.now() < until) {
      // Listened for before we ask: it may come up in between.
      const change = stateChange(signal);
      try {
        await engine.accounts.list(parts.domains()[0] ?? '');
        return change.stop();
      } catch (error) {
        if (!(error instanceof ProblemError) || error.code !== 'server.not-running') {
          change.stop();
          throw error;
        }
      }
      await change.happened;
    }
  }

  async function writeCopy(address: string, signal: AbortSignal): Promise<Record<string, number>> {
    const record = store.get(address);
    if (!record?.wantsCopy) return {};
    await privateFolder(parts.folder);
    copying.set(address, { messages: 0, of: 0 });
    try {
      const made = await makeCopy(
        { engine: engine.leaving, rooms: engine.rooms },
        {
          ...{ address, displayName: record.displayName, language: record.language, signal },
          ...{
            rooms: (await allRooms()).map((room) => ({
              address: room.address,
              name: room.name || room.address,
            })),
          },
          ...{ file: fileOf(address), now: clock.now() },
          progress(messages, of) {
            copying.set(address, { messages, of });
            tell();
          },
        },
      );
      store.change(address, { copy: { ...made, at: clock.now() } });
      return { messages: made.messages, files: made.files, bytes: made.bytes };
    } finally {
      copying.delete(address);
    }
  }

  async function run(address: string, { step, signal }: JobContext): Promise<void> {
    try {
      await serverUp(signal);
      await step('close', async () => void (await steps.close(address)));
      await step('teams', async () => void (await steps.teams(address)));
      await step('rooms', async () => void (await steps.rooms(address)));
      await step('copy', () => writeCopy(address, signal));
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
    await rm(fileOf(address), { force: true });
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
        await rm(fileOf(address), { force: true });
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
    async copy(address, offset) {
      const record = store.get(address);
      if (!record?.copy) throw problem('leaving.no-copy', { address });
      const day = new Date(record.copy.at).toISOString().slice(0, 10);
      const handle = await open(fileOf(address), 'r').catch((error) => {
        if (systemCode(error) === 'ENOENT') throw problem('leaving.no-copy', { address }, error);
        throw error;
      });
      try {
        const { size } = await handle.stat();
        const piece = Buffer.alloc(Math.max(0, Math.min(COPY_PIECE, size - offset)));
        await handle.read(piece, 0, piece.length, offset);
        const end = offset + piece.length;
        const next = end < size ? end : null;
        return { name: `${address} ${day}.zip`, size, data: piece.toString('base64'), next };
      } finally {
        await handle.close();
      }
    },
    removals: () =>
      store
        .all()
        .flatMap(({ address, displayName, removeAt, copy }) =>
          removeAt === null ? [] : [{ address, name: displayName || address, removeAt, copy: copy !== null }],
        )
        .sort((one, other) => one.removeAt - other.removeAt),
    copyFile: (address) => (store.get(address)?.copy ? fileOf(address) : undefined),
    async forgetCopy(address) {
      store.change(address, { copy: null });
      await rm(fileOf(address), { force: true });
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
