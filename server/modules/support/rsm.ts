/** Result Set Management, XEP-0059: the page a query asks for, and the page it got. */
import type { Element } from 'ltx';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';

export interface PageRequest {
  readonly max: number;
  readonly after?: string;
  readonly before?: string;
  readonly index?: number;
}

export interface PageLimits {
  /** Items in a page when the query does not say. */
  readonly normal: number;
  /** Items in a page however many are asked for. */
  readonly most: number;
}

/** Reads `<set/>` of `payload`. Throws `bad-request` when it cannot be understood. */
export function readPage(payload: Element, limits: PageLimits): PageRequest {
  const sets = payload.getChildren('set', NS.rsm);
  if (sets.length > 1) throw new StanzaError('bad-request', 'one <set/> is enough');
  const set = sets[0];
  if (!set) return { max: limits.normal };
  const max = readNumber(set, 'max') ?? limits.normal;
  const index = readNumber(set, 'index');
  const after = set.getChildText('after') ?? undefined;
  const before = set.getChildText('before') ?? undefined;
  if (index !== undefined && (after !== undefined || before !== undefined))
    throw new StanzaError('bad-request', 'a page begins at an index or at an id, not at both');
  return { max: Math.min(max, limits.most), after, before, index };
}

function readNumber(set: Element, name: string): number | undefined {
  const text = set.getChildText(name)?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new StanzaError('bad-request', `${name} is a whole number`);
  return Number(text);
}

/** §2.2: first with its index, last, and the count; only the count when the page is empty. Without `index` it is not told. */
export function pageElement(page: {
  items: readonly { id: string }[];
  count: number;
  index?: number | undefined;
}): Element {
  const set = xml('set', { xmlns: NS.rsm });
  const first = page.items[0];
  const last = page.items.at(-1);
  // "If there are no items in the page, then the <first/> and <last/> elements MUST NOT be included."
  if (first && last) {
    set.c('first', { index: page.index }).t(first.id);
    set.c('last').t(last.id);
  }
  set.c('count').t(String(page.count));
  return set;
}
