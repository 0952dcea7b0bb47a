/**
 * Stanzas: the namespaces, the closed lists of error conditions, and the replies every handler needs.
 *
 * RFC 6120 §4.9.3 (stream errors), §8 (stanzas), §8.3.3 (stanza errors).
 * Modules throw a `StanzaError`; the kernel alone turns it into the answer on the wire.
 * Nothing here decides where a stanza goes; that is router.ts and delivery.ts.
 */
import { Element } from 'ltx';

/** RFC 6120 §8.3.3. */
export type StanzaCondition =
  | 'bad-request'
  | 'conflict'
  | 'feature-not-implemented'
  | 'forbidden'
  | 'gone'
  | 'internal-server-error'
  | 'item-not-found'
  | 'jid-malformed'
  | 'not-acceptable'
  | 'not-allowed'
  | 'not-authorized'
  | 'policy-violation'
  | 'recipient-unavailable'
  | 'redirect'
  | 'registration-required'
  | 'remote-server-not-found'
  | 'remote-server-timeout'
  | 'resource-constraint'
  | 'service-unavailable'
  | 'subscription-required'
  | 'undefined-condition'
  | 'unexpected-request';

/** RFC 6120 §4.9.3. */
export type StreamCondition =
  | 'bad-format'
  | 'bad-namespace-prefix'
  | 'conflict'
  | 'connection-timeout'
  | 'host-gone'
  | 'host-unknown'
  | 'improper-addressing'
  | 'internal-server-error'
  | 'invalid-from'
  | 'invalid-namespace'
  | 'invalid-xml'
  | 'not-authorized'
  | 'not-well-formed'
  | 'policy-violation'
  | 'remote-connection-failed'
  | 'reset'
  | 'resource-constraint'
  | 'restricted-xml'
  | 'see-other-host'
  | 'system-shutdown'
  | 'undefined-condition'
  | 'unsupported-encoding'
  | 'unsupported-feature'
  | 'unsupported-stanza-type'
  | 'unsupported-version';

/** RFC 6120 §8.3.2: what the sender may do about it. */
export type StanzaErrorType = 'auth' | 'cancel' | 'continue' | 'modify' | 'wait';

/** The type each condition has unless the thrower knows better; the SHOULDs of RFC 6120 §8.3.3. */
const DEFAULT_TYPE: Readonly<Record<StanzaCondition, StanzaErrorType>> = {
  'bad-request': 'modify',
  conflict: 'cancel',
  'feature-not-implemented': 'cancel',
  forbidden: 'auth',
  gone: 'cancel',
  'internal-server-error': 'cancel',
  'item-not-found': 'cancel',
  'jid-malformed': 'modify',
  'not-acceptable': 'modify',
  'not-allowed': 'cancel',
  'not-authorized': 'auth',
  'policy-violation': 'modify',
  'recipient-unavailable': 'wait',
  redirect: 'modify',
  'registration-required': 'auth',
  'remote-server-not-found': 'cancel',
  'remote-server-timeout': 'wait',
  'resource-constraint': 'wait',
  'service-unavailable': 'cancel',
  'subscription-required': 'auth',
  'undefined-condition': 'cancel',
  'unexpected-request': 'wait',
};

/** Namespaces by the name people call them. */
export const NS = {
  client: 'jabber:client',
  server: 'jabber:server',
  streams: 'http://etherx.jabber.org/streams',
  streamErrors: 'urn:ietf:params:xml:ns:xmpp-streams',
  stanzas: 'urn:ietf:params:xml:ns:xmpp-stanzas',
  tls: 'urn:ietf:params:xml:ns:xmpp-tls',
  sasl: 'urn:ietf:params:xml:ns:xmpp-sasl',
  bind: 'urn:ietf:params:xml:ns:xmpp-bind',
  session: 'urn:ietf:params:xml:ns:xmpp-session',
  roster: 'jabber:iq:roster',
  rosterVersioning: 'urn:xmpp:features:rosterver',
  preApproval: 'urn:xmpp:features:pre-approval',
  register: 'jabber:iq:register',
  registerFeature: 'http://jabber.org/features/iq-register',
  discoInfo: 'http://jabber.org/protocol/disco#info',
  discoItems: 'http://jabber.org/protocol/disco#items',
  caps: 'http://jabber.org/protocol/caps',
  data: 'jabber:x:data',
  rsm: 'http://jabber.org/protocol/rsm',
  ping: 'urn:xmpp:ping',
  version: 'jabber:iq:version',
  time: 'urn:xmpp:time',
  vcardTemp: 'vcard-temp',
  delay: 'urn:xmpp:delay',
  offline: 'msgoffline',
  carbons: 'urn:xmpp:carbons:2',
  forward: 'urn:xmpp:forward:0',
  mam: 'urn:xmpp:mam:2',
  mamExtended: 'urn:xmpp:mam:2#extended',
  stanzaId: 'urn:xmpp:sid:0',
  hints: 'urn:xmpp:hints',
  streamManagement: 'urn:xmpp:sm:3',
  dialback: 'jabber:server:dialback',
  dialbackFeature: 'urn:xmpp:features:dialback',
  bidi: 'urn:xmpp:bidi',
  bidiFeature: 'urn:xmpp:features:bidi',
  receipts: 'urn:xmpp:receipts',
  chatMarkers: 'urn:xmpp:chat-markers:0',
  chatStates: 'http://jabber.org/protocol/chatstates',
  mucUser: 'http://jabber.org/protocol/muc#user',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
} as const;

export interface StanzaErrorOptions {
  type?: StanzaErrorType;
  /** An application-specific condition, in its own namespace (§8.3.4). */
  application?: Element;
  /** The entity that found the error (§8.3.1). */
  by?: string;
  /** The number of XEP-0086, for the old protocols that still want it. */
  code?: number;
}

/** What a handler throws to refuse a stanza. `text` is read by people: a plain sentence. */
export class StanzaError extends Error {
  readonly condition: StanzaCondition;
  readonly type: StanzaErrorType;
  readonly application: Element | undefined;
  readonly by: string | undefined;
  readonly code: number | undefined;
  /** The sentence for people, absent when none was given. */
  readonly text: string | undefined;

  constructor(condition: StanzaCondition, text?: string, options: StanzaErrorOptions = {}) {
    super(text ?? condition);
    this.name = 'StanzaError';
    this.condition = condition;
    this.text = text;
    this.type = options.type ?? DEFAULT_TYPE[condition];
    this.application = options.application;
    this.by = options.by;
    this.code = options.code;
  }

  /** The `<error/>` child as it goes on the wire. */
  toElement(): Element {
    const element = new Element('error', { type: this.type });
    if (this.by !== undefined) element.attrs.by = this.by;
    if (this.code !== undefined) element.attrs.code = String(this.code);
    element.c(this.condition, { xmlns: NS.stanzas });
    if (this.text !== undefined) element.c('text', { xmlns: NS.stanzas, 'xml:lang': 'en' }).t(this.text);
    if (this.application) element.cnode(this.application);
    return element;
  }
}

/**
 * The error for a stanza, with the addresses swapped; the payload is not sent back.
 * The caller sees to it that `stanza` is neither an error nor an iq result (`Router.bounce` does).
 */
export function errorReply(stanza: Element, error: StanzaError): Element {
  const reply = replyTo(stanza, 'error');
  reply.cnode(error.toElement());
  return reply;
}

/** The result of an iq, empty without `payload`. */
export function resultReply(iq: Element, payload?: Element): Element {
  const reply = replyTo(iq, 'result');
  if (payload) reply.cnode(payload);
  return reply;
}

/** True for `<message/>`, `<presence/>` and `<iq/>` in a content namespace (RFC 6120 §8). */
export function isStanza(element: Element): boolean {
  const name = element.getName();
  if (name !== 'message' && name !== 'presence' && name !== 'iq') return false;
  const namespace = element.getNS();
  return namespace === NS.client || namespace === NS.server;
}

// SPEC: RFC 6120 §8.2.3: "The response MUST preserve the 'id' attribute of the request".
// §8.1.1.1, §8.1.2.1: the answer goes back to where the stanza came from.
function replyTo(stanza: Element, type: 'error' | 'result'): Element {
  const { from, to, id, xmlns } = stanza.attrs;
  const attrs: Record<string, string> = { type };
  if (xmlns !== undefined) attrs.xmlns = xmlns;
  if (id !== undefined) attrs.id = id;
  if (to !== undefined) attrs.from = to;
  if (from !== undefined) attrs.to = from;
  return new Element(stanza.getName(), attrs);
}
