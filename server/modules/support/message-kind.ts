/**
 * What a message is worth keeping or copying: one table behind the archives, offline storage and carbons.
 * Pure; each answer carries its why, for the debug log and for the tests.
 */
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { subscribedMessage } from './room-subscriptions.ts';

export interface Keep {
  readonly store: boolean;
  readonly because: string;
}

const keep = (because: string): Keep => ({ store: true, because });
const leave = (because: string): Keep => ({ store: false, because });

/** RFC 6121 §5.2.2: an unknown type is treated as "normal". */
function typeOf(message: Element): 'chat' | 'error' | 'groupchat' | 'headline' | 'normal' {
  const { type } = message.attrs;
  return type === 'chat' || type === 'error' || type === 'groupchat' || type === 'headline' ? type : 'normal';
}

const hint = (message: Element, name: string) => message.getChild(name, NS.hints) !== undefined;

/** What may be done with a message: archived for a person, archived in a room, kept until somebody is there, copied. */
type Use = 'person' | 'room' | 'wait' | 'copy';
const ALL: readonly Use[] = ['person', 'room', 'wait', 'copy'];

const OMEMO_OLD = 'eu.siacs.conversations.axolotl';
const RETRACT = 'urn:xmpp:message-retract:1';
const JINGLE_MESSAGE = 'urn:xmpp:jingle-message:0';

/**
 * What makes a message part of a conversation. The first row that fits gives the why; any element of the namespace fits where
 * no name is said.
 */
const CONTENT: readonly (readonly [
  name: string | undefined,
  namespace: string,
  because: string,
  uses: readonly Use[],
])[] = [
  ['body', NS.client, 'has a body', ALL],
  ['subject', NS.client, 'has a subject', ALL],
  ['encrypted', OMEMO_OLD, 'is encrypted', ALL],
  ['encrypted', 'urn:xmpp:omemo:2', 'is encrypted', ALL],
  ['openpgp', 'urn:xmpp:openpgp:0', 'is encrypted', ALL],
  // XEP-0424 §5: "The archiving service therefore MUST store the retraction message".
  ['retract', RETRACT, 'retracts a message', ALL],
  ['moderate', 'urn:xmpp:message-moderate:1', 'moderates a message', ALL],
  ['reactions', 'urn:xmpp:reactions:0', 'is a reaction', ALL],
  ['replace', 'urn:xmpp:message-correct:0', 'corrects a message', ALL],
  ['apply-to', 'urn:xmpp:fasten:0', 'is fastened to a message', ALL],
  ['received', NS.receipts, 'is a receipt', ['person', 'wait', 'copy']],
  ['received', NS.chatMarkers, 'is a chat marker', ALL],
  ['displayed', NS.chatMarkers, 'is a chat marker', ALL],
  ['acknowledged', NS.chatMarkers, 'is a chat marker', ALL],
  ['x', 'jabber:x:conference', 'is an invitation', ['person', 'wait', 'copy']],
  [undefined, JINGLE_MESSAGE, 'is about a call', ['person', 'wait', 'copy']],
  // XEP-0280 §6.1: "it contains payload elements typically used in IM" (XEP-0184, XEP-0085, XEP-0333).
  [undefined, NS.receipts, 'asks for a receipt', ['copy']],
  [undefined, NS.chatMarkers, 'asks for chat markers', ['copy']],
  [undefined, NS.chatStates, 'is a chat state', ['copy']],
];

const MUC_INVITATION = 'is an invitation';

const SUBSCRIBED = 'is of a room, by subscription';

/** XEP-0045 §7.8.2: an invitation that a room passes on, or is asked to. */
const isMediatedInvitation = (message: Element): boolean =>
  message.getChild('x', NS.mucUser)?.getChild('invite') !== undefined;

function content(message: Element, use: Use): string | undefined {
  const has = ([name, namespace]: (typeof CONTENT)[number]) =>
    name === undefined
      ? message.getChildElements().some((child) => child.getNS() === namespace)
      : message.getChild(name, namespace) !== undefined;
  const row = CONTENT.find((one) => one[3].includes(use) && has(one));
  if (row) return row[2];
  // MUC/Sub: "MAM will add the message to your own user JID on new messages."
  if ((use === 'person' || use === 'wait') && subscribedMessage(message)) return SUBSCRIBED;
  return use !== 'room' && isMediatedInvitation(message) ? MUC_INVITATION : undefined;
}

/** XEP-0334 §4.1, §4.2, §4.4: what the sender says about archives. */
function archiveHint(message: Element): Keep | undefined {
  if (hint(message, 'no-store') || hint(message, 'no-permanent-store')) return leave('hint');
  // "A message containing the <store/> hint that is not of type 'error' SHOULD be stored by the entity."
  return hint(message, 'store') ? keep('hint') : undefined;
}

/**
 * Does it belong into the archive of one of its two ends? XEP-0313 §6.1.1: "a server SHOULD include in a user archive all of the
 * messages a user sends or receives of type 'normal' or 'chat' that contain a <body> element." More is allowed.
 */
export function shouldArchive(message: Element): Keep {
  const type = typeOf(message);
  // XEP-0334 §5: "Hints contained within a stanza of type 'error' SHOULD be ignored." Headlines: "not generally suggested".
  if (type === 'error' || type === 'headline') return leave(`type ${type}`);
  // §6.1.1: rooms have archives of their own.
  if (type === 'groupchat') return leave('type groupchat');
  const because = content(message, 'person');
  return archiveHint(message) ?? (because ? keep(because) : leave('nothing to read'));
}

/**
 * Does it belong into the archive of the room it was sent to? XEP-0313 §6.1.2: "All messages sent to the room that contain a
 * <body> element SHOULD be stored, as should subject change stanzas"; it "MUST NOT include 'private message' results".
 */
export function shouldArchiveInRoom(message: Element): Keep {
  const type = typeOf(message);
  if (type !== 'groupchat') return leave(`type ${type}`);
  const because = content(message, 'room');
  return archiveHint(message) ?? (because ? keep(because) : leave('nothing to read'));
}

/** Namespaces that say nothing by themselves; a message of type chat with only these waits for nobody. */
const ALONE_NOTHING = new Set<string | undefined>([
  NS.chatStates,
  NS.stanzaId,
  NS.hints,
  NS.delay,
  NS.receipts,
  NS.chatMarkers,
]);
const isNothing = (child: Element): boolean =>
  ALONE_NOTHING.has(child.getNS()) || child.getName() === 'thread';

/** Should it wait for somebody who is not there? XEP-0160 §3. */
export function shouldWait(message: Element): Keep {
  const type = typeOf(message);
  if (type !== 'normal' && type !== 'chat') return leave(`type ${type}`);
  // XEP-0334 §4.2: "no-store" is for both, "permanently (as above) or temporarily"; "no-permanent-store" (§4.1) is not.
  if (hint(message, 'no-store')) return leave('hint');
  if (hint(message, 'store')) return keep('hint');
  const because = content(message, 'wait');
  if (because) return keep(because);
  // XEP-0160 §3: type "normal" "SHOULD be stored offline", whatever it holds.
  if (type === 'normal') return keep('type normal');
  // "chat" too, "with the exception of messages that contain only […] content" of XEP-0085.
  return message.getChildElements().every(isNothing) ? leave('nothing to read') : keep('type chat');
}

/** What carbons have to know beyond the message itself. */
export interface CopySituation {
  readonly direction: 'sent' | 'received';
  /** For an error: the message it answers was copied. */
  readonly answersCopied?: boolean;
}

/** Do the other devices get a copy? XEP-0280 §6.1, §9. */
export function shouldCopy(message: Element, { direction, answersCopied }: CopySituation): Keep {
  const type = typeOf(message);
  // "it is of type "error" and it was sent in response to a <message/> that was eligible for carbons delivery"; what else an
  // error contains is the original's, and XEP-0334 §5 has its hints ignored.
  if (type === 'error') return answersCopied ? keep('answers a copied message') : leave('type error');
  if (message.getChild('private', NS.carbons)) return leave('private');
  // XEP-0334 §4.3: "should not be copied to addresses other than the one to which it is addressed, for example through" carbons.
  if (hint(message, 'no-copy')) return leave('hint');
  // "A <message/> of type "groupchat" SHOULD NOT be carbon-copied."
  if (type === 'groupchat') return leave('type groupchat');
  if (message.getChild('x', 'jabber:x:conference') || isMediatedInvitation(message))
    return keep(MUC_INVITATION);
  // "A private <message/> from a MUC participant (received from a full JID) to a local user SHOULD NOT be carbon-copied"; one
  // "from a local user to a MUC participant (sent to a full JID) SHOULD be".
  if (direction === 'received' && message.getChild('x', NS.mucUser)) return leave('from a room');
  if (type === 'chat') return keep('type chat');
  const because = content(message, 'copy');
  // A headline with a body is news; with a receipt it is somebody's answer.
  if (type === 'headline' && message.getChild('body')) return leave('type headline');
  return because ? keep(because) : leave('nothing to read');
}
