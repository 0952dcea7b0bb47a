/**
 * How many of a client's stanzas are handled (XEP-0198 §4), without a gap.
 *
 * A stanza is handled when its turn is over, except a query whose answer takes longer: until that is there the count stays
 * before it, so that nothing is acknowledged that a crash could still undo. What came behind it is remembered: a client that
 * resumes sends all of it again, and is not heard twice.
 *
 * ```
 *   stanza   4    5    6    7
 *            ok  ...   ok   ok        handled: 4, ahead: 6 and 7
 * ```
 */
import { createHash } from 'node:crypto';
import type { Element } from 'ltx';
import type { Mutable } from './mutable.ts';
import { plus } from './session-queue.ts';

/** With more than this behind a query, it counts as handled, answered or not: what a client keeps for us has a bound, too. */
const MOST_AHEAD = 1000;

interface Entry {
  readonly mark: string;
  handled: boolean;
}

export interface InboundCount {
  /** Modulo 2^32. */
  readonly handled: number;
  /** Some came that are not counted yet. */
  readonly waiting: boolean;
  /** What is handled though something before it is not, for the disk. */
  ahead(): string[];
  /** Counts one more. False when it was heard before: it must not be handled again. */
  take(stanza: Element): boolean;
  /** The stanza just taken is not handled when its turn is over, but when the function returned is called. */
  defer(): () => void;
  /** A new stream goes on after `handled`. */
  rewind(): void;
}

export function createInboundCount(handled = 0, heardBefore: readonly string[] = []): InboundCount {
  /** What came after `handled`, in order, while something in it is not. */
  let open: Entry[] = [];
  let last: Element | undefined;
  /** What came on an earlier stream and may come again, and how many stanzas that can still be. */
  let again = new Map(heardBefore.map((mark) => [mark, { mark, handled: true }]));
  let left = again.size > 0 ? MOST_AHEAD : 0;

  function advance(): void {
    const gap = open.findIndex((entry) => !entry.handled);
    const handled = gap === -1 ? open.length : gap;
    open = open.slice(handled);
    count.waiting = open.length > 0;
    count.handled = plus(count.handled, handled);
  }

  /** The one that came before, if this is it once more. */
  function before(stanza: Element): Entry | undefined {
    if (left === 0) return undefined;
    const mark = markOf(stanza);
    const entry = again.get(mark);
    again.delete(mark);
    left = again.size > 0 ? left - 1 : 0;
    if (left === 0) again.clear();
    return entry;
  }

  const count: Mutable<InboundCount> = {
    handled,
    waiting: false,
    ahead: () => open.filter((entry) => entry.handled).map(({ mark }) => mark),
    take(stanza) {
      const known = before(stanza);
      last = stanza;
      if (!known && open.length === 0) {
        count.handled = plus(count.handled, 1);
        return true;
      }
      open.push(known ?? { mark: markOf(stanza), handled: true });
      if (open.length > MOST_AHEAD) open[0]!.handled = true;
      advance();
      return known === undefined;
    },
    defer() {
      let entry = open.at(-1);
      if (!entry) {
        if (last === undefined) return () => {};
        entry = { mark: markOf(last), handled: false };
        count.handled = plus(count.handled, -1);
        open.push(entry);
        count.waiting = true;
      }
      entry.handled = false;
      return () => {
        entry.handled = true;
        advance();
      };
    },
    rewind() {
      again = new Map([...again.values(), ...open].map((entry) => [entry.mark, entry]));
      left = open.length > 0 ? open.length : left;
      open = [];
      count.waiting = false;
    },
  };
  return count;
}

/**
 * What a stanza and the same one sent again have in common, and no other. Only the client's own attributes: the rest has been
 * stamped on it by the time it is asked for.
 */
function markOf(stanza: Element): string {
  const { type, to, id } = stanza.attrs;
  const text = id !== undefined ? JSON.stringify([stanza.name, type ?? '', to ?? '', id]) : stanza.toString();
  return createHash('sha256').update(text).digest('base64url');
}
