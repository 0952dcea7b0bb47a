/**
 * Answering queries of an archive (XEP-0313 §4, §5), whoever's it is: a person's, a room's. The caller has decided who may ask.
 */
import type { Element } from 'ltx';
import type { IqRequest } from '../../kernel/module.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import type { ArchiveItem, ArchiveStore } from '../../kernel/store.ts';
import { readFilter } from './archive-form.ts';
import { forwarded, xml } from './elements.ts';
import { type PageLimits, pageElement, readPage } from './rsm.ts';

export { queryForm } from './archive-form.ts';

export interface ArchiveAnswer {
  readonly store: ArchiveStore;
  /** The archive's bare address: the owner in the store, and what results come from. */
  readonly owner: string;
  /** The iq of type set with `<query/>`. */
  readonly request: IqRequest;
  readonly limits: PageLimits;
  /** It is a person's, not a room's. */
  readonly person?: boolean;
  /** Takes each result, a whole message from `owner` to whoever asks, in order. */
  readonly send: (result: Element) => void;
  /** What the archived message looks like to this reader; left out, as it was stored. */
  readonly show?: (item: ArchiveItem) => Element;
}

/** Sends the results and returns the `<fin/>` for the iq's result. Throws `StanzaError`. */
export async function answerArchiveQuery(answer: ArchiveAnswer): Promise<Element> {
  const { store, owner, request, limits, person, send, show = ({ stanza }) => stanza } = answer;
  const { payload } = request;
  const asked = readPage(payload, limits);
  const page = await store.query(owner, { ...readFilter(payload, { person }), ...asked });
  // §4.3.2: "If the UID contained within an <after> or <before> element is not present in the archive, the server MUST
  // return an item-not-found error"; §4.1.3 says the same of 'before-id', 'after-id' and 'ids'.
  if (page === 'item-not-found') throw new StanzaError('item-not-found', 'the archive has no such id');
  // §4.3.4: flipping "only affects the order in which they are transmitted".
  const items = payload.getChild('flip-page', NS.mam) ? [...page.items].reverse() : page.items;
  for (const item of items) send(resultMessage(request, owner, item, show(item)));
  // COMPAT: slixmpp, paging backwards, takes the page whose index and size make the count for the last one it has to fetch.
  const index = asked.before === undefined ? page.index : undefined;
  const set = pageElement({ ...page, index });
  return xml('fin', { xmlns: NS.mam, complete: page.complete ? 'true' : undefined }, set);
}

/** §5: where the archive begins and ends, as the payload of an iq result. */
export async function archiveMetadata(store: ArchiveStore, owner: string): Promise<Element> {
  const ends = await store.ends(owner);
  // "If the archive is empty, the server MUST instead send an empty <metadata/> element."
  if (!ends) return xml('metadata', { xmlns: NS.mam });
  const point = (name: string, { id, when }: { id: string; when: number }) =>
    xml(name, { id, timestamp: new Date(when).toISOString() });
  return xml('metadata', { xmlns: NS.mam }, point('start', ends.first), point('end', ends.last));
}

function resultMessage(
  { payload, from }: IqRequest,
  owner: string,
  item: ArchiveItem,
  shown: Element,
): Element {
  const { queryid } = payload.attrs;
  const stamp = xml('delay', { xmlns: NS.delay, stamp: new Date(item.when).toISOString() });
  const result = xml('result', { xmlns: NS.mam, queryid, id: item.id }, forwarded(shown, stamp));
  // §8.2: clients take results from nobody but the archive they asked: its bare address.
  return xml('message', { xmlns: NS.client, from: owner, to: from.toString() }, result);
}
