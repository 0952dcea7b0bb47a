/** May this person come in? XEP-0045 §7.2 as one table; the first row that fits. Pure. */
import type { StanzaCondition } from '../../kernel/stanza.ts';
import { type Affiliation, atLeast } from './ranks.ts';

export interface Visitor {
  readonly affiliation: Affiliation;
  /** The room waits to be configured. */
  readonly locked: boolean;
  /** The nickname is taken by, or reserved for, somebody else. */
  readonly nickTaken: boolean;
  readonly membersOnly: boolean;
  /** No password needed, or the right one given. */
  readonly passwordFits: boolean;
  /** Occupants now, without this person. */
  readonly occupants: number;
  readonly maxUsers: number;
  readonly adminThreshold: number;
  /** It is there already under this nickname, with another device. */
  readonly present: boolean;
}

export type EntryVerdict =
  | { readonly allowed: true; readonly because: string }
  | {
      readonly allowed: false;
      readonly condition: StanzaCondition;
      readonly type?: 'wait';
      readonly because: string;
    };

export function decideEntry(visitor: Visitor): EntryVerdict {
  const { affiliation } = visitor;
  const refuse = (condition: StanzaCondition, because: string, type?: 'wait'): EntryVerdict => ({
    ...{ allowed: false, condition, because },
    ...(type && { type }),
  });
  // §7.2.10: "the service MUST refuse entry and return an <item-not-found/> error".
  if (visitor.locked && affiliation !== 'owner')
    return refuse('item-not-found', '§7.2.10: the room is locked');
  // §7.2.7: "the service MUST deny access to the room […] specifying a <forbidden/> error condition".
  if (affiliation === 'outcast') return refuse('forbidden', '§7.2.7: banned');
  // §7.2.6: "[…] specifying a <registration-required/> error condition".
  if (visitor.membersOnly && !atLeast(affiliation, 'member'))
    return refuse('registration-required', '§7.2.6: for members only');
  // §7.2.5: "(or the password provided is incorrect) […] specifying a <not-authorized/> error".
  if (!visitor.passwordFits) return refuse('not-authorized', '§7.2.5: the password is missing or wrong');
  // §7.2.8: "[…] specifying a <conflict/> error condition".
  if (visitor.nickTaken) return refuse('conflict', '§7.2.8: the nickname is somebody else’s');
  if (visitor.present) return { allowed: true, because: '§7.2.8: another device of an occupant' };
  // §7.2.9: "the room MUST allow the admin or owner to join, up to some reasonable number of additional occupants".
  const most = visitor.maxUsers + (atLeast(affiliation, 'admin') ? visitor.adminThreshold : 0);
  if (visitor.occupants >= most) return refuse('service-unavailable', '§7.2.9: the room is full', 'wait');
  return { allowed: true, because: '§7.2' };
}
