/** What a bound client sends: counted, its sender stamped, its address read, and handed to the router. */
import type { Element } from 'ltx';
import { parseJid } from './jid.ts';
import type { KernelRouter } from './router.ts';
import type { KernelSession } from './session.ts';
import { errorReply, NS, StanzaError, type StreamCondition } from './stanza.ts';

const STANZAS = new Set(['message', 'presence', 'iq']);

export const isClientStanza = (element: Element): boolean =>
  STANZAS.has(element.name) && element.getNS() === NS.client;

/** The stream error for a first-level child nobody handles. */
export function unknownElement(element: Element): StreamCondition {
  // RFC 6120 §4.8.3: "If an entity receives a first-level child element qualified by a content namespace it does not support,
  // it MUST close the stream with an <invalid-namespace/> stream error".
  if (STANZAS.has(element.name) && element.getNS() !== NS.client) return 'invalid-namespace';
  // RFC 6120 §4.9.3.24: the receiver "does not understand the namespace" or "the element name for the applicable namespace".
  return 'unsupported-stanza-type';
}

/**
 * Answers the stream error the stanza deserves, if any.
 * @param lang the stream's default language, when the client's header named one.
 */
export type Inbound = (
  stanza: Element,
  session: KernelSession,
  lang?: string | undefined,
) => StreamCondition | undefined;

export function createInbound(router: KernelRouter): Inbound {
  return (stanza, session, lang) => {
    if (!session.countInbound(stanza)) return undefined;
    const { attrs } = stanza;
    const full = session.jid.toString();
    // RFC 6120 §8.1.2.1: a 'from' must match the connected resource or its bare address, else <invalid-from/>.
    if (attrs.from !== undefined && attrs.from !== full) {
      const claimed = parseJid(attrs.from);
      const honest = claimed && (claimed.equals(session.jid) || claimed.equals(session.jid.bare));
      if (!honest) return 'invalid-from';
    }
    attrs.from = full;
    // RFC 6120 §8.1.5: a stanza without 'xml:lang' gets "that specified for the client's output stream"; one that has it keeps it.
    if (lang !== undefined) attrs['xml:lang'] ??= lang;
    if (attrs.to === undefined) {
      router.accept(stanza, session, undefined);
      return undefined;
    }
    const to = parseJid(attrs.to);
    if (to) {
      // RFC 7622 §4: what goes on is the address as it is compared, not as it was typed.
      attrs.to = to.toString();
      router.accept(stanza, session, to);
      return undefined;
    }
    // RFC 6120 §8.3.3.8; the answer comes from the account, since what was addressed does not exist.
    delete attrs.to;
    if (attrs.type !== 'error' && attrs.type !== 'result')
      session.send(errorReply(stanza, new StanzaError('jid-malformed')));
    return undefined;
  };
}
