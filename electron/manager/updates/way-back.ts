/** The version before, for seven days: what would go aside, and the way there. */
import type { DataCounts, UpdatesView } from '../../contract/updates.ts';
import { problem } from '../problem.ts';
import { isUnderWay } from './machine.ts';
import type { Memory } from './memory.ts';
import type { UpdatesParts } from './parts.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
export const WAY_BACK_MS = 7 * DAY_MS;
const LAST_WORDS_MS = 500;

export interface WaysBack {
  /** Null where there is none, or none any more. */
  view(): Promise<UpdatesView['wayBack']>;
  /** Both are refused with `update.no-way-back`. */
  preview(): Promise<{ version: string; puts: 'program' | 'data'; since: DataCounts }>;
  go(): Promise<void>;
}

/** @param ended is aborted with the manager. */
export function createWayBack(parts: UpdatesParts, memory: Memory, ended: AbortSignal): WaysBack {
  const { clock, version } = parts;

  async function open() {
    const { wayBack } = await memory.known();
    if (!wayBack || wayBack.until <= clock.now()) return null;
    return wayBack.puts === 'program' || (await parts.hasSnapshot(wayBack.snapshot)) ? wayBack : null;
  }

  return {
    async view() {
      const way = await open();
      return way && { version: way.version, since: way.since, until: way.until, puts: way.puts };
    },
    async preview() {
      const wayBack = await open();
      if (!wayBack) throw problem('update.no-way-back', {});
      const { puts } = wayBack;
      const counts = puts === 'data' && wayBack.before ? await parts.counts() : null;
      return { version: wayBack.version, puts, since: difference(counts, wayBack.before) };
    },
    async go() {
      const { state } = await memory.known();
      const wayBack = await open();
      if (!wayBack) throw problem('update.no-way-back', {});
      if (isUnderWay(state) || parts.holds(null).length > 0) throw problem('update.too-late', {});
      await parts.shutDoors();
      try {
        // What came since goes aside, and is not lost: it lies among the snapshots, for the day this version comes back.
        if (wayBack.puts === 'data') await parts.snapshot(ended, wayBack.snapshot);
        // The way itself is gone with the manager closed; written first, so that a stop in the middle is gone on with.
        await memory.commit((one) => ({ ...one, goingBack: true }));
      } catch (error) {
        if (!ended.aborted) await parts.openDoors();
        throw error;
      }
      parts.changes.note({
        ...{ action: 'update.rollback', subject: wayBack.version, state: 'applied' },
        ...{ before: version, after: wayBack.version },
      });
      // Whoever asked hears the answer; then the line to them ends with this manager.
      clock.after(LAST_WORDS_MS, () => parts.handOver('back'));
    },
  };
}

function difference(now: DataCounts | null, before: DataCounts | null): DataCounts {
  const since = (what: keyof DataCounts) => Math.max(0, (now?.[what] ?? 0) - (before?.[what] ?? 0));
  return { people: since('people'), rooms: since('rooms'), messages: since('messages') };
}
