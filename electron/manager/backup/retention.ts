/** Which backups may go: the newest of each day, week and month stays, as many of each as were asked for. Pure. */
import type { BackupEntry, BackupKeep } from '../../contract/index.ts';
import { readName } from './name.ts';

export interface Candidate {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Opened once, and not found damaged since. */
  readonly good: boolean;
}

export interface Kept {
  readonly name: string;
  readonly because: 'newest' | 'day' | 'week' | 'month' | 'unproven';
}

/**
 * Those that may be thought of at all: of this office, and made or opened by this Chatelaine. One that it knows nothing about is somebody's
 * way back, of the computer before this one for instance, and is theirs to remove.
 */
export const ours = (
  all: readonly Pick<BackupEntry, 'name' | 'at' | 'opened' | 'problem'>[],
  domain: string,
): Candidate[] =>
  all
    .filter(({ name, opened, problem }) => readName(name)?.domain === domain && (opened ?? problem) !== null)
    .map(({ name, at, opened, problem }) => ({ name, at, good: opened !== null && problem === null }));

const DAY_MS = 86_400_000;

/** In this computer's time, as people count days. */
const day = (at: number): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
};
const month = (at: number): string => day(at).split('-').slice(0, 2).join('-');
/** Weeks begin on Monday: that one's day. */
function week(at: number): string {
  const date = new Date(at);
  date.setHours(12, 0, 0, 0);
  return day(date.getTime() - ((date.getDay() + 6) % 7) * DAY_MS);
}

/**
 * What stays, and why; everything else of the list may go. The newest good one always stays, and so does what came after it and was
 * not proven yet: it may be all there is of these days.
 */
export function toKeep(all: readonly Candidate[], keep: BackupKeep): Kept[] {
  const sorted = [...all].sort((one, other) => other.at - one.at || (one.name < other.name ? 1 : -1));
  const good = sorted.filter((one) => one.good);
  const kept = new Map<string, Kept['because']>();
  const newest = good[0];
  if (newest) kept.set(newest.name, 'newest');
  for (const one of sorted) if (!one.good && (!newest || one.at > newest.at)) kept.set(one.name, 'unproven');
  const rules = [
    ['day', day, keep.daily],
    ['week', week, keep.weekly],
    ['month', month, keep.monthly],
  ] as const;
  for (const [because, bucketOf, count] of rules) {
    const seen = new Set<string>();
    for (const { name, at } of good) {
      const bucket = bucketOf(at);
      if (seen.has(bucket)) continue;
      if (seen.size >= count) break;
      seen.add(bucket);
      if (!kept.has(name)) kept.set(name, because);
    }
  }
  return [...kept].map(([name, because]) => ({ name, because }));
}

export function toRemove(all: readonly Candidate[], keep: BackupKeep): string[] {
  const stays = new Set(toKeep(all, keep).map(({ name }) => name));
  return all.filter(({ name }) => !stays.has(name)).map(({ name }) => name);
}
