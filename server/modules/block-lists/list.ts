/**
 * One realtime block list: a node others publish on, whose items are named by the SHA-256 of a bare address or a domain.
 * Specs: XEP-0060 1.26 §6.1 (subscribe), §6.5 (retrieve), §7.1.2, §7.2.2 (notifications). The naming is the custom of those who
 * run such lists; no specification has it. Kept in memory only: it is fetched anew at each start.
 */
import { createHash } from 'node:crypto';
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { NS } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';

const PUBSUB = 'http://jabber.org/protocol/pubsub';
const EVENT = `${PUBSUB}#event`;
const MAX_ENTRIES = 200_000;
const HASH = /^[0-9a-f]{64}$/;

export interface Source {
  /** The pubsub service. */
  readonly service: string;
  readonly node: string;
}

export interface BlockList {
  readonly source: Source;
  readonly size: number;
  /** Milliseconds since the epoch of the last complete copy; undefined while there is none. */
  readonly fetchedAt: number | undefined;
  has(hash: string): boolean;
  /** Subscribes and takes a copy. Rejects when the service does not answer, or refuses. */
  fetch(): Promise<void>;
  /** A notification of the service. False when it is about another node. */
  notice(message: Element): boolean;
}

export const hashOf = (address: string): string => createHash('sha256').update(address).digest('hex');

/** What an address may be listed under. */
export const hashesOf = (jid: Jid): string[] =>
  jid.local === '' ? [hashOf(jid.domain)] : [hashOf(jid.bare.toString()), hashOf(jid.domain)];

/** @param query sends an iq to the service and resolves with the result. @param subscriber our own address. */
export function createBlockList(parts: {
  source: Source;
  subscriber: () => string;
  query: (iq: Element) => Promise<Element>;
}): BlockList {
  const { source, subscriber, query } = parts;
  let entries = new Set<string>();
  let fetchedAt: number | undefined;

  const ask = (type: 'get' | 'set', payload: Element) =>
    query(
      xml(
        'iq',
        { xmlns: NS.client, type, from: subscriber(), to: source.service },
        xml('pubsub', { xmlns: PUBSUB }, payload),
      ),
    );
  const read = (items: readonly Element[]) =>
    items.map(({ attrs }) => (attrs.id ?? '').toLowerCase()).filter((id) => HASH.test(id));

  return {
    source,
    get size() {
      return entries.size;
    },
    get fetchedAt() {
      return fetchedAt;
    },
    has: (hash) => entries.has(hash),
    async fetch() {
      // Subscribed first: what is published while the copy is on its way comes as a notification.
      await ask('set', xml('subscribe', { node: source.node, jid: subscriber() }));
      const answer = await ask('get', xml('items', { node: source.node }));
      const items = answer.getChild('pubsub', PUBSUB)?.getChild('items')?.getChildren('item') ?? [];
      entries = new Set(read(items).slice(0, MAX_ENTRIES));
      fetchedAt = Date.now();
    },
    notice(message) {
      const event = message.getChild('event', EVENT);
      const change = event?.getChildElements().find(({ attrs }) => attrs.node === source.node);
      if (!change) return false;
      // XEP-0060 §8.4.2, §8.5.2: the whole node was deleted or emptied.
      if (change.name === 'purge' || change.name === 'delete') entries.clear();
      if (change.name !== 'items') return true;
      for (const id of read(change.getChildren('retract'))) entries.delete(id);
      for (const id of read(change.getChildren('item'))) if (entries.size < MAX_ENTRIES) entries.add(id);
      return true;
    },
  };
}
