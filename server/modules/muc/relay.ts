/**
 * Queries from one occupant to another, through the room. XEP-0045 §17.4; XEP-0410 (self-ping).
 * The room keeps for a while who asked what, so that answers find back without either side seeing the other's real address.
 */
import { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { MUC } from './namespaces.ts';
import { addressOf, type Occupant, type Room } from './room.ts';

const WAIT_MS = 120_000;
const MAX_WAITING = 10_000;

interface Waiting {
  /** The full address that asked, and its id. */
  readonly asker: string;
  readonly id: string;
  /** The occupant address it asked. */
  readonly asked: string;
  /** Who may answer: the real address the query went to. */
  readonly answerer: string;
  readonly until: number;
}

export interface Relay {
  /** A get or set to an occupant's address; returns what to route. */
  ask(room: Room, stanza: Element, from: Jid, nick: string): Element;
  /** A result or error to an occupant's address; undefined when nobody waits for it. */
  answer(stanza: Element, from: Jid): Element | undefined;
}

export function createRelay({ now, newId }: { now: () => number; newId: () => string }): Relay {
  const waiting = new Map<string, Waiting>();

  function remember(id: string, entry: Waiting): void {
    for (const [old, { until }] of waiting) {
      if (until > now() && waiting.size < MAX_WAITING) break;
      waiting.delete(old);
    }
    waiting.set(id, entry);
  }

  return {
    ask(room, stanza, from, nick) {
      const sender = room.byJid.get(from.toString());
      const payload = stanza.getChildElements()[0];
      refuse(room, sender, payload);
      const target = room.occupants.get(nick);
      const isPing = payload?.name === 'ping' && payload.getNS() === NS.ping && stanza.attrs.type === 'get';
      // XEP-0410 §3.3: "may directly respond to a occupant's Ping request to the occupant's own nickname".
      if (isPing && sender && (target === sender || target === undefined)) return pong(stanza, target);
      if (!target) throw new StanzaError('item-not-found', 'nobody here has this nickname');
      if (!room.config.allowQueryUsers && target !== sender)
        throw new StanzaError('not-allowed', 'occupants are not to be queried in this room');
      const to = isForAccount(payload) ? target.account : target.shown.jid;
      const id = newId();
      remember(id, {
        ...{ asker: from.toString(), id: stanza.attrs.id ?? '', asked: addressOf(room, nick) },
        ...{ answerer: to.toString(), until: now() + WAIT_MS },
      });
      // "the MUC service MUST NOT reveal the sender's real JID to the recipient at any time".
      return copy(stanza, { id, from: addressOf(room, sender!.nick), to: to.toString() });
    },
    answer(stanza, from) {
      const entry = waiting.get(stanza.attrs.id ?? '');
      if (!entry || entry.answerer !== from.toString()) return undefined;
      waiting.delete(stanza.attrs.id ?? '');
      return copy(stanza, { id: entry.id, from: entry.asked, to: entry.asker });
    },
  };
}

function refuse(_: Room, sender: Occupant | undefined, payload: Element | undefined): void {
  if (sender) return;
  // §6.6: "If a non-occupant attempts to send a disco request to an address of the form <room@service/nick>, a MUC service MUST return a
  // <bad-request/> error."
  const disco = payload?.getNS() === NS.discoInfo || payload?.getNS() === NS.discoItems;
  // XEP-0410 §3.3: "Error (<not-acceptable>): the client is not joined to the MUC."
  throw new StanzaError(disco ? 'bad-request' : 'not-acceptable', 'you are not in this room', {
    type: disco ? 'modify' : 'cancel',
  });
}

function pong(stanza: Element, target: Occupant | undefined): Element {
  // WHY item-not-found: XEP-0410 §3.2 reads it as "the client is joined, but the occupant just changed their name".
  if (!target) throw new StanzaError('item-not-found');
  const { id, from, to } = stanza.attrs;
  return new Element('iq', { xmlns: NS.client, type: 'result', id, from: to, to: from } as Record<
    string,
    string
  >);
}

/** Cards and published items are kept by the account, not by a device. */
const isForAccount = (payload: Element | undefined): boolean =>
  payload?.getNS() === NS.vcardTemp || payload?.getNS() === MUC.pubsub;

function copy(stanza: Element, addresses: Record<'id' | 'from' | 'to', string>): Element {
  const element = new Element('iq', { ...stanza.attrs, ...addresses });
  element.children = stanza.children.slice();
  return element;
}
