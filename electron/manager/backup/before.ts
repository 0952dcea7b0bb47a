/**
 * A state to come back to, taken before what could not be brought back otherwise. Somebody who tidies up removes many people in a
 * row: they share one snapshot, or their own would push out all others.
 */
import { listSnapshots } from './snapshots.ts';
import type { SnapshotReason, Snapshots } from './snapshots-port.ts';

export interface BeforeParts {
  readonly data: string;
  readonly snapshots: () => Pick<Snapshots, 'take'>;
  readonly now: () => number;
}

/** The state of so long ago still has everybody who is removed now. */
export const SHARED_MS = 60 * 60_000;
const SHARED: readonly SnapshotReason[] = ['leaving'];

/** Rejects as `Snapshots.take` does; then what was to come must not be done. */
export function createBefore({ data, snapshots, now }: BeforeParts) {
  return async (reason: SnapshotReason): Promise<void> => {
    const isShared = (one: { reason: string; at: number }) =>
      one.reason === reason && now() - one.at >= 0 && now() - one.at < SHARED_MS;
    if (SHARED.includes(reason) && (await listSnapshots(data)).some(isShared)) return;
    await snapshots().take(reason);
  };
}
