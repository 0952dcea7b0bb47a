/** A bookmark in its two forms: one item each (XEP-0402), or all in one `<storage/>` (XEP-0048). Pure. */
import { clone, type Element } from 'ltx';
import { parseJid } from '../../kernel/jid.ts';
import { xml } from './elements.ts';

export const BOOKMARKS = 'urn:xmpp:bookmarks:1';
export const STORAGE = 'storage:bookmarks';

/** By room address. */
export type Conferences = ReadonlyMap<string, Element>;

/** A child of `<storage/>` becomes an item; `known` is the item so far, whose extensions XEP-0048 has no place for. */
export function toItem(bookmark: Element, known?: Element): Element {
  const { name, autojoin } = bookmark.attrs;
  const children = ['nick', 'password'].flatMap((child) => {
    const text = bookmark.getChildText(child);
    return text ? [xml(child, {}, text)] : [];
  });
  const kept = known?.getChild('extensions');
  return xml('conference', { xmlns: BOOKMARKS, name, autojoin }, ...children, ...(kept ? [clone(kept)] : []));
}

/**
 * SPEC XEP-0402 §5.3.1: "casting them into the 'storage:bookmarks' namespace and setting the jid attribute to the item id
 * in each case."
 */
function toBookmark(jid: string, item: Element): Element {
  const { name, autojoin } = item.attrs;
  const children = ['nick', 'password'].flatMap((child) => {
    const text = item.getChildText(child);
    return text ? [xml(child, {}, text)] : [];
  });
  return xml('conference', { jid, name, autojoin }, ...children);
}

/** The bookmark of a room that people are in because the operator says so: their devices come in by themselves. */
export const teamBookmark = (name: string): Element =>
  xml('conference', { xmlns: BOOKMARKS, name, autojoin: 'true' });

/** The same with another name of the room; what the person chose stays. */
export function labelled(item: Element, name: string): Element {
  const changed = clone(item);
  changed.attrs.name = name;
  return changed;
}

/** All in one. What the last `<storage/>` had beside rooms (web addresses) stays. */
export function toStorage(conferences: Conferences, last: Element | undefined): Element {
  const others = last?.getChildElements().filter((child) => child.getName() !== 'conference') ?? [];
  const rooms = [...conferences].map(([jid, item]) => toBookmark(jid, item));
  return xml('storage', { xmlns: STORAGE }, ...rooms, ...others.map((child) => clone(child)));
}

/** The rooms in a `<storage/>`, as items. Those without a readable address are nobody's. */
export function fromStorage(storage: Element, known: Conferences): Map<string, Element> {
  const rooms = new Map<string, Element>();
  for (const bookmark of storage.getChildren('conference')) {
    const jid = parseJid(bookmark.attrs.jid ?? '')?.bare.toString();
    if (jid) rooms.set(jid, toItem(bookmark, known.get(jid)));
  }
  return rooms;
}

/** Whether two bookmarks say the same, however `true` is written. */
export function sameBookmark(a: Element, b: Element): boolean {
  const facts = (item: Element) => [
    item.attrs.name ?? '',
    ['1', 'true'].includes(item.attrs.autojoin ?? ''),
    item.getChildText('nick') ?? '',
    item.getChildText('password') ?? '',
    item.getChild('extensions')?.toString() ?? '',
  ];
  return JSON.stringify(facts(a)) === JSON.stringify(facts(b));
}
