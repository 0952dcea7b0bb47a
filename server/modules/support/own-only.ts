/** Queries of an account that only its own devices may ask. */
import type { IqRequest } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import type { Contacts } from './contacts.ts';
import { isSubscriber } from './subscription-chart.ts';

/**
 * Throws `forbidden` for those who may know that there is such an account; to all others it is as if there were none
 * (RFC 6120 §13.11: nothing is told about who has an account).
 */
export function ownOnly({ from, to }: Pick<IqRequest, 'from' | 'to'>, contacts: Contacts): void {
  if (from.bare.equals(to.bare)) return;
  const known = isSubscriber(contacts.get(to.bare, from.bare).state);
  throw new StanzaError(known ? 'forbidden' : 'service-unavailable');
}
