/**
 * The end of a SASL2 log-in (XEP-0388 §2.6.1, XEP-0386 1.1.0, XEP-0198 §9, XEP-0484): what was asked for together with it is
 * done, in this order: token, resumption, binding; then one answer says all of it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Element } from 'ltx';
import type { InlineFeatures } from './inline.ts';
import { type Jid, makeJid } from './jid.ts';
import type { IssuedToken } from './sasl.ts';
import type { ClientStream, KernelSession, SessionStateKey } from './session.ts';
import type { SessionRegistry } from './sessions.ts';
import { StanzaError } from './stanza.ts';
import { type LoginRequest, NS_BIND2, NS_FAST, NS_SASL2 } from './stream-sasl2.ts';

export interface InlineParts {
  readonly sessions: SessionRegistry;
  readonly inline: InlineFeatures;
  readonly stream: ClientStream;
  /** The features of a stream that is logged in, bound or not. */
  readonly features: (bound: boolean) => Element;
}

export interface InlineLogin {
  readonly request: LoginRequest;
  readonly account: Jid;
  /** `<success/>` with the bare address, to be completed. */
  readonly success: Element;
  readonly token: IssuedToken | undefined;
  /** What goes into `<bound/>` whoever binds. */
  readonly info: readonly Element[];
}

/** Completes and sends the answer. The stream counts as logged in by now. */
export function completeLogin(login: InlineLogin, { sessions, inline, stream, features }: InlineParts): void {
  const { request, account, success } = login;
  if (login.token) success.cnode(tokenElement(login.token));
  // XEP-0386 §3.2: "If the client included a <resume/> element in its SASL2 negotiation, that MUST be processed first by the
  // server. If that resumption is successful, the server MUST skip resource binding".
  const resume = request.resume && inline.resume();
  if (request.resume && resume) {
    const wrap = (resumed: Element) => {
      success.cnode(resumed);
      return success;
    };
    const failed = resume.take(request.resume, stream, account, wrap);
    // XEP-0198 §9.2: after a resumption "stream features MUST NOT be sent".
    if (!failed) return;
    success.cnode(failed);
  }
  if (!request.bind) {
    stream.send(success);
    stream.send(features(false));
    return;
  }
  const bound = new Element('bound', { xmlns: NS_BIND2 });
  bound.append(...login.info);
  const session = bindInline(request.bind, login, bound, sessions, stream);
  if (!session) {
    // RFC 6120 §7.6.2.1 has the log-in succeed without a resource; the client may bind or wait.
    stream.send(success);
    stream.send(features(false));
    return;
  }
  success.getChild('authorization-identifier', NS_SASL2)!.children = [session.jid.toString()];
  success.cnode(bound);
  // In order behind what the session has to have on disk.
  session.sm.answer(success);
  session.sm.answer(features(true));
}

const DEVICE: SessionStateKey<string> = { name: 'login.device', initial: () => '' };

function bindInline(
  bind: Element,
  { request, account }: InlineLogin,
  bound: Element,
  sessions: SessionRegistry,
  stream: ClientStream,
): KernelSession | undefined {
  const { device } = request;
  // XEP-0386 §3.2: "the server SHOULD terminate any earlier sessions from the same client (identified by the <user-agent> 'id'
  // attribute)": before the new one counts, so that they are not one too many.
  if (device !== undefined)
    for (const earlier of [...sessions.of(account)])
      if (earlier.get(DEVICE) === device) earlier.end('the same client is back', 'conflict');
  const jid = addressFor(bind, account, device);
  const session = sessions.bind(stream, jid, () => {}, { request: bind, bound });
  if (device !== undefined) session?.set(DEVICE, device);
  return session;
}

/** Bytes of the generated part: 96 bits. */
const IDENTIFIER_BYTES = 12;
const MAX_TAG = 128;

/**
 * XEP-0386 §3.2.1: "[client tag]/[server generated identifier]", and where the client names its installation the same each
 * time: "the generated identifier SHOULD remain stable for every bind request with the same <tag/> and SASL2 <user-agent> id.
 * The SASL2 <user-agent> id itself MUST NOT be exposed".
 */
export function addressFor(bind: Element, account: Jid, device: string | undefined): Jid {
  const given = bind.getChildText('tag', NS_BIND2) ?? '';
  const tag = given.length <= MAX_TAG ? given : '';
  const identifier =
    device === undefined
      ? randomBytes(IDENTIFIER_BYTES)
      : createHash('sha256').update([account, tag, device].join('\0')).digest().subarray(0, IDENTIFIER_BYTES);
  const text = identifier.toString('base64url');
  const tagged = tag === '' ? undefined : makeJid(account.local, account.domain, `${tag}/${text}`);
  const jid = tagged ?? makeJid(account.local, account.domain, text);
  if (!jid) throw new StanzaError('internal-server-error', 'no address for a session');
  return jid;
}

const tokenElement = ({ token, expires }: IssuedToken): Element =>
  new Element('token', { xmlns: NS_FAST, token, expiry: new Date(expires).toISOString() });
