/**
 * What becomes of a stanza from somebody a person does not know, when the person wants to hear nothing from strangers.
 * Pure, and ours: no specification says who a stranger is. Asking to be a contact is always possible.
 */
import type { Element } from 'ltx';
import type { Verdict } from './verdict.ts';

/** What the person and the sender are to each other. */
export interface Acquaintance {
  /** The person, or somebody with an account on the same domain, or that domain itself. */
  readonly sameDomain: boolean;
  /** On the contact list, or allowed to see presence. */
  readonly contact: boolean;
  /** The person wrote there first, or showed presence (joined a room). */
  readonly addressed: boolean;
  /** Sent to the account rather than to one of its devices. */
  readonly toAccount: boolean;
}

const pass = (because: string): Verdict => ({ do: 'pass', because });

export function fromStranger(stanza: Element, who: Acquaintance): Verdict {
  const { name, attrs } = stanza;
  if (who.sameDomain) return pass('a colleague');
  if (who.contact) return pass('a contact');
  if (who.addressed) return pass('was addressed first');
  if (attrs.type === 'error' || attrs.type === 'result') return pass('an answer');
  if (name === 'presence')
    return attrs.type === 'subscribe'
      ? pass('asks to be a contact')
      : { do: 'drop', because: 'presence of a stranger' };
  // Who may read what of an account (pictures, keys) is for those to say who keep it.
  if (name === 'iq' && who.toAccount) return pass('asks the account');
  return { do: 'service-unavailable', because: `${name} from a stranger` };
}
