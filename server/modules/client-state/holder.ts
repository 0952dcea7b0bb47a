/** What is held for one session, in order, within bounds. */
import type { Element } from 'ltx';
import type { Session } from '../../kernel/session.ts';
import { type Held, importanceOf } from './rules.ts';

export interface Bounds {
  readonly stanzas: number;
  readonly kinds: ReadonlySet<Held>;
}

export interface Holder {
  /** Sends all that is held, in order, and holds nothing any more. */
  release(): void;
}

/** Holds back what `session` need not get at once, until something comes that it should: then all leaves, in order. */
export function createHolder(session: Session, bounds: Bounds): Holder {
  const held = new Map<string, Element>();
  const own = session.jid.bare.toString();

  function flush(): void {
    const waiting = [...held.values()];
    held.clear();
    session.intercept(undefined);
    for (const stanza of waiting) session.send(stanza);
  }

  function offer(stanza: Element): boolean {
    const importance = importanceOf(stanza, own);
    if (importance.hold === false || !bounds.kinds.has(importance.hold)) {
      if (held.size > 0) {
        flush();
        session.intercept(offer);
      }
      return false;
    }
    // The newest is the last: what came between its predecessor and it keeps its place.
    held.delete(importance.key);
    held.set(importance.key, stanza);
    if (held.size >= bounds.stanzas) {
      flush();
      session.intercept(offer);
    }
    return true;
  }

  session.intercept(offer);
  return { release: flush };
}
