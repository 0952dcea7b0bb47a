/**
 * What was said before somebody came in. XEP-0045 §7.2.13, §7.2.14, §7.2.15.
 * Which messages is a pure choice; the rest puts them and the subject into words.
 */
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { parseXml } from '../../kernel/xml.ts';
import { delay, readdress, xml } from '../support/elements.ts';
import { MUC } from './namespaces.ts';
import type { Remembered, Room } from './room.ts';

/** §7.2.14: what the newcomer wants, each attribute optional. */
export interface HistoryWish {
  readonly maxchars?: number;
  readonly maxstanzas?: number;
  readonly seconds?: number;
  /** Milliseconds since the epoch. */
  readonly since?: number;
}

/** WHY a malformed attribute is no error: nobody is kept out of a room for a wish about its past. */
export function readWish(join: Element | undefined): HistoryWish {
  const attrs = join?.getChild('history', MUC.join)?.attrs ?? {};
  const count = (text: string | undefined) =>
    text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  const since = Date.parse(attrs.since ?? '');
  return {
    maxchars: count(attrs.maxchars),
    maxstanzas: count(attrs.maxstanzas),
    seconds: count(attrs.seconds),
    since: Number.isNaN(since) ? undefined : since,
  };
}

/**
 * §7.2.14: "The service MUST send the smallest amount of traffic that meets any combination of the above criteria, taking into
 * account service-level and room-level defaults."
 * @param size characters of a message as it will be sent: "the characters of the complete XML stanzas".
 */
export function chooseHistory(
  history: readonly Remembered[],
  wish: HistoryWish,
  { most, now, size }: { most: number; now: number; size: (item: Remembered) => number },
): Remembered[] {
  const earliest = Math.max(
    wish.since ?? Number.NEGATIVE_INFINITY,
    wish.seconds === undefined ? Number.NEGATIVE_INFINITY : now - wish.seconds * 1000,
  );
  const limit = Math.min(most, wish.maxstanzas ?? most);
  const chosen: Remembered[] = [];
  let left = wish.maxchars ?? Number.POSITIVE_INFINITY;
  for (const item of history.toReversed()) {
    if (chosen.length >= limit || item.when < earliest) break;
    // "it MUST not literally truncate the history at a certain number of characters".
    if (left !== Number.POSITIVE_INFINITY) left -= size(item);
    if (left < 0) break;
    chosen.unshift(item);
  }
  return wish.maxchars === 0 ? [] : chosen;
}

/** §7.2.13: "MUST be stamped with" a delay whose "'from' attribute MUST be set to the JID of the room itself". */
export function asHistory(room: Room, { stanza, when }: Remembered, to: string): Element {
  const copy = readdress(stanza, { to });
  // §7.9: the service "SHOULD NOT add its own delay elements […] to prior chat history messages received from the room owner".
  if (!copy.getChild('delay', NS.delay)) copy.cnode(delay(when, room.jid.toString()));
  return copy;
}

/** §7.2.15: after the history the subject, an empty one when there is none. */
export function subjectMessage(room: Room, to: string, id: string): Element {
  const { subject } = room;
  const attrs = { xmlns: NS.client, type: 'groupchat', id, to };
  if (!subject) return xml('message', { ...attrs, from: room.jid.toString() }, xml('subject'));
  const message = xml('message', { ...attrs, from: subject.from });
  for (const child of parseXml(`<x xmlns='${NS.client}'>${subject.xml}</x>`).getChildElements())
    message.cnode(child);
  if (subject.occupantId) message.c('occupant-id', { xmlns: MUC.occupantId, id: subject.occupantId });
  message.cnode(delay(subject.when, room.jid.toString()));
  return message;
}
