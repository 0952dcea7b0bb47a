/** A line's place as text: which source, which file by its first bytes, which byte of its contents. */
import type { LogRow } from '../../../contract/index.ts';

export interface LinePlace {
  readonly source: string;
  readonly key: string;
  readonly start: number;
}

export const placeText = ({ source, key, start }: LinePlace): LogRow['place'] => `${key}.${start}@${source}`;

/** Undefined where it is none. */
export function readPlace(text: string): LinePlace | undefined {
  const found = /^([0-9a-f]{12})\.(\d{1,16})@(.+)$/s.exec(text);
  return found?.[3] === undefined
    ? undefined
    : { key: found[1] ?? '', start: Number(found[2]), source: found[3] };
}
