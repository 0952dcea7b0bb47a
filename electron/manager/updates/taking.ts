/** A new version taken: fetched, held back until a good moment, the office copied, handed over; and in the end said to be good. */
import type { UpdateTrouble } from '../../contract/updates.ts';
import type { Timer } from '../host.ts';
import { problem } from '../problem.ts';
import { UpdateError } from './download.ts';
import type { Looking } from './looking.ts';
import { canStop, isUnderWay, next } from './machine.ts';
import type { Memory } from './memory.ts';
import type { UpdatesParts } from './parts.ts';
import type { Fetched } from './porter.ts';
import { WAY_BACK_MS } from './way-back.ts';

export interface Taking {
  /** Resolves when it has begun. Refused with `update.none`, `update.not-here` and `update.too-late`. */
  install(when: 'now' | 'tonight'): Promise<void>;
  /** Refused with `update.too-late`. */
  cancel(): Promise<void>;
  /** Goes on from where it stands, in the background. */
  begin(): void;
  /** Something ended that may have held it back. */
  wake(): void;
  /** This version is on trial, and stands. */
  confirm(): Promise<void>;
  /** Resolves when nothing of it is at work any more. */
  close(): Promise<void>;
}

/** @param ended is aborted with the manager. */
export function createTaking(
  parts: UpdatesParts,
  memory: Memory,
  looking: Looking,
  ended: AbortSignal,
): Taking {
  const { clock, version, versions, porter } = parts;
  const { known } = memory;
  /** Of what is being fetched. */
  let work: AbortController | undefined;
  let working: Promise<void> = Promise.resolve();
  let timer: Timer | undefined;

  async function install(when: 'now' | 'tonight'): Promise<void> {
    if (!porter || (parts.attended && when === 'tonight')) throw problem('update.not-here', {});
    const { state } = await known();
    if (isUnderWay(state)) {
      // It lies there already: only the time is another.
      if (!canStop(state)) throw problem('update.too-late', {});
      await memory.commit((one) => ({
        ...one,
        plan: one.plan && { ...one.plan, at: when === 'now' ? null : parts.tonight() },
      }));
      wake();
      return;
    }
    // What is fetched is what the feed says now, not what it said on some day.
    await looking.look();
    const found = (await known()).state;
    const offered = looking.offered();
    if (found.state !== 'available' || !offered) throw problem('update.none', {});
    const { release, archive, url } = offered;
    const schema = parts.schema();
    const isSame = release.schema.server === schema.server && release.schema.manager === schema.manager;
    const at = when === 'now' ? null : parts.tonight();
    await memory.commit((one) => ({
      ...one,
      state: next(one.state, { type: 'asked', at, now: clock.now() }),
      plan: {
        ...{
          from: version,
          url,
          bytes: archive.bytes,
          sha512: archive.sha512,
        },
        ...{ unpackedBytes: archive.unpackedBytes, puts: isSame ? 'program' : 'data', at, interrupted: 0 },
        ...{ snapshot: null, before: null, tries: 0, triedAt: 0, earlier: looking.earlier() },
      },
    }));
    begin();
  }

  async function cancel(): Promise<void> {
    const { state } = await known();
    if (isUnderWay(state) && !canStop(state)) throw problem('update.too-late', {});
    timer?.cancel();
    const stopped = work;
    work = undefined;
    await memory.commit((one) => ({ ...one, plan: null, state: next(one.state, { type: 'not-now' }) }));
    stopped?.abort();
  }

  /** Goes on from where it stands, in the background. */
  function begin(): void {
    if (ended.aborted) return;
    work ??= new AbortController();
    const { signal } = work;
    working = working
      .then(() => goOn(AbortSignal.any([signal, ended])))
      .catch(fail)
      // Where not even that can be written down (a full disk), the office goes on; the next start or wake tries again.
      .catch((error) => void parts.unexpected(error, 'an update that failed'));
  }

  async function goOn(signal: AbortSignal): Promise<void> {
    const { state, plan, channel } = await known();
    if (!plan || !porter || signal.aborted) return;
    if (state.state === 'downloading') {
      const wanted: Fetched = { ...plan, channel, version: state.offer.version };
      await porter.bring(wanted, { signal, progress });
      await memory.step({ type: 'laid' });
      return goOn(signal);
    }
    if (state.state !== 'ready' && state.state !== 'waiting') return;
    const { version } = state.offer;
    if (porter.lies && !porter.lies(version))
      await porter.bring({ ...plan, channel, version }, { signal, progress });
    return wait(signal);
  }

  function progress(doneBytes: number): void {
    // Not worth a write: after a stop the file itself says how far it came.
    if (memory.now()?.state.state === 'downloading') memory.tell({ type: 'fetched', doneBytes });
  }

  async function wait(signal: AbortSignal): Promise<void> {
    timer?.cancel();
    const at = (await known()).plan?.at ?? null;
    const holds = parts.holds(at);
    if (holds.length > 0) {
      await memory.step({ type: 'held', holds, at });
      if (at !== null && holds.includes('time')) timer = clock.after(Math.max(0, at - clock.now()), begin);
      return;
    }
    if (!signal.aborted) await exchange(signal);
  }

  async function exchange(signal: AbortSignal): Promise<void> {
    await memory.step({ type: 'free' });
    try {
      await parts.shutDoors();
      const { id } = await parts.snapshot(ended);
      signal.throwIfAborted();
      await memory.commit((one) => ({
        ...one,
        plan: one.plan && { ...one.plan, snapshot: id },
        state: next(one.state, { type: 'copied' }),
      }));
    } catch (error) {
      if (!ended.aborted) await parts.openDoors();
      throw error instanceof UpdateError ? error : new UpdateError(snapshotTrouble(error), { cause: error });
    }
    parts.handOver('update');
  }

  async function fail(error: unknown): Promise<void> {
    if (ended.aborted) return;
    const { state } = await known();
    // A person said: not now.
    if (!isUnderWay(state)) return;
    const because: UpdateTrouble = error instanceof UpdateError ? error.because : 'unexpected';
    if (because === 'unexpected') parts.unexpected(error, 'an update');
    await memory.commit((one) => ({
      ...{ ...one, plan: null },
      state: next(one.state, { type: 'trouble', because, at: clock.now() }),
    }));
    const subject = 'offer' in state ? state.offer.version : version;
    parts.changes.note({
      action: 'update.install',
      subject,
      state: 'failed',
      before: version,
      after: because,
    });
  }

  const wake = () => {
    const state = memory.now()?.state.state;
    if (state === 'waiting' || state === 'ready') begin();
  };

  /** This version is on trial, and stands. */
  async function confirm(): Promise<void> {
    const { state, plan } = await known();
    if (state.state !== 'proving' || !plan || state.offer.version !== version) return;
    await versions?.keep(version);
    const at = clock.now();
    await memory.commit((one) => ({
      ...{ ...one, plan: null, state: next(one.state, { type: 'proven', from: plan.from, at }) },
      wayBack:
        plan.snapshot && versions
          ? {
              ...{ version: plan.from, since: at, until: at + WAY_BACK_MS, puts: plan.puts },
              ...{ snapshot: plan.snapshot, before: plan.before },
            }
          : null,
    }));
    parts.changes.note({
      action: 'update.install',
      subject: version,
      state: 'kept',
      before: plan.from,
      after: version,
    });
  }

  return {
    ...{ install, cancel, begin, wake, confirm },
    async close() {
      timer?.cancel();
      await working.catch(() => undefined);
    },
  };
}

function snapshotTrouble(error: unknown): UpdateTrouble {
  const code = (error as { code?: string } | null)?.code;
  return code === 'disk.full' || code === 'backup.no-room' ? 'disk.full' : 'snapshot.failed';
}
