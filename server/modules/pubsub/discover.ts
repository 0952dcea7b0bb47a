/** Nodes in service discovery: XEP-0060 §5.2 to §5.5. */
import type { DiscoInfo, DiscoItems, DiscoRequest } from '../../kernel/discovery.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { pageElement, readPage } from '../support/rsm.ts';
import { maySubscribe } from './access.ts';
import type { Engine } from './call.ts';
import { metaData } from './config-form.ts';
import { COMMON_FEATURES, featureOf, PS } from './namespaces.ts';
import type { PubsubNode } from './node.ts';
import type { Place } from './place.ts';

const PAGE = { normal: 500, most: 500 };

/**
 * SPEC §5.3: 'The "disco#info" result MUST include an identity with a category of "pubsub" and an appropriate type as
 * registered by the XMPP registrar (e.g. "leaf").'
 */
export function nodeInfo(
  { nodes }: Engine,
  place: Place,
  { node: name }: DiscoRequest,
): DiscoInfo | undefined {
  const node = name === undefined ? undefined : nodes.get(place, name);
  if (!node) return undefined;
  return {
    identities: [{ category: 'pubsub', type: 'leaf', ...(node.config.title && { name: node.config.title }) }],
    features: [PS.pubsub, ...COMMON_FEATURES.map(featureOf)],
    forms: [metaData(node)],
  };
}

/** The nodes of a place, or the items of one node; undefined for a node that is not there. */
export function nodeItems(engine: Engine, place: Place, request: DiscoRequest): DiscoItems | undefined {
  const { nodes, standings } = engine;
  const jid = place.jid.toString();
  if (request.node === undefined) {
    const seen = nodes
      .all(place)
      .filter(([, node]) => isVisible(engine, place, node, request))
      .map(([id, node]) => ({ id, node: id, jid, ...(node.config.title && { name: node.config.title }) }));
    return page(seen, request);
  }
  const node = nodes.get(place, request.node);
  if (!node) return undefined;
  if (!standings.mayRead(place, node, request.from)) return { items: [] };
  // SPEC §5.5: "The 'name' attribute of each Service Discovery item MUST contain its ItemID and the item MUST NOT possess a
  // 'node' attribute."
  const items = nodes.items(place, request.node, node).map(({ id }) => ({ id, jid, name: id }));
  return page(items, request);
}

/**
 * SPEC XEP-0163 §6.2: it "MUST return as service discovery items only those nodes to which the contact is allowed to
 * subscribe or from which the contact is allowed to retrieve items without first subscribing."
 */
function isVisible({ standings }: Engine, place: Place, node: PubsubNode, { from }: DiscoRequest): boolean {
  return maySubscribe(node.config.accessModel, standings.of(place, node, from)).allowed !== false;
}

interface Listed {
  readonly id: string;
  readonly jid: string;
  readonly node?: string;
  readonly name?: string;
}

function page(all: readonly Listed[], { payload }: DiscoRequest): DiscoItems {
  const shown = (some: readonly Listed[]) => some.map(({ id: _, ...item }) => item);
  if (!payload.getChild('set', NS.rsm) && all.length <= PAGE.normal) return { items: shown(all) };
  const { max, after, before, index: from = 0 } = readPage(payload, PAGE);
  const indexOf = (wanted: string) => {
    const found = all.findIndex(({ id }) => id === wanted);
    // XEP-0059 §2.2: <item-not-found/> when the item the page begins after is gone.
    if (found < 0) throw new StanzaError('item-not-found');
    return found;
  };
  const start = after ? indexOf(after) + 1 : from;
  const end = before ? indexOf(before) : all.length;
  const range = all.slice(start, end);
  const some = before === undefined ? range.slice(0, max) : max === 0 ? [] : range.slice(-max);
  const index = some[0] ? all.indexOf(some[0]) : 0;
  return { items: shown(some), page: pageElement({ items: some, count: all.length, index }) };
}
