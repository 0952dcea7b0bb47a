/**
 * Which messages of rooms a person's archive has lately taken. A room sends a private message to each device that is in it (one
 * message for us each time); the archive has it once.
 */
import { createHash } from 'node:crypto';
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';

const REMEMBERED = 1000;

export interface Recent {
  /** The archive's id of the same message. */
  find(owner: string, stanza: Element): string | undefined;
  note(owner: string, stanza: Element, id: string): void;
}

export function createRecent(): Recent {
  const ids = new Map<string, string>();
  return {
    find(owner, stanza) {
      const key = keyOf(owner, stanza);
      return key === undefined ? undefined : ids.get(key);
    },
    note(owner, stanza, id) {
      const key = keyOf(owner, stanza);
      if (key === undefined) return;
      ids.set(key, id);
      const [oldest] = ids.keys();
      if (ids.size > REMEMBERED && oldest !== undefined) ids.delete(oldest);
    },
  };
}

/** Undefined for a message that did not come from a room, or cannot be told from others. */
function keyOf(owner: string, stanza: Element): string | undefined {
  const { from, id } = stanza.attrs;
  if (id === undefined || !stanza.getChild('x', NS.mucUser)) return undefined;
  const same = JSON.stringify([from, id, stanza.getChildText('body') ?? '']);
  return `${owner} ${createHash('sha256').update(same).digest('base64url')}`;
}
