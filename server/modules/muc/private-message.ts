/** What one occupant says to another alone. XEP-0045 §7.5. */
import { Element } from 'ltx';
import { NS, type StanzaCondition, StanzaError } from '../../kernel/stanza.ts';
import { readdress } from '../support/elements.ts';
import type { RoomConfig } from './config.ts';
import { passableContent } from './groupchat.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { occupantIdOf } from './presence.ts';
import type { Role } from './ranks.ts';
import { addressOf, type Occupant, type Room } from './room.ts';

export interface PrivateMessage {
  readonly type: string | undefined;
  /** Undefined when the sender is not in the room. */
  readonly sender: Role | undefined;
  /** Undefined when nobody has this nickname. */
  readonly recipient: Role | undefined;
}

/** What keeps a private message from being delivered; undefined for nothing. The first row that fits. */
export function refusalOf(
  { type, sender, recipient }: PrivateMessage,
  { allowPm, allowPmFromVisitors }: Pick<RoomConfig, 'allowPm' | 'allowPmFromVisitors'>,
): readonly [StanzaCondition, because: string] | undefined {
  // "If the sender is not an occupant of the room […], the service MUST return a <not-acceptable/> error".
  if (sender === undefined) return ['not-acceptable', '§7.5: not in the room'];
  // "a private message of type "groupchat" […] the service MUST refuse to deliver the message […] <bad-request/>".
  if (type === 'groupchat') return ['bad-request', '§7.5: of type groupchat'];
  // "an occupant JID that does not exist, the service MUST return an <item-not-found/> error".
  if (recipient === undefined) return ['item-not-found', '§7.5: nobody there by this name'];
  // "This privilege is controlled by the "muc#roomconfig_allowpm" room configuration option."
  const mayAtAll = {
    anyone: true,
    participants: sender !== 'visitor',
    moderators: sender === 'moderator',
    none: false,
  }[allowPm];
  if (!mayAtAll) return ['forbidden', '§7.5: not allowed in this room'];
  const mayVisitor =
    allowPmFromVisitors === 'anyone' || (allowPmFromVisitors === 'moderators' && recipient === 'moderator');
  if (sender === 'visitor' && !mayVisitor) return ['forbidden', '§7.5: not allowed to visitors'];
  return undefined;
}

export function whisper(
  room: Room,
  sender: Occupant | undefined,
  nick: string,
  stanza: Element,
  out: Outcome,
  around: Surroundings,
): void {
  const recipient = room.occupants.get(nick);
  const { type } = stanza.attrs;
  const refusal = refusalOf({ type, sender: sender?.role, recipient: recipient?.role }, room.config);
  if (refusal) throw new StanzaError(refusal[0]);
  if (!sender || !recipient) return;
  // "changing the 'from' address to the sender's occupant JID".
  const message = new Element('message', {
    ...stanza.attrs,
    xmlns: NS.client,
    from: addressOf(room, sender.nick),
  });
  message.children = passableContent(room, stanza, false);
  // "The service SHOULD add the <x/> element if the message does not contain it already."
  message.c('x', { xmlns: MUC.user });
  message.cnode(occupantIdOf(room, sender, around));
  // §7.2.8: "it is RECOMMENDED to route to all resources".
  for (const { jid } of recipient.visits.values())
    out.stanzas.push(readdress(message, { to: jid.toString() }));
}
