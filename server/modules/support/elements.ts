/** Small pieces of XML that more than one module makes. */
import { clone, Element, type Node } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { sharedCopy } from './shared-copy.ts';

export { addDelay, delay } from '../../kernel/delay.ts';

/** An element with attributes (undefined ones left out) and children. */
export function xml(
  name: string,
  attrs: Record<string, string | number | undefined> = {},
  ...children: Node[]
): Element {
  const element = new Element(name, attrs);
  for (const child of children) element.cnode(child);
  return element;
}

/**
 * The stanza with other addresses, its children shared with the original: for fan-out, where a deep copy for each recipient
 * would be waste. Adding children to the copy leaves the original alone; changing a child does not.
 */
export const readdress = (stanza: Element, addresses: { from?: string; to: string }): Element =>
  sharedCopy(stanza, { ...stanza.attrs, ...addresses });

/** XEP-0297: a message inside another. The message is copied, and says its namespace whatever it is put into. */
export function forwarded(message: Element, stamp?: Element): Element {
  const copy = clone(message);
  copy.attrs.xmlns = NS.client;
  return xml('forwarded', { xmlns: NS.forward }, ...(stamp ? [stamp, copy] : [copy]));
}
