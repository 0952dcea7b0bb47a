/** Resource binding (RFC 6120 §7): reading the request, writing the answer. Pure but for the random resource. */
import { randomBytes } from 'node:crypto';
import { Element } from 'ltx';
import { inspectIq } from './iq.ts';
import { type Jid, makeJid, parseJid } from './jid.ts';
import { errorReply, NS, resultReply, StanzaError } from './stanza.ts';

/** The `<bind/>` of a request to the server or to the account itself; undefined for any other stanza. */
export function readBind(stanza: Element, account: Jid): Element | undefined {
  const { to, type } = stanza.attrs;
  if (stanza.name !== 'iq' || type === 'result' || type === 'error') return undefined;
  const asked = to === undefined ? account : parseJid(to);
  if (!asked?.equals(account) && asked?.toString() !== account.domain) return undefined;
  return stanza.getChild('bind', NS.bind);
}

/** The full address asked for, with a resource of ours where none is; throws `bad-request` for one that cannot be. */
export function chooseAddress(bind: Element, account: Jid): Jid {
  // RFC 6120 appendix C (xmpp-bind): a choice of one <resource/> or, in the answer, one <jid/>.
  const own = bind.getChildElements().filter((child) => child.getNS() === NS.bind);
  if (own.length > 1 || own.some((child) => child.name !== 'resource'))
    throw new StanzaError('bad-request', 'binding takes one resource');
  const wanted = bind.getChildText('resource', NS.bind);
  // RFC 6120 §7.6: "the server generates"; unguessable, as it SHOULD be (§13.10.1 of presence leaks).
  const resource = wanted || randomBytes(12).toString('base64url');
  const jid = makeJid(account.local, account.domain, resource);
  // RFC 6120 §7.7.2.1: the resource cannot be prepared.
  if (!jid?.resource) throw new StanzaError('bad-request', 'not a resource');
  return jid;
}

/**
 * Checks the request and binds; what is wrong with it is answered here. The answers name nobody: the client has no full address
 * yet.
 * @param bind false when the account has too many resources.
 */
export function answerBind(iq: Element, send: (answer: Element) => void, bind: () => boolean): void {
  delete iq.attrs.from;
  delete iq.attrs.to;
  try {
    const shape = inspectIq(iq);
    if (shape.is === 'malformed') throw new StanzaError('bad-request', shape.because);
    if (iq.attrs.type !== 'set') throw new StanzaError('bad-request', 'binding is a set');
    // RFC 6120 §7.6.2.1: too many resources.
    if (!bind()) throw new StanzaError('resource-constraint', 'too many devices are connected');
  } catch (error) {
    if (!(error instanceof StanzaError)) throw error;
    send(errorReply(iq, error));
  }
}

export function bindResult(request: Element, jid: Jid): Element {
  const payload = new Element('bind', { xmlns: NS.bind });
  payload.c('jid').t(jid.toString());
  return resultReply(request, payload);
}
