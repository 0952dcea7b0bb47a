/** Resource binding (RFC 6120 §7): reading the request, writing the answer. Pure but for the random resource. */
import { randomBytes } from 'node:crypto';
import { Element } from 'ltx';
import { type Jid, makeJid } from './jid.ts';
import { NS, resultReply, StanzaError } from './stanza.ts';

/** The element of `<iq type='set'><bind/></iq>`, if `stanza` is that. */
export function readBind(stanza: Element): Element | undefined {
  if (stanza.name !== 'iq' || stanza.attrs.type !== 'set') return undefined;
  return stanza.getChild('bind', NS.bind);
}

/** The full address asked for, with a resource of ours where none is; throws `bad-request` for one that cannot be. */
export function chooseAddress(bind: Element, account: Jid): Jid {
  const wanted = bind.getChildText('resource', NS.bind);
  // RFC 6120 §7.6: "the server generates"; unguessable, as it SHOULD be (§13.10.1 of presence leaks).
  const resource = wanted || randomBytes(12).toString('base64url');
  const jid = makeJid(account.local, account.domain, resource);
  // RFC 6120 §7.7.2.1: the resource cannot be prepared.
  if (!jid?.resource) throw new StanzaError('bad-request', 'not a resource');
  return jid;
}

export function bindResult(request: Element, jid: Jid): Element {
  const payload = new Element('bind', { xmlns: NS.bind });
  payload.c('jid').t(jid.toString());
  return resultReply(request, payload);
}
