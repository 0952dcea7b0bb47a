/** Delayed delivery (XEP-0203): when a stanza was sent that arrives only now. */
import { Element } from 'ltx';
import { NS } from './stanza.ts';

/** When, and who says so. `when` in milliseconds since the epoch. */
export const delay = (when: number, from: string): Element =>
  new Element('delay', { xmlns: NS.delay, from, stamp: new Date(when).toISOString() });

/** §2: "one and only one <delay/> child": the first stays, it knows best when the stanza was sent. */
export function addDelay(stanza: Element, when: number, from: string): void {
  if (!stanza.getChild('delay', NS.delay)) stanza.cnode(delay(when, from));
}
