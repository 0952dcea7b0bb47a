/** What a person wants archived (XEP-0441 §2). Pure. */
import { z } from 'zod';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { Keep } from '../support/message-kind.ts';

export const preferencesSchema = z.object({
  default: z.enum(['always', 'never', 'roster']),
  /** Bare or full addresses, normalised. */
  always: z.array(z.string()),
  never: z.array(z.string()),
});
export type Preferences = z.infer<typeof preferencesSchema>;

/**
 * May a message to or from `peer` be kept? Of the two lists the more careful one goes first: XEP-0441 does not say what holds
 * for an address on both.
 * @param isContact asked only when the answer depends on it.
 */
export function allows(preferences: Preferences, peer: Jid, isContact: () => boolean): Keep {
  if (matches(preferences.never, peer)) return { store: false, because: 'preference: never with them' };
  if (matches(preferences.always, peer)) return { store: true, because: 'preference: always with them' };
  // §2.1.1: "'roster' - messages are archived only if the contact's bare JID is in the user's roster."
  if (preferences.default === 'roster')
    return isContact()
      ? { store: true, because: 'preference: a contact' }
      : { store: false, because: 'preference: not a contact' };
  return { store: preferences.default === 'always', because: `preference: ${preferences.default}` };
}

/**
 * §2.3.1: "If the listed JID contains a resource, compare against the target JID as-is. If the listed JID has no resource (it is a
 * bare JID) then first strip any resource from the target JID".
 */
const matches = (list: readonly string[], peer: Jid): boolean =>
  list.some((entry) => {
    const listed = parseJid(entry);
    return listed?.equals(listed.isBare ? peer.bare : peer) ?? false;
  });
