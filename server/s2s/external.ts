/** SASL EXTERNAL as other servers say it to us (RFC 6120 §6.4, XEP-0178 §3): whether what they say fits what they have shown. Pure. */
import { Element } from 'ltx';
import { parseJid } from '../kernel/jid.ts';
import { NS } from '../kernel/stanza.ts';

export type SaslAnswer =
  | 'success'
  /** They have not said who they want to be yet: an empty challenge asks. */
  | 'challenge'
  | 'invalid-mechanism'
  | 'incorrect-encoding'
  | 'invalid-authzid'
  | 'malformed-request'
  | 'aborted';

/** RFC 4648 §4, with its padding. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MAX_IDENTITY = 2048;

export interface Offered {
  /** The domain their certificate proves, in their header; undefined when EXTERNAL is not offered. */
  readonly remote: string | undefined;
  /** A challenge was sent. */
  readonly challenged: boolean;
}

export function answerSasl(element: Element, { remote, challenged }: Offered): SaslAnswer {
  if (element.name === 'abort') return 'aborted';
  if (element.name === 'response') return challenged ? authorize(element, remote) : 'malformed-request';
  if (element.name !== 'auth' || challenged) return 'malformed-request';
  if (remote === undefined || element.attrs.mechanism !== 'EXTERNAL') return 'invalid-mechanism';
  // RFC 6120 §6.4.2: no initial response; a client-first mechanism is then asked for it with an empty challenge.
  return element.getText() === '' ? 'challenge' : authorize(element, remote);
}

function authorize(element: Element, remote: string | undefined): SaslAnswer {
  const text = element.getText().trim();
  // RFC 6120 §6.4.2: "a single equals sign character ("=")" is an initial response without content.
  if (text === '' || text === '=') return 'success';
  if (text.length > MAX_IDENTITY || !BASE64.test(text)) return 'incorrect-encoding';
  // RFC 6120 §6.3.8: "the value of an authorization identity MUST be a domainpart only (<domainpart>)".
  const identity = parseJid(Buffer.from(text, 'base64').toString('utf8'));
  return identity && identity.toString() === remote ? 'success' : 'invalid-authzid';
}

export function writeSasl(answer: SaslAnswer): Element {
  if (answer === 'success' || answer === 'challenge') return new Element(answer, { xmlns: NS.sasl });
  const failure = new Element('failure', { xmlns: NS.sasl });
  failure.c(answer);
  return failure;
}
