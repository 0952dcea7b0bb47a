/** Noticing that somebody is gone without a word. XEP-0045 §11.1, §18.1.2. */
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';

/**
 * "in this context, the delivery-related errors are" these six; and <service-unavailable/>, which RFC 6121 §8.5.3.2.1 has servers
 * answer a message to a resource that is gone.
 */
export const DELIVERY_ERRORS: ReadonlySet<string> = new Set([
  'gone',
  'item-not-found',
  'recipient-unavailable',
  'redirect',
  'remote-server-not-found',
  'remote-server-timeout',
  'service-unavailable',
]);

/** A presence or message of type error that says its sender did not get what the room sent. */
export function isGone(stanza: Element): boolean {
  const conditions = stanza.getChild('error')?.getChildElements() ?? [];
  return conditions.some((child) => child.getNS() === NS.stanzas && DELIVERY_ERRORS.has(child.name));
}
