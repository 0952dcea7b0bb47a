/**
 * What becomes of a stanza between a person and an address that person has blocked. Spec: XEP-0191 §3.3.
 * Pure: whether an address is blocked is support/blocklist.ts, the answers are given by index.ts.
 */
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';

/** `pass`: as if nothing were blocked; `drop`: without a word; the others: dropped and answered. */
export interface Verdict {
  readonly do: 'pass' | 'drop' | 'service-unavailable' | 'not-acceptable';
  readonly because: string;
}

const pass = (because: string): Verdict => ({ do: 'pass', because });
const drop = (because: string): Verdict => ({ do: 'drop', because });

/** Nobody waits for an answer to these. */
const isAnswer = ({ name, attrs: { type } }: Element) =>
  type === 'error' || (name === 'iq' && type === 'result');

/** From the blocked address to the person. */
export function inbound(stanza: Element): Verdict {
  // "For presence stanzas (including notifications, subscriptions, and probes), the server MUST NOT respond and MUST NOT return
  // an error."
  if (stanza.name === 'presence') return drop('presence from a blocked address');
  // "IQ stanzas of other types MUST be silently dropped by the server."
  if (isAnswer(stanza)) return drop('an answer from a blocked address');
  // WHY not the error of other messages: a room takes an error for a sign that we left, and one blocked occupant would have us
  // thrown out. What one occupant says to another carries a muc#user element (XEP-0045 §7.5).
  const fromRoom = stanza.attrs.type === 'groupchat' || stanza.getChild('x', NS.mucUser) !== undefined;
  if (stanza.name === 'message' && fromRoom) return drop('a room, or somebody in it, is blocked');
  // "For message stanzas, the server SHOULD return an error, which SHOULD be <service-unavailable/>."
  // "For IQ stanzas of type "get" or "set", the server MUST return an error, which SHOULD be <service-unavailable/>."
  return { do: 'service-unavailable', because: `${stanza.name} from a blocked address` };
}

/** From one of the person's devices to the blocked address. */
export function outbound(stanza: Element): Verdict {
  if (isAnswer(stanza)) return drop('an answer to a blocked address');
  // "the user's server MUST NOT route the stanza to the JID but instead MUST return a <not-acceptable/> error"
  return { do: 'not-acceptable', because: `${stanza.name} to a blocked address` };
}

/** From the server in the person's name to the blocked address. */
export function routed(stanza: Element): Verdict {
  const { type } = stanza.attrs;
  if (isAnswer(stanza)) return pass('an answer');
  // §4: blocking is "polite" and leaves subscriptions alone; when the person ends one, both servers must know.
  if (stanza.name === 'presence' && (type === 'unsubscribe' || type === 'unsubscribed'))
    return pass('the end of a subscription');
  return drop(`${stanza.name} in the name of somebody who blocks the recipient`);
}
