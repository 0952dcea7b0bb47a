/**
 * The content namespace of a component's stream, jabber:component:accept, and ours inside the server, jabber:client.
 *
 * Changed is what belongs to the stanza itself. A stanza inside another (XEP-0297) says its own namespace and keeps it: XEP-0356 §6.3
 * looks at it.
 */
import { Element } from 'ltx';
import { NS } from '../kernel/stanza.ts';

export const NS_COMPONENT = 'jabber:component:accept';

/** As the rest of the server knows it. The element is the reader's own, and is changed. */
export const fromComponent = (stanza: Element): Element => moved(stanza, NS_COMPONENT, NS.client);

/** As it goes out. The stanza is left alone: others may hold it, too. */
export const toComponent = (stanza: Element): Element => moved(stanza, NS.client, NS_COMPONENT);

/** A copy of what is in the namespace `from`, all the way from the root; anything below another namespace is shared. */
function moved(element: Element, from: string, to: string, top = true): Element {
  const copy = new Element(element.name, { ...element.attrs });
  if (top || copy.attrs.xmlns === from) copy.attrs.xmlns = to;
  for (const child of element.children) {
    const own = child instanceof Element && [undefined, from].includes(child.attrs.xmlns);
    if (own) copy.cnode(moved(child, from, to, false));
    // WHY not cnode, too: it would make this copy the parent of what is shared.
    else copy.children.push(child);
  }
  return copy;
}
