/** Retrieving items: XEP-0060 §6.5, in pages (XEP-0059) where there are many. */
import type { Element } from 'ltx';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import type { ItemHead } from '../../kernel/store.ts';
import { xml } from '../support/elements.ts';
import { pageElement, readPage } from '../support/rsm.ts';
import { mayRetrieve } from './access.ts';
import { type Action, answer, type Call, type Engine, nodeOf, PS } from './call.ts';
import { refuse, unsupported } from './errors.ts';
import { itemElement } from './events.ts';
import { MAX_ITEMS_AT_ONCE, type Place } from './place.ts';

/** Items of one answer, and their bytes: an answer fits into one stanza of anybody's. */
const PAGE = { normal: 100, most: 250 };
const MAX_ANSWER_BYTES = 180_000;

export const items: Action = (call, engine) => {
  const { place, from, action } = call;
  const { name, node } = nodeOf(call, engine);
  const verdict = mayRetrieve(node.config.accessModel, engine.standings.of(place, node, from));
  if (verdict.allowed === false) throw refuse(verdict.refusal);
  checkSubid(call, node.subscriptions);
  // SPEC §6.5.9.4: "If the service or node does not support persistent items and does not return the last published item,
  // the service MUST return a <feature-not-implemented/> error".
  if (!node.config.persistItems) throw unsupported('persistent-items');
  const asked = action.getChildren('item');
  const all = engine.nodes.items(place, name, node);
  const { heads, set } = asked.length > 0 ? byId(asked, all) : page(call, all);
  const elements = heads.map(({ id }) => load(engine, place, name, id)).filter((item) => item !== undefined);
  return answer(PS.pubsub, xml('items', { node: name }, ...elements), ...(set ? [set] : []));
};

function load({ nodes }: Engine, place: Place, name: string, id: string): Element | undefined {
  const item = nodes.store.get(place.jid.toString(), name, id);
  return item && itemElement(item);
}

/**
 * SPEC §6.5.9.2: "If the requesting entity is subscribed but specifies an invalid subscription ID, the service MUST return
 * a <not-acceptable/> error".
 */
function checkSubid({ action, from }: Call, subscriptions: readonly { jid: string; subid: string }[]): void {
  const { subid } = action.attrs;
  if (subid === undefined) return;
  const own = subscriptions.filter(({ jid }) => jid.split('/')[0] === from.bare.toString());
  if (own.length > 0 && !own.some((one) => one.subid === subid)) throw refuse('invalid-subid');
}

interface Found {
  readonly heads: readonly ItemHead[];
  readonly set?: Element;
}

/**
 * SPEC §6.5.6: "When an entity requests items by ItemID, implementations MUST allow multiple items to be specified in the
 * request."
 */
function byId(asked: readonly Element[], all: readonly ItemHead[]): Found {
  if (asked.length > MAX_ITEMS_AT_ONCE)
    throw new StanzaError('not-acceptable', `at most ${MAX_ITEMS_AT_ONCE} items are asked for at once`);
  const ids = asked.map((item) => item.attrs.id);
  if (ids.some((id) => !id)) throw refuse('item-required', 'the items asked for need an id');
  return {
    heads: fitting(
      all.filter(({ id }) => ids.includes(id)),
      'first',
    ),
  };
}

function page({ action, pubsub }: Call, all: readonly ItemHead[]): Found {
  const { max_items: most } = action.attrs;
  if (most !== undefined && !/^[1-9]\d{0,8}$/.test(most))
    throw new StanzaError('bad-request', 'max_items is a whole number above 0');
  // SPEC §6.5.7: "When max_items is used, implementations SHOULD return the N most recent (as opposed to the N oldest)
  // items."
  const wanted = most === undefined ? all : all.slice(-Number(most));
  if (pubsub.getChild('set', NS.rsm)) return paged(pubsub, wanted);
  const heads = fitting(wanted.slice(-PAGE.most), 'last');
  // SPEC §6.5.4: "the service SHOULD return some of the items and note that the list of items has been truncated by
  // including a [XEP-0059] notation."
  const cut = heads.length < wanted.length;
  return { heads, ...(cut && { set: setOf(heads, wanted) }) };
}

function paged(pubsub: Element, wanted: readonly ItemHead[]): Found {
  const { max, after, before, index = 0 } = readPage(pubsub, PAGE);
  const indexOf = (id: string) => {
    const found = wanted.findIndex((head) => head.id === id);
    // XEP-0059 §2.2: <item-not-found/> when the item the page begins after is gone.
    if (found < 0) throw new StanzaError('item-not-found');
    return found;
  };
  const start = after ? indexOf(after) + 1 : index;
  const end = before ? indexOf(before) : wanted.length;
  const range = wanted.slice(start, end);
  const heads =
    before === undefined
      ? fitting(range.slice(0, max), 'first')
      : fitting(max === 0 ? [] : range.slice(-max), 'last');
  return { heads, set: setOf(heads, wanted) };
}

const setOf = (heads: readonly ItemHead[], all: readonly ItemHead[]): Element =>
  pageElement({ items: heads, count: all.length, index: heads[0] ? all.indexOf(heads[0]) : 0 });

/** As many as fit into one answer, from the beginning or up to the end; one at least. */
function fitting(heads: readonly ItemHead[], keep: 'first' | 'last'): readonly ItemHead[] {
  let bytes = 0;
  let count = 0;
  while (count < heads.length) {
    bytes += (keep === 'first' ? heads[count] : heads.at(-1 - count))!.bytes;
    if (count > 0 && bytes > MAX_ANSWER_BYTES) break;
    count += 1;
  }
  return keep === 'first' ? heads.slice(0, count) : heads.slice(heads.length - count);
}
