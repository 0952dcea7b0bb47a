/** When the next backup is due: at a time of day, made up for when the computer slept or was off, tried again after a failure. Pure. */

export interface Planned {
  readonly on: boolean;
  /** Minutes after midnight, this computer's time. */
  readonly minute: number;
}

export interface History {
  /** When it was last begun, well or not; null: never. */
  readonly triedAt: number | null;
  /** How often it has failed since one worked. */
  readonly failures: number;
  /** Since when it is planned so: nothing before that was missed. */
  readonly plannedAt: number;
}

const HOUR_MS = 3_600_000;
/** After the first failure, the second, …; elapsed 1 h, 3 h, 7 h, and from then on the usual time of day will do. */
const AGAIN_MS = [HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS];

/** The first moment with this time of day after `from`. Where the clocks go forward over it, the moment the gap ends. */
export function timeOfDayAfter(minute: number, from: number): number {
  const at = new Date(from);
  at.setHours(0, minute, 0, 0);
  if (at.getTime() <= from) at.setDate(at.getDate() + 1);
  if (at.getTime() <= from) at.setDate(at.getDate() + 1);
  return at.getTime();
}

/** Milliseconds since the epoch, in the past when it is overdue; null: nothing is planned. */
export function nextBackupAt(
  { on, minute }: Planned,
  { triedAt, failures, plannedAt }: History,
): number | null {
  if (!on) return null;
  const regular = timeOfDayAfter(minute, Math.max(triedAt ?? 0, plannedAt));
  const wait = failures > 0 && triedAt !== null ? AGAIN_MS[failures - 1] : undefined;
  return wait === undefined || triedAt === null ? regular : Math.min(regular, triedAt + wait);
}
