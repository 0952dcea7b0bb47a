/** Numbers in words: how many are here, how long the disk lasts, what a mark on a chart was. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { DiskForecast, NumberMark } from '../api/types.ts';

export const MARKS: Readonly<Record<NumberMark['kind'], MessageDescriptor>> = {
  start: msg`The server was started`,
  stop: msg`The server was stopped`,
  restart: msg`The server was restarted`,
  crash: msg`The server ended by itself`,
  update: msg`Update`,
  backup: msg`Backup`,
  restore: msg`A backup was restored`,
};

/** Of what did not work. */
export const FAILED_MARKS: Readonly<Partial<Record<NumberMark['kind'], MessageDescriptor>>> = {
  update: msg`An update that did not work`,
  backup: msg`A backup that did not work`,
  restore: msg`A backup that could not be restored`,
};

/** A whole sentence. @param month "March 2027" of a time. */
export function diskWords(disk: DiskForecast, month: (at: number) => string): MessageDescriptor {
  if (disk.kind === 'steady')
    return disk.because === 'not-shrinking'
      ? msg`The disk is not filling up.`
      : msg`At this pace the disk lasts for years.`;
  if (disk.kind === 'unknown') return msg`After a week of counting we can say how long the disk lasts.`;
  const end = month(disk.at);
  return msg`The disk lasts until ${end} at this pace.`;
}

/** How sure that is; null where there is nothing to be unsure of. */
export function diskDoubt(disk: DiskForecast, month: (at: number) => string): MessageDescriptor | null {
  if (disk.kind !== 'fills') return null;
  const [early, end] = [month(disk.early), month(disk.at)];
  if (disk.late === null) return msg`The pace is uneven: it may be ${early}, and it may be years.`;
  const late = month(disk.late);
  if (early === late && late === end) return null;
  return early === late
    ? msg`Give or take a few weeks.`
    : msg`Perhaps only until ${early}, perhaps until ${late}.`;
}
