/** Whether a certificate that was just installed stays: what every port shows now, beside what it showed before. Pure. */
import type { ServedCell } from '../../../contract/certificate-sources.ts';

export type Verdict =
  | { readonly keep: true; readonly because: 'shown' | 'not-running' | 'nothing-to-ask' }
  | { readonly keep: false; readonly because: 'old-shown' | 'broken'; readonly cell: ServedCell };

const key = ({ how, name, port }: ServedCell) => `${how} ${port} ${name}`;

/** States in which a program would not go on, where the certificate can be to blame. */
const BROKEN: readonly ServedCell['state'][] = ['wrong-name', 'no-tls'];

export interface VerdictFacts {
  readonly running: boolean;
  /** Before the exchange; empty where nobody looked. */
  readonly before: readonly ServedCell[];
  readonly after: readonly ServedCell[];
  /** Strangers should believe it; the authority is not one of the office's or of a test. */
  readonly believed: boolean;
  /** SHA-256 of the certificate it took the place of, as `AB:CD:…`. */
  readonly old: string | null;
}

/**
 * A name that another machine answers for (the website) shows another certificate before and after: that is told, and no
 * reason to go back. Going back is for what was right and is not any more, and for a server that still shows the old one.
 */
export function verdictOf({ running, before, after, believed, old }: VerdictFacts): Verdict {
  if (!running) return { keep: true, because: 'not-running' };
  if (after.length === 0) return { keep: true, because: 'nothing-to-ask' };
  const stale = after.find(
    ({ state, fingerprint }) => state === 'other' && old !== null && fingerprint === old,
  );
  if (stale) return { keep: false, because: 'old-shown', cell: stale };
  const wasFine = new Set(before.filter(({ state }) => state === 'fine').map(key));
  const broken = after.find(
    (cell) =>
      wasFine.has(key(cell)) &&
      (BROKEN.includes(cell.state) ||
        (cell.state === 'untrusted' && believed) ||
        (cell.state === 'unreachable' && cell.asked === 'inside')),
  );
  return broken ? { keep: false, because: 'broken', cell: broken } : { keep: true, because: 'shown' };
}
