/** Which files go, and why: the rules as one decision. Pure. The same one carries them out, and shows beforehand what they would take. */
import type { Share } from './ledger.ts';
import { bucketFor, type Purpose, type UploadOptions } from './options.ts';

export type Rules = Pick<
  UploadOptions,
  'keepDays' | 'quotaBytes' | 'profileQuotaBytes' | 'maxBytes' | 'profileMaxBytes'
>;
export type Reason = 'asked' | 'time' | 'quota';

export interface Going {
  readonly id: string;
  readonly size: number;
  readonly because: Reason;
}

export type Owned = readonly [id: string, share: Share];

/** When a file goes, whatever else, in ms; null: only when others push it out. What the person asked for, or the rule, whichever is first. */
export function endOf(
  { at, until, purpose }: Pick<Share, 'at' | 'until' | 'purpose'>,
  rules: Rules,
): number | null {
  const { keepMs } = bucketFor(purpose, rules);
  const ends = [until, keepMs === undefined ? null : at + keepMs].filter((end) => end !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Of one account's files those that go now. @param bounded false where no quota holds. */
export function whatGoes(files: readonly Owned[], rules: Rules, now: number, bounded: boolean): Going[] {
  const over = files.flatMap(([id, share]): Going[] => {
    const end = endOf(share, rules);
    if (end === null || end > now) return [];
    const asked = share.until !== null && share.until <= now;
    return [{ id, size: share.size, because: asked ? 'asked' : 'time' }];
  });
  if (!bounded) return over;
  const gone = new Set(over.map(({ id }) => id));
  const rest = files.filter(([id]) => !gone.has(id));
  const sizes = new Map(rest.map(([id, { size }]) => [id, size]));
  const pushed = (['message', 'profile'] as const).flatMap((purpose) =>
    tooMany(rest, purpose, bucketFor(purpose, rules).quotaBytes),
  );
  return [...over, ...pushed.map((id) => ({ id, size: sizes.get(id) ?? 0, because: 'quota' as const }))];
}

/** Those that have to go, the oldest first, for the others of their kind to fit. Profile pictures count by themselves. */
export function tooMany(files: readonly Owned[], purpose: Purpose, quota: number): string[] {
  const kind = (one: Purpose) => (one === 'profile' ? 'profile' : 'message');
  const same = files
    .filter(([, share]) => kind(share.purpose) === kind(purpose))
    .sort(([, one], [, other]) => other.at - one.at);
  let sum = 0;
  return same
    .filter(([, { size }]) => {
      sum += size;
      return sum > quota;
    })
    .map(([id]) => id)
    .reverse();
}
