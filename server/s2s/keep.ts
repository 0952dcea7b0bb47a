/**
 * Messages for other servers that nobody knows to have arrived, on disk: what our own clients were told is accepted must not vanish with
 * the process (DESIGN.md, promise 1). Written in the turn in which the message came, so that both are committed together.
 */
import { z } from 'zod';
import type { Storage } from '../kernel/store.ts';
import type { Waiting } from './waiting.ts';

const kept = z.object({
  xml: z.string(),
  /** When it came, in ms. */
  at: z.number(),
  /** It has left: it may have arrived. */
  sent: z.boolean(),
});
export type Kept = z.infer<typeof kept>;

export interface Keep {
  put(waiting: Waiting, sent: boolean): void;
  /** It has arrived, has gone back, or cannot be known to have done either. */
  remove(waiting: Waiting): void;
  /** What an earlier process left, the oldest first; it is not kept any more. */
  takeLeft(): Kept[];
}

export function createKeep({ keyval }: Pick<Storage, 'keyval'>): Keep {
  const store = keyval('federation-waiting', (value) => kept.parse(value));
  const keys = new WeakMap<Waiting, string>();
  let last = 0;

  return {
    put(waiting, sent) {
      const { stanza, pair, queuedAt, xml } = waiting;
      // Presence is said anew, queries are asked anew, and of an error nobody is told.
      if (stanza.name !== 'message' || stanza.attrs.type === 'error') return;
      const key = keys.get(waiting) ?? `${queuedAt}-${String(++last).padStart(9, '0')}`;
      keys.set(waiting, key);
      store.set(pair.remote, key, { xml, at: queuedAt, sent });
    },
    remove(waiting) {
      const key = keys.get(waiting);
      if (key === undefined) return;
      keys.delete(waiting);
      store.delete(waiting.pair.remote, key);
    },
    takeLeft() {
      const left = store.owners().flatMap((owner) => {
        const entries = store.entries(owner);
        store.deleteOwner(owner);
        return entries;
      });
      return left.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    },
  };
}
