/** Result Set Management, XEP-0059: the page a query asks for, and the page it got. */
import type { Element } from 'ltx';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';

export interface PageRequest {
  readonly max: number;
  readonly after?: string;
  readonly before?: string;
}

/** Reads `<set/>` of `payload`. Throws `bad-request` when it cannot be understood. */
export function readPage(payload: Element, limits: { normal: number; most: number }): PageRequest {
  const set = payload.getChild('set', NS.rsm);
  if (!set) return { max: limits.normal };
  // §2.6: pages by index are optional; without them the answer is <feature-not-implemented/>.
  if (set.getChild('index'))
    throw new StanzaError('feature-not-implemented', 'pages are found by id, not by index');
  const max = set.getChildText('max')?.trim();
  if (max !== undefined && !/^\d{1,9}$/.test(max))
    throw new StanzaError('bad-request', 'max is a whole number');
  const after = set.getChildText('after') ?? undefined;
  const before = set.getChildText('before') ?? undefined;
  return { max: max === undefined ? limits.normal : Math.min(Number(max), limits.most), after, before };
}

/** §2.2: first with its index, last, and the count; only the count when the page is empty. */
export function pageElement(page: {
  items: readonly { id: string }[];
  count: number;
  index: number;
}): Element {
  const set = xml('set', { xmlns: NS.rsm });
  const first = page.items[0];
  const last = page.items.at(-1);
  if (first && last) {
    set.c('first', { index: page.index }).t(first.id);
    set.c('last').t(last.id);
  }
  set.c('count').t(String(page.count));
  return set;
}
