/** What a bound client sends: counted, its sender stamped, its address read, and handed to the router. */
import type { Element } from 'ltx';
import { parseJid } from './jid.ts';
import type { KernelRouter } from './router.ts';
import type { KernelSession } from './session.ts';
import { errorReply, NS, StanzaError, type StreamCondition } from './stanza.ts';

const STANZAS = new Set(['message', 'presence', 'iq']);

export const isClientStanza = (element: Element): boolean =>
  STANZAS.has(element.name) && element.getNS() === NS.client;

/** Answers the stream error the stanza deserves, if any. */
export type Inbound = (stanza: Element, session: KernelSession) => StreamCondition | undefined;

export function createInbound(router: KernelRouter): Inbound {
  return (stanza, session) => {
    session.countInbound();
    const { attrs } = stanza;
    const full = session.jid.toString();
    // RFC 6120 §8.1.2.1: a 'from' must match the connected resource or its bare address, else <invalid-from/>.
    if (attrs.from !== undefined && attrs.from !== full) {
      const claimed = parseJid(attrs.from);
      const honest = claimed && (claimed.equals(session.jid) || claimed.equals(session.jid.bare));
      if (!honest) return 'invalid-from';
    }
    attrs.from = full;
    if (attrs.to === undefined) {
      router.accept(stanza, session, undefined);
      return undefined;
    }
    const to = parseJid(attrs.to);
    if (to) {
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
