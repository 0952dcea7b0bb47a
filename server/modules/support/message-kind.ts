/**
 * What a message is worth keeping or copying: the tables behind the archive, offline storage and carbons.
 * Pure; each answer carries its why, for the debug log and for the tests.
 */
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';

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

/** What makes a message part of a conversation even without a body: [element, namespace, why]. */
const CONTENT: readonly [name: string, namespace: string | undefined, because: string][] = [
  ['body', NS.client, 'has a body'],
  ['subject', NS.client, 'has a subject'],
  ['encrypted', 'eu.siacs.conversations.axolotl', 'is encrypted'],
  ['encrypted', 'urn:xmpp:omemo:2', 'is encrypted'],
  ['openpgp', 'urn:xmpp:openpgp:0', 'is encrypted'],
  ['received', NS.receipts, 'is a receipt'],
  ['received', NS.chatMarkers, 'is a chat marker'],
  ['displayed', NS.chatMarkers, 'is a chat marker'],
  ['acknowledged', NS.chatMarkers, 'is a chat marker'],
  ['x', 'jabber:x:conference', 'is an invitation'],
];

function content(message: Element): string | undefined {
  return CONTENT.find(([name, namespace]) => message.getChild(name, namespace) !== undefined)?.[2];
}

/**
 * Does it belong into the archive of one of its two ends? XEP-0313 §6.1.1: "a server SHOULD include in a user archive all of the
 * messages a user sends or receives of type 'normal' or 'chat' that contain a <body> element." More is allowed; XEP-0334: hints.
 */
export function shouldArchive(message: Element): Keep {
  const type = typeOf(message);
  if (type === 'error' || type === 'headline') return leave(`type ${type}`);
  // XEP-0313 §6.1.1, §6.1.2: rooms have archives of their own.
  if (type === 'groupchat') return leave('type groupchat');
  // XEP-0334 §4.1, §4.2: neither belongs into "any permanent or semi-permanent public or private archive".
  if (hint(message, 'no-store') || hint(message, 'no-permanent-store')) return leave('hint');
  if (hint(message, 'store')) return keep('hint');
  const because = content(message);
  return because ? keep(because) : leave('nothing to read');
}

/** Should it wait for somebody who is not there? XEP-0160 §3. */
export function shouldWait(message: Element): Keep {
  const type = typeOf(message);
  if (type !== 'normal' && type !== 'chat') return leave(`type ${type}`);
  // XEP-0334 §4.2: "no-store" covers offline storage; "no-permanent-store" (§4.1) does not.
  if (hint(message, 'no-store')) return leave('hint');
  if (hint(message, 'store')) return keep('hint');
  const because = content(message);
  if (because) return keep(because);
  // XEP-0160 §3: type chat "SHOULD be stored offline, with the exception of messages that contain only" chat states; type
  // normal "SHOULD be stored offline" whatever it holds.
  return type === 'normal' ? keep('type normal') : leave('nothing to read');
}

/** Do the other devices get a copy? XEP-0280 §6 (suggested rules), §9 (private). */
export function shouldCopy(message: Element): Keep {
  const type = typeOf(message);
  if (message.getChild('private', NS.carbons)) return leave('private');
  if (hint(message, 'no-copy')) return leave('hint');
  // §6.1: "not eligible for carbons delivery if it is determined to have been sent by a MUC room or service"
  if (message.getChild('x', NS.mucUser)) return leave('from a room');
  if (type === 'chat') return keep('type chat');
  if (type !== 'normal') return leave(`type ${type}`);
  const because = content(message);
  return because ? keep(because) : leave('nothing to read');
}
