/** Taking messages back: one's own (XEP-0424), or as a moderator another's (XEP-0425). */
import { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { broadcast, keep } from './groupchat.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { occupantIdOf } from './presence.ts';
import { addressOf, type Occupant, type Room } from './room.ts';

const occupantIdIn = (message: Element) => message.getChild('occupant-id', MUC.occupantId)?.attrs.id;

/** §3 of XEP-0425: "the MUC will send a message stanza to all participants (including the moderator)". Returns it. */
export function moderate(
  room: Room,
  { id, reason, moderator }: { id: string; reason: string | undefined; moderator?: Occupant },
  out: Outcome,
  around: Surroundings,
): Element {
  // XEP-0425 §4: "The <moderated/> element SHOULD have a 'by' attribute specifying the JID of the moderating entity": without a
  // moderator, when the operator does it, the room.
  const by = moderator ? addressOf(room, moderator.nick) : room.jid.toString();
  const moderated = xml('moderated', { xmlns: MUC.moderate, by });
  if (moderator) moderated.cnode(occupantIdOf(room, moderator, around));
  const retract = xml('retract', { xmlns: MUC.retract, id }, moderated);
  if (reason !== undefined) retract.c('reason').t(reason);
  const message = xml(
    'message',
    { xmlns: NS.client, type: 'groupchat', from: room.jid.toString(), id: around.newId() },
    retract,
    xml('store', { xmlns: NS.hints }),
  );
  // XEP-0424 §5: "The archiving service therefore MUST store the retraction message".
  keep(room, message, room.jid, around.now(), around);
  broadcast(room, message, out);
  forget(room, id);
  return message;
}

/** "SHOULD prevent further distribution of a moderated retracted message". */
export function forget(room: Room, id: string): void {
  const index = room.history.findIndex((item) => item.id === id);
  if (index >= 0) room.history.splice(index, 1);
}

/**
 * Which archived message a message takes back; undefined when none. XEP-0424 §5: in a semi-anonymous room it counts "by checking the
 * occupant id", so `isOwn` is asked of the original.
 */
export const retracts = (message: Element): string | undefined =>
  message.getChild('retract', MUC.retract)?.attrs.id;

export const isOwn = (retraction: Element, original: Element): boolean => {
  const author = occupantIdIn(original);
  return author !== undefined && author === occupantIdIn(retraction);
};

/**
 * What stays of a retracted message. XEP-0424 §4: the contents "get replaced with a <retracted/> element which MUST include an 'id'
 * attribute that's set to the value of the retraction's <message/> element's 'id' attribute".
 */
export function tombstone(original: Element, retraction: Element, when: number): Element {
  const { to: _, ...attrs } = original.attrs;
  const stone = new Element('message', attrs);
  const author = original.getChild('occupant-id', MUC.occupantId);
  if (author) stone.cnode(author);
  const given = retraction.getChild('retract', MUC.retract);
  const retracted = xml('retracted', {
    xmlns: MUC.retract,
    id: retraction.attrs.id,
    stamp: new Date(when).toISOString(),
  });
  for (const child of given?.getChildElements() ?? []) retracted.cnode(child);
  stone.cnode(retracted);
  return stone;
}

/** XEP-0425 §5: "A moderator MUST NOT send a moderation request for a message with non-messaging payloads." */
export const isMessaging = (message: Element): boolean =>
  message.attrs.type === 'groupchat' && message.getChild('retracted', MUC.retract) === undefined;
