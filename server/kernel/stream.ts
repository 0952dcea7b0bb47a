/**
 * A client's stream (RFC 6120 §4): from the first byte to the last, as a state machine.
 *
 * ```
 *             header                starttls
 *   opening ──────────▶ negotiating ─────────▶ securing
 *      ▲                  │                      │
 *      │                  │ success              │ handshake
 *      └──────────────────┴──────────────────────┘
 *   opening (logged in) ──header──▶ authenticated ──bind, resume──▶ bound
 *
 *   any ──fault, fail, close──▶ closing ──the peer closes, too──▶ closed        any ──connection lost──▶ closed
 * ```
 */
import { randomBytes } from 'node:crypto';
import type { Element } from 'ltx';
import type { AccountPace, AccountPaces } from './account-pace.ts';
import { noTrace, type Trace } from './attempts.ts';
import { stopOfFirstWords } from './first-words.ts';
import type { Framing } from './framing.ts';
import { type Inbound, isClientStanza, unknownElement } from './inbound.ts';
import type { InlineFeatures } from './inline.ts';
import type { IqTable } from './iq.ts';
import type { Jid } from './jid.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { NonzaHandler } from './module.ts';
import type { Authentication, SaslContext } from './sasl.ts';
import type { ClientStream, KernelSession } from './session.ts';
import type { SessionRegistry } from './sessions.ts';
import { NS } from './stanza.ts';
import { boundFeatures, plainFeatures, streamFeatures } from './stream-features.ts';
import { type ClientHeader, readHeader, writeStreamError } from './stream-header.ts';
import { completeLogin } from './stream-inline.ts';
import { createLogin } from './stream-login.ts';
import { createNegotiation, isStartTls } from './stream-negotiation.ts';
import { createPace } from './stream-pace.ts';
import type { Silence } from './stream-time.ts';
import { createTurns } from './stream-turns.ts';
import type { Transport, TransportEvents } from './transport.ts';
import type { XmlLimits } from './xml.ts';

type State =
  | { readonly at: 'opening' }
  | { readonly at: 'negotiating' }
  | { readonly at: 'securing' }
  | { readonly at: 'authenticated'; readonly account: Jid }
  | { readonly at: 'bound'; readonly session: KernelSession }
  | { readonly at: 'closing' }
  | { readonly at: 'closed' };

export interface StreamParts {
  readonly transport: Transport;
  /** How elements are put on it. */
  readonly framing: Framing;
  readonly hosts: ReadonlySet<string>;
  readonly authentication: Authentication;
  readonly sessions: SessionRegistry;
  readonly inbound: Inbound;
  readonly iq: IqTable;
  /** What modules add to the features of a stage. */
  readonly features: (stage: 'connected' | 'authenticated', stream: ClientStream) => Element[];
  readonly inline: InlineFeatures;
  readonly nonza: (namespace: string, name: string) => NonzaHandler | undefined;
  readonly limits: Limits;
  /** What all connections of an account may cost. */
  readonly accountPaces: Pick<AccountPaces, 'enter'>;
  readonly xmlLimits: XmlLimits;
  readonly log: Log;
  readonly now: () => number;
  /** Hears how far this connection comes. */
  readonly trace: Trace;
  /** Somebody logged in on this stream. */
  readonly onAuthenticated: () => void;
  readonly onClosed: () => void;
}

export interface Stream extends TransportEvents {
  /** Called every few seconds: time-outs are measured here. */
  tick(now: number): void;
  fail(condition: string, text?: string): void;
}

/** RFC 6120 §4.7.3: the id "MUST BE unique within the receiving application", and unpredictable (§13.9 builds on it). */
const newStreamId = () => randomBytes(12).toString('base64url');

export function createStream(parts: StreamParts): Stream {
  const { transport, framing, hosts, log, sessions } = parts;
  const pace = createPace({ limits: parts.limits, transport, now: parts.now });

  let state: State = { at: 'opening' };
  let host = [...hosts][0] ?? '';
  let account: Jid | undefined;
  let accountPace: AccountPace | undefined;
  let id = '';
  let headerSent = false;
  /** Who the client's header says it is. */
  let from: Jid | undefined;
  /** What the client's stanzas are in, unless they say otherwise. */
  let lang: string | undefined;
  /** Somebody asked for a form before logging in, and people take longer than programs. */
  let registering = false;
  let peerClosed = false;
  let hasSpoken = false;
  /** Nobody's any more once there is a session: it would stay for as long as the connection. */
  let { trace } = parts;

  const turns = createTurns({
    transport,
    handle: onElement,
    isOver: () => state.at === 'closing' || state.at === 'closed',
    onFault: stumble,
  });
  const reader = framing.reader(
    {
      header: onHeader,
      element: turns.take,
      footer: onFooter,
      // WHY: bytes after <starttls/> and before the handshake could have been injected; they count for nothing.
      fault: ({ condition, text }) => state.at !== 'securing' && fail(condition, text),
    },
    parts.xmlLimits,
  );

  const handle: ClientStream = {
    get id() {
      return id;
    },
    remoteAddress: transport.remoteAddress,
    get host() {
      return host;
    },
    get account() {
      return account;
    },
    get encrypted() {
      return transport.tls.encrypted;
    },
    get session() {
      return state.at === 'bound' ? state.session : undefined;
    },
    set session(session) {
      if (session) {
        state = { at: 'bound', session: session as KernelSession };
        trace.note({
          stage: 'connected',
          account: session.jid.bare.toString(),
          resource: session.jid.resource,
        });
        trace = noTrace;
      } else if (state.at === 'bound' && account) state = { at: 'authenticated', account };
    },
    send: (element) => transport.send(framing.child(element.toString())),
    write: (text) => transport.send(framing.child(text)),
    fail,
    close,
  };

  const login = createLogin({
    authentication: parts.authentication,
    inline: parts.inline,
    context: (): SaslContext => ({
      ...{ host, from, lang, remoteAddress: transport.remoteAddress, tls: transport.tls },
      seen: trace.note,
    }),
    ...{ turns, log, fail },
    send: handle.send,
    onSuccess(who) {
      loggedIn(who);
      restart();
    },
    onSuccess2(login) {
      loggedIn(login.account);
      state = { at: 'authenticated', account: login.account };
      const features = (bound: boolean) => streamFeatures(bound ? offersToBound() : offersNow());
      completeLogin(login, { sessions, inline: parts.inline, stream: handle, features });
    },
  });

  const negotiation = createNegotiation({
    ...{ transport, framing, stream: handle, login, iq: parts.iq, sessions, log, fail, hangUp, restart },
    lang: () => lang,
    seen: (facts) => trace.note(facts),
    nonza: onNonza,
    securing() {
      state = { at: 'securing' };
    },
    registering() {
      registering = true;
    },
  });

  function loggedIn(who: Jid): void {
    account = who;
    trace.note({ stage: 'known', account: who.bare.toString() });
    registering = false;
    accountPace = parts.accountPaces.enter(who.toString());
    pace.belongsTo(accountPace);
    parts.onAuthenticated();
  }

  function onHeader(element: Element) {
    const header = readHeader(element);
    const { to, fault } = header;
    const { encrypted, protocol } = transport.tls;
    const asked = to ?? String(element.attrs.to ?? '');
    trace.note({
      stage: encrypted ? 'greeted' : 'spoke',
      ...(asked && { asked }),
      ...(protocol && { tls: protocol }),
    });
    from = header.from ?? undefined;
    const served = to !== undefined && hosts.has(to);
    if (to !== undefined && served && !account) host = to;
    lang = header.lang;
    // RFC 6120 §4.9.1.2: even when the header is refused, ours goes first.
    sendHeader(header);
    if (fault) return fail(fault.condition, fault.text);
    if (!served || (account && to !== account.domain)) {
      trace.note({ stopped: 'wrong-domain' });
      return fail('host-unknown');
    }
    // RFC 6120 §4.9.3.9: a 'from' that "does not match an authorized JID […] as negotiated […] via SASL authentication".
    if (account && header.from !== undefined && !from?.bare.equals(account)) return fail('invalid-from');
    // XEP-0388 §2.1: "If the "from" attribute is not empty and the domain used in this attribute does not match the domain used in
    // the "to" attribute the server SHOULD respond with an invalid-from error".
    if (from && from.domain !== to) return fail('invalid-from');
    state = account ? { at: 'authenticated', account } : { at: 'negotiating' };
    handle.send(streamFeatures(offersNow()));
  }

  /** @param answering the client's header, unless it never came. */
  function sendHeader(answering?: ClientHeader): void {
    headerSent = true;
    // RFC 6120 §5.4.3.3, §6.4.6: after a restart, too: "a new stream ID instead of re-using the old stream ID".
    id = newStreamId();
    // RFC 6120 §4.7.2: 'to' is the bare address of the client's 'from', and absent where that is.
    const to = answering?.from ? answering.from.bare.toString() : undefined;
    transport.send(
      framing.header({ ...{ id, to }, from: host, version: answering ? answering.version : '1.0' }),
    );
  }

  function offersNow(): Element[] {
    if (account) return [...boundFeatures(), ...offersToBound()];
    if (!transport.tls.encrypted) return plainFeatures();
    return [...login.features(), ...parts.features('connected', handle)];
  }

  /** Bound within the log-in: what is left to choose. */
  const offersToBound = () => parts.features('authenticated', handle);

  function onElement(element: Element) {
    // RFC 6120 §4.9.1.1: the peer found an error and is gone; an answer with another error would be to nobody.
    if (element.name === 'error' && element.getNS() === NS.streams) return hangUp();
    switch (state.at) {
      case 'negotiating':
        return negotiation.connected(element);
      case 'authenticated':
        return negotiation.authenticated(element, state.account);
      case 'bound':
        return onBound(element, state.session);
      case 'opening':
      case 'securing':
      case 'closing':
      case 'closed':
        return;
      default:
        return assertNever(state);
    }
  }

  /** RFC 6120 §4.3.3: both sides forget what they knew of the old stream, and the client opens a new one. */
  function restart(): void {
    if (state.at === 'closed' || state.at === 'closing') return;
    headerSent = false;
    state = { at: 'opening' };
    reader.reset();
  }

  function onNonza(element: Element) {
    if (isStartTls(element)) return negotiation.refuseTls();
    const handler = parts.nonza(element.getNS() ?? '', element.getName());
    if (!handler) return fail(unknownElement(element));
    handler(element, handle.session, handle);
  }

  function onBound(element: Element, session: KernelSession) {
    // Replaced or disconnected, its last words still on their way: it speaks for nobody any more.
    if (session.status === 'ended') return;
    if (!isClientStanza(element)) return onNonza(element);
    pace.countStanza();
    const fault = parts.inbound(element, session, lang);
    if (fault) fail(fault);
  }

  function onFooter() {
    peerClosed = true;
    if (state.at === 'bound') return state.session.end('the client closed its stream');
    if (state.at === 'closing') return transport.end();
    close();
  }

  function fail(condition: string, text?: string, application?: Element): void {
    if (state.at === 'closing' || state.at === 'closed') return;
    if (!headerSent) sendHeader();
    log.debug('stream error', { condition, text, address: transport.remoteAddress });
    finish(writeStreamError(condition, text, application));
    // RFC 6120 §4.9.1.1: stream errors are unrecoverable; nothing more is read.
    reader.stop();
    transport.end();
  }

  /** RFC 6120 §4.9.3.8: one stream stumbles, its neighbours do not notice. To the peer generic, to the log exact. */
  function stumble(error: Error): void {
    log.error('a stream failed', { cause: error.stack ?? String(error) });
    fail('internal-server-error');
  }

  function close(): void {
    if (state.at === 'closing' || state.at === 'closed') return;
    finish('');
  }

  /** Closes without waiting for the peer's closing tag. */
  function hangUp(): void {
    close();
    transport.end();
  }

  function finish(last: string): void {
    const session = state.at === 'bound' ? state.session : undefined;
    state = { at: 'closing' };
    if (last !== '') transport.send(framing.child(last));
    transport.send(framing.footer);
    pace.closed();
    session?.lostConnection('the stream ended');
    // RFC 6120 §4.4: whoever closes waits for the other side's closing tag; here it has come.
    if (peerClosed) transport.end();
  }

  return {
    fail,
    data(chunk) {
      pace.heard();
      if (!hasSpoken) {
        hasSpoken = true;
        const stopped = stopOfFirstWords(chunk);
        if (stopped) trace.note({ stopped });
      }
      try {
        reader.write(chunk);
      } catch (error) {
        stumble(error as Error);
      }
      // In the same turn as all that the stanzas of this chunk caused, so that they are committed together.
      if (state.at === 'bound') state.session.commitInbound();
      pace.charge(chunk.length);
    },
    closed(reason) {
      const session = state.at === 'bound' ? state.session : undefined;
      state = { at: 'closed' };
      trace.over();
      reader.stop();
      session?.lostConnection(reason);
      accountPace?.leave();
      parts.onClosed();
    },
    tick(time) {
      const managed = state.at === 'bound' && state.session.sm.enabled;
      const due = pace.due(time, phaseOf(state, registering), managed);
      switch (due.do) {
        case 'nothing':
          return;
        case 'end':
          return transport.end();
        case 'destroy':
          return transport.destroy();
        case 'fail':
          return fail('connection-timeout', due.text);
        case 'ask':
          pace.asked();
          // XEP-0198 asks the peer itself.
          if (managed) transport.send(framing.child("<r xmlns='urn:xmpp:sm:3'/>"));
          else if (framing.keepalive !== undefined) transport.send(framing.keepalive);
          return;
        default:
          return assertNever(due);
      }
    },
  };
}

function phaseOf({ at }: State, registering: boolean): Silence['phase'] {
  if (at === 'bound' || at === 'securing' || at === 'closing') return at;
  if (at === 'closed') return 'closing';
  return registering ? 'registering' : 'logging in';
}

function assertNever(value: never): never {
  throw new Error(`not a state of a stream: ${JSON.stringify(value)}`);
}
