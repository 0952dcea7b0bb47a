/** How many slots an account may have open, and how much they may bring. In memory: slots live for minutes. */
export interface Allowance {
  /** Takes a slot, or answers when to try again, in ms. */
  take(owner: string, slot: { id: string; size: number; expires: number }, quota: number): number | undefined;
  /** The slot was used, or never will be. */
  release(owner: string, id: string): void;
}

interface Open {
  readonly id: string;
  readonly size: number;
  readonly expires: number;
}

const WINDOW_MS = 300_000;

export function createAllowance(parts: { perWindow: number; now: () => number }): Allowance {
  const { perWindow, now } = parts;
  const asked = new Map<string, number[]>();
  const open = new Map<string, Open[]>();

  function recent(owner: string, time: number): number[] {
    const times = (asked.get(owner) ?? []).filter((when) => when > time - WINDOW_MS);
    if (times.length > 0) asked.set(owner, times);
    else asked.delete(owner);
    return times;
  }

  function stillOpen(owner: string, time: number): Open[] {
    const list = (open.get(owner) ?? []).filter(({ expires }) => expires > time);
    if (list.length > 0) open.set(owner, list);
    else open.delete(owner);
    return list;
  }

  return {
    take(owner, slot, quota) {
      const time = now();
      const times = recent(owner, time);
      if (times.length >= perWindow) return times[0]! + WINDOW_MS;
      const list = stillOpen(owner, time);
      const promised = list.reduce((sum, { size }) => sum + size, 0);
      // WHY: before a file is whole nothing can make room for it, so what is under way has the same bound again.
      if (list.length > 0 && promised + slot.size > quota) return list[0]!.expires;
      asked.set(owner, [...times, time]);
      open.set(owner, [...list, slot]);
      return undefined;
    },
    release(owner, id) {
      const list = (open.get(owner) ?? []).filter((one) => one.id !== id);
      if (list.length > 0) open.set(owner, list);
      else open.delete(owner);
    },
  };
}
