/**
 * Stanzas from one content namespace into another: `jabber:client` between a client and its server, `jabber:server` between
 * servers (RFC 6120 §4.8.3). Everything inside our server is `jabber:client`.
 */
import { Element, type Node } from 'ltx';
import { NS } from './stanza.ts';

const CONTENT: ReadonlySet<string | undefined> = new Set([NS.client, NS.server]);

/**
 * A stanza that came from another server, made one of ours in place.
 *
 * SPEC: RFC 6120 §4.8.3: it "applies to XML stanzas […] (i.e., a first-level <message/>, <presence/>, or <iq/> element qualified by
 * the 'jabber:client' or 'jabber:server' namespace), and by namespace inheritance to all child elements of a stanza. However, the
 * rule does not apply to elements qualified by namespaces other than 'jabber:client' and 'jabber:server' nor to any children of
 * such elements".
 */
export function adopt(stanza: Element): void {
  stanza.attrs.xmlns = NS.client;
  inherit(stanza);
}

function inherit(element: Element): void {
  for (const child of element.getChildElements()) {
    if (CONTENT.has(child.attrs.xmlns)) delete child.attrs.xmlns;
    if (child.attrs.xmlns === undefined) inherit(child);
  }
}

/**
 * The same for one that leaves: a copy without any content namespace, to be written into a stream whose default namespace is the
 * right one. What needs no change is shared with the original, which stays as it is.
 */
export function release(stanza: Element): Element {
  const { xmlns: _, ...attrs } = stanza.attrs;
  const copy = new Element(stanza.name, attrs);
  copy.children = stanza.children.map(releaseChild);
  return copy;
}

function releaseChild(node: Node): Node {
  if (typeof node === 'string') return node;
  const { xmlns } = node.attrs;
  if (xmlns !== undefined) return CONTENT.has(xmlns) ? release(node) : node;
  return node.children.some((child) => typeof child !== 'string') ? release(node) : node;
}
