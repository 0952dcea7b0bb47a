/** Who has left and is still here: kept so that a crash in the middle, and a day weeks later, find what was decided. */
import { z } from 'zod';
import { leavingRoom, leavingTeam } from '../../contract/leaving.ts';
import type { Kept } from '../database.ts';

const record = z.object({
  address: z.string(),
  displayName: z.string(),
  state: z.enum(['closing', 'left', 'returning', 'failed']),
  leftAt: z.number(),
  removeAt: z.number().nullable(),
  successor: z.string().nullable(),
  rooms: z.array(
    leavingRoom.extend({
      /** What the successor was there before; null until it is about to change. */
      successorWas: z.enum(['owner', 'admin', 'member', 'outcast', 'none']).nullable(),
    }),
  ),
  teams: z.array(leavingTeam),
  wantsCopy: z.boolean(),
  /** The copy's. */
  language: z.enum(['en', 'fr']),
  copy: z.object({ bytes: z.number(), at: z.number(), messages: z.number(), files: z.number() }).nullable(),
  jobId: z.string().nullable(),
  problem: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
});
export type LeaverRecord = z.infer<typeof record>;

const NAME = 'leaving.people';

export interface LeaverStore {
  all(): LeaverRecord[];
  get(address: string): LeaverRecord | undefined;
  /** Written before what it says is done. */
  put(record: LeaverRecord): void;
  change(address: string, part: Partial<LeaverRecord>): LeaverRecord | undefined;
  forget(address: string): void;
}

export function createLeaverStore(kept: Kept): LeaverStore {
  const read = () => z.record(z.string(), record).parse(kept.get(NAME) ?? {});
  const store: LeaverStore = {
    all: () => Object.values(read()).sort((one, other) => other.leftAt - one.leftAt),
    get: (address) => read()[address],
    put: (one) => kept.set(NAME, { ...read(), [one.address]: one }),
    change(address, part) {
      const before = store.get(address);
      if (!before) return undefined;
      const after = { ...before, ...part };
      store.put(after);
      return after;
    },
    forget(address) {
      const { [address]: _, ...rest } = read();
      kept.set(NAME, rest);
    },
  };
  return store;
}
