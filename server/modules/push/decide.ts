/**
 * Which messages are worth waking a telephone for, what may be said about them, and what an error of the push service means.
 * Spec: XEP-0357 0.4.1 §7. Pure tables; each answer carries its why.
 */
import type { Element } from 'ltx';
import type { StanzaCondition } from '../../kernel/stanza.ts';
import { NS } from '../../kernel/stanza.ts';
import { subscribedMessage } from '../support/room-subscriptions.ts';

export interface Wake {
  readonly push: boolean;
  readonly because: string;
}

const wake = (because: string): Wake => ({ push: true, because });
const sleep = (because: string): Wake => ({ push: false, because });

const JINGLE_MESSAGE = 'urn:xmpp:jingle-message:0';

/** What somebody wants to know of at once: [element, namespace, why]. */
const URGENT: readonly [name: string, namespace: string, because: string][] = [
  ['propose', JINGLE_MESSAGE, 'a call'],
  ['encrypted', 'eu.siacs.conversations.axolotl', 'is encrypted'],
  ['encrypted', 'urn:xmpp:omemo:2', 'is encrypted'],
  ['openpgp', 'urn:xmpp:openpgp:0', 'is encrypted'],
  ['x', 'jabber:x:conference', 'is an invitation'],
  ['body', NS.client, 'has a body'],
];

/** Does this message warrant a notification? */
export function isUrgent(message: Element): Wake {
  const { type } = message.attrs;
  if (type === 'error' || type === 'headline') return sleep(`type ${type}`);
  // Reactions, corrections of what was read and the like carry no such element; receipts, states and markers neither.
  // What is said in a room one is subscribed to comes inside an event.
  const said = subscribedMessage(message) ?? message;
  const found = URGENT.find(([name, namespace]) => said.getChild(name, namespace));
  return found ? wake(found[2]) : sleep('nothing new to read');
}

export type Content = 'none' | 'sender' | 'body';

/** Fields of `urn:xmpp:push:summary` for a message, by how much the operator lets out of the house. */
export function summaryOf(stanza: Element, content: Content): Record<string, string> {
  const message = subscribedMessage(stanza) ?? stanza;
  // COMPAT: services of Apple devices wake the person only when there is a text, and show it as it is.
  const anonymous = { 'last-message-body': 'New message' };
  if (content === 'none') return anonymous;
  const sender = { 'last-message-sender': message.attrs.from ?? '' };
  if (content === 'sender') return { ...sender, ...anonymous };
  const isEncrypted = URGENT.some(
    ([name, namespace, because]) => because === 'is encrypted' && message.getChild(name, namespace),
  );
  // The body of an encrypted message is a remark for programs that cannot read it.
  const body = isEncrypted ? '' : (message.getChildText('body') ?? '').trim();
  return body === '' ? { ...sender, ...anonymous } : { ...sender, 'last-message-body': shorten(body) };
}

/** Push services of telephones take about four kilobytes in all. */
const MAX_BODY = 255;
const shorten = (text: string) => {
  const letters = [...text];
  return letters.length <= MAX_BODY ? text : `${letters.slice(0, MAX_BODY - 1).join('')}…`;
};

/** §7.1: errors "deemed recoverable or transient"; after any other one the service "SHOULD" be considered disabled. */
const TRANSIENT: ReadonlySet<StanzaCondition> = new Set([
  'internal-server-error',
  'recipient-unavailable',
  'remote-server-not-found',
  'remote-server-timeout',
  'resource-constraint',
  'service-unavailable',
  'undefined-condition',
  'unexpected-request',
]);

/** §7.1: "until a sufficient number of errors have been received in a row". */
const MAX_ERRORS = 10;
/**
 * WHY time as well: an office whose line is down for an hour makes ten errors in a row of its own, and no telephone would ring
 * again until its program was started anew. Until then each costs one query.
 */
const GIVE_UP_MS = 7 * 24 * 60 * 60 * 1000;

/** @param errors in a row, this one included. @param forMs since the first of them. */
export function afterError(condition: StanzaCondition, errors: number, forMs: number): 'keep' | 'disable' {
  const isOver = errors >= MAX_ERRORS && forMs >= GIVE_UP_MS;
  return TRANSIENT.has(condition) && !isOver ? 'keep' : 'disable';
}
