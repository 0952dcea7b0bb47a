/** How long messages are kept on the server; what a shorter time would take away is counted before. */
import type { KeepDays } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { HistoryEngine } from '../engines/office.ts';
import type { Events } from '../events.ts';
import type { Office } from '../settings.ts';

export interface HistoryPreview {
  readonly remove: { people: number; rooms: number };
  readonly before: { people: number | null; rooms: number | null };
  readonly oldest: { people: number | null; rooms: number | null };
}

export interface History {
  get(): Promise<{ keep: KeepDays; oldest: HistoryPreview['oldest'] }>;
  preview(keep: KeepDays): Promise<HistoryPreview>;
  set(keep: KeepDays): Promise<KeepDays>;
}

export interface HistoryParts {
  readonly engine: HistoryEngine;
  readonly changes: Changes;
  readonly events: Events;
  readonly office: () => Office;
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
const FOR_GOOD: KeepDays = { people: 0, rooms: 0 };

export function createHistory({ engine, changes, events, office, change, now }: HistoryParts): History {
  const kept = (): KeepDays => office().keepDays ?? FOR_GOOD;
  const limit = (days: number) => (days === 0 ? null : now() - days * DAY_MS);

  return {
    // Looking at the setting needs no server.
    get: async () => ({ keep: kept(), oldest: await engine.oldest().catch(unknownWhileStopped) }),
    async preview(keep) {
      const [remove, oldest] = await Promise.all([engine.countOlder(keep), engine.oldest()]);
      return { remove, oldest, before: { people: limit(keep.people), rooms: limit(keep.rooms) } };
    },
    async set(keep) {
      const before = kept();
      await change({ keepDays: keep });
      changes.note({
        ...{ action: 'history.keep', subject: office().domain, state: 'applied' },
        ...{ before: JSON.stringify(before), after: JSON.stringify(keep) },
      });
      events.emit({ type: 'settings.changed' });
      return keep;
    },
  };
}

function unknownWhileStopped(error: unknown): HistoryPreview['oldest'] {
  if ((error as { code?: string }).code !== 'server.not-running') throw error;
  return { people: null, rooms: null };
}
