/** The nodes of all places and what is published there. Keeps an index of who is named where. */
import { z } from 'zod';
import type { ModuleContext } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import type { ItemHead, ItemStore, PublishedItem } from '../../kernel/store.ts';
import { nodeSchema, type PubsubNode } from './node.ts';
import type { Place } from './place.ts';

export interface Nodes {
  get(place: Place, name: string): PubsubNode | undefined;
  /** Throws `item-not-found` when there is none. */
  need(place: Place, name: string): PubsubNode;
  /** By name, in code-point order. */
  all(place: Place): [name: string, node: PubsubNode][];
  count(place: Place): number;
  save(place: Place, name: string, node: PubsubNode): void;
  remove(place: Place, name: string): void;
  /** Nodes that name the bare address as subscriber or affiliate. */
  about(bare: string): { place: string; name: string }[];
  /** The items that are there and have not expired, oldest first. */
  items(place: Place, name: string, node: PubsubNode): ItemHead[];
  last(place: Place, name: string, node: PubsubNode): PublishedItem | undefined;
  readonly store: ItemStore;
}

/** Places whose nodes are kept at hand. */
const MAX_LOADED = 200;

const keySchema = z.tuple([z.string(), z.string()]);

export function createNodes(ctx: ModuleContext): Nodes {
  const table = ctx.store.keyval('pubsub-node', nodeSchema);
  const named = ctx.store.keyval('pubsub-named', z.literal(true));
  const store = ctx.store.items('pubsub');

  /** By place, the place used last at the end. */
  const loaded = new Map<string, Map<string, PubsubNode>>();

  /** All nodes of a place, by name. Nobody changes a node that was read: `save` replaces it. */
  function nodesOf(place: Place): Map<string, PubsubNode> {
    const owner = place.jid.toString();
    const known = loaded.get(owner) ?? new Map(table.entries(owner));
    const [oldest] = loaded.keys();
    if (!loaded.delete(owner) && loaded.size >= MAX_LOADED && oldest !== undefined) loaded.delete(oldest);
    loaded.set(owner, known);
    return known;
  }

  const get = (place: Place, name: string) => nodesOf(place).get(name);

  /** Everybody a node names, by bare address. */
  function namesIn(node: PubsubNode | undefined): Set<string> {
    const subscribers = node?.subscriptions.map(({ jid }) => jid.split('/')[0]!) ?? [];
    return new Set([...subscribers, ...Object.keys(node?.affiliations ?? {})]);
  }

  function reindex(place: Place, name: string, before: PubsubNode | undefined, after?: PubsubNode): void {
    const key = JSON.stringify([place.jid.toString(), name]);
    const [was, is] = [namesIn(before), namesIn(after)];
    for (const bare of was) if (!is.has(bare)) named.delete(bare, key);
    for (const bare of is) if (!was.has(bare)) named.set(bare, key, true);
  }

  function items(place: Place, name: string, node: PubsubNode): ItemHead[] {
    const { itemExpire } = node.config;
    const owner = place.jid.toString();
    const heads = store.list(owner, name);
    if (itemExpire === 'max' || itemExpire === 0) return heads;
    const oldest = Date.now() - itemExpire * 1000;
    for (const { id, publishedAt } of heads) if (publishedAt < oldest) store.delete(owner, name, id);
    return heads.filter(({ publishedAt }) => publishedAt >= oldest);
  }

  return {
    get,
    need(place, name) {
      const node = get(place, name);
      if (!node) throw new StanzaError('item-not-found');
      return node;
    },
    all: (place) => [...nodesOf(place)].sort(([a], [b]) => (a < b ? -1 : 1)),
    count: (place) => nodesOf(place).size,
    save(place, name, node) {
      reindex(place, name, get(place, name), node);
      nodesOf(place).set(name, node);
      table.set(place.jid.toString(), name, node);
    },
    remove(place, name) {
      reindex(place, name, get(place, name));
      nodesOf(place).delete(name);
      table.delete(place.jid.toString(), name);
      store.deleteNode(place.jid.toString(), name);
    },
    about: (bare) =>
      named.entries(bare).map(([key]) => {
        const [place, name] = keySchema.parse(JSON.parse(key));
        return { place, name };
      }),
    items,
    last(place, name, node) {
      const head = items(place, name, node).at(-1);
      return head && store.get(place.jid.toString(), name, head.id);
    },
    store,
  };
}
