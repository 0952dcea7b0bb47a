/** All allocations there are, by 5-tuple. */
import { type Allocation, expire } from './allocation.ts';

export interface Allocations {
  /** Undefined also when its time is over. */
  get(key: string): Allocation | undefined;
  add(allocation: Allocation): void;
  remove(key: string): void;
  /** How many somebody has. */
  count(user: string): number;
  /** Ends what is over. */
  sweep(): void;
  /** Ends somebody's; without a name everybody's. */
  removeAll(user?: string): void;
  readonly size: number;
}

export function createAllocations(now: () => number): Allocations {
  const byKey = new Map<string, Allocation>();

  function remove(key: string): void {
    for (const { relay } of byKey.get(key)?.relays.values() ?? []) relay.close();
    byKey.delete(key);
  }

  return {
    remove,
    get(key) {
      const found = byKey.get(key);
      if (!found || !expire(found, now())) return found;
      byKey.delete(key);
      return undefined;
    },
    add: (allocation) => void byKey.set(allocation.client.key, allocation),
    count: (user) => [...byKey.values()].filter((one) => one.user === user).length,
    sweep() {
      for (const [key, allocation] of byKey) if (expire(allocation, now())) byKey.delete(key);
    },
    removeAll(user) {
      for (const [key, one] of byKey) if (user === undefined || one.user === user) remove(key);
    },
    get size() {
      return byKey.size;
    },
  };
}
