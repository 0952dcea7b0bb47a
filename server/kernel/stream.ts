/**
 * A client's stream (RFC 6120 §4): from the first byte to the last, as a state machine.
 *
 * ```
 *              header                starttls               header (restart)
 *   opening ───────────▶ negotiating ─────────▶ securing ───────────────────┐
 *      ▲                  │   ▲   ▲                                         │
 *      │             auth │   │   └─────────────────────────────────────────┘
 *      │                  ▼   │ failure, abort
 *      │  success   authenticating
 *      └────────────────┘
 *   opening (logged in) ──header──▶ authenticated ──bind, resume──▶ bound
 *
 *   any ──fault, fail, close──▶ closing ──the peer closes, too──▶ closed        any ──connection lost──▶ closed
 * ```
 */
import { randomBytes } from 'node:crypto';
import type { Element } from 'ltx';
import { type Inbound, isClientStanza } from './inbound.ts';
import { type IqTable, inspectIq } from './iq.ts';
import type { Jid } from './jid.ts';
import { createBudget, type Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { NonzaHandler } from './module.ts';
import type { Authentication, SaslContext, SaslExchange } from './sasl.ts';
import type { ClientStream, KernelSession } from './session.ts';
import type { SessionRegistry } from './sessions.ts';
import { errorReply, NS, StanzaError } from './stanza.ts';
import { bindResult, chooseAddress, readBind } from './stream-bind.ts';
import { boundFeatures, loginFeatures, plainFeatures } from './stream-features.ts';
import { readHeader, writeHeader, writeStreamError } from './stream-header.ts';
import { channelBindingFeature, type SaslOutcome, saslFailure, saslStep } from './stream-sasl.ts';
import { type Silence, whatIsDue } from './stream-time.ts';
import type { Transport, TransportEvents } from './transport.ts';
import { createXmlReader, type XmlLimits } from './xml.ts';

type State =
  | { readonly at: 'opening' }
  | { readonly at: 'negotiating' }
  | { readonly at: 'securing' }
  | { readonly at: 'authenticating'; readonly exchange: SaslExchange }
  | { readonly at: 'authenticated'; readonly account: Jid }
  | { readonly at: 'bound'; readonly session: KernelSession }
  | { readonly at: 'closing' }
  | { readonly at: 'closed' };

export interface StreamParts {
  readonly transport: Transport;
  readonly hosts: ReadonlySet<string>;
  readonly authentication: Authentication;
  readonly sessions: SessionRegistry;
  readonly inbound: Inbound;
  readonly iq: IqTable;
  /** What modules add to the features of a stage. */
  readonly features: (stage: 'connected' | 'authenticated', stream: ClientStream) => Element[];
  readonly nonza: (namespace: string, name: string) => NonzaHandler | undefined;
  readonly limits: Limits;
  readonly xmlLimits: XmlLimits;
  readonly log: Log;
  readonly now: () => number;
  /** Somebody logged in on this stream. */
  readonly onAuthenticated: () => void;
  readonly onClosed: () => void;
}

export interface Stream extends TransportEvents {
  /** Called every few seconds: time-outs are measured here. */
  tick(now: number): void;
  fail(condition: string, text?: string): void;
}

/** RFC 6120 §6.4.5: "a configurable but reasonable number of retries (at least 2)", then <policy-violation/>. */
const LOGIN_TRIES = 5;

export function createStream(parts: StreamParts): Stream {
  const { transport, hosts, limits, log, now, sessions } = parts;
  const id = randomBytes(12).toString('base64url');
  const openedAt = now();
  const stanzas = createBudget(limits.stanzasPerSecond);
  const bytes = createBudget(limits.bytesPerSecond);

  let state: State = { at: 'opening' };
  let host = [...hosts][0] ?? '';
  let account: Jid | undefined;
  let headerSent = false;
  let failures = 0;
  let heardAt = openedAt;
  let asked = false;
  let peerClosed = false;
  let taken = 0;
  /** While an answer is being worked out, what the client sends on waits here; reading is paused. */
  let held: Element[] | undefined;

  const reader = createXmlReader(
    {
      header: onHeader,
      element: take,
      footer: onFooter,
      // WHY: bytes after <starttls/> and before the handshake could have been injected; they count for nothing.
      fault: ({ condition, text }) => state.at !== 'securing' && fail(condition, text),
    },
    parts.xmlLimits,
  );

  const handle: ClientStream = {
    id,
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
      if (session) state = { at: 'bound', session: session as KernelSession };
      else if (state.at === 'bound' && account) state = { at: 'authenticated', account };
    },
    send: (element) => transport.send(element.toString()),
    write: (text) => transport.send(text),
    fail,
    close,
  };

  const saslContext = (): SaslContext => ({
    host,
    remoteAddress: transport.remoteAddress,
    tls: transport.tls,
  });
  const mechanisms = () => parts.authentication.mechanisms(saslContext());

  function onHeader(header: Element) {
    const { to, from, lang, fault } = readHeader(header);
    const served = to === undefined || hosts.has(to);
    if (to !== undefined && served && !account) host = to;
    // RFC 6120 §4.9.1.2: even when the header is refused, ours goes first.
    sendHeader(from?.toString(), lang);
    if (fault) return fail(fault.condition, fault.text);
    if (!served || (account && to !== undefined && to !== account.domain)) return fail('host-unknown');
    // RFC 6120 §4.9.3.9: a 'from' that "does not match an authorized JID […] as negotiated […] via SASL authentication".
    if (account && from && !from.bare.equals(account)) return fail('invalid-from');
    state = account ? { at: 'authenticated', account } : { at: 'negotiating' };
    transport.send(featuresNow().toString());
  }

  function sendHeader(to?: string, lang?: string): void {
    headerSent = true;
    transport.send(writeHeader({ id: account ? `${id}.1` : id, from: host, to, lang }));
  }

  function featuresNow(): Element {
    if (account) return boundFeatures(parts.features('authenticated', handle));
    if (!transport.tls.encrypted) return plainFeatures();
    const bindings = channelBindingFeature(parts.authentication.bindings(saslContext()));
    return loginFeatures(mechanisms(), [...bindings, ...parts.features('connected', handle)]);
  }

  /** One at a time: behind a log-in that is being decided everything waits, in order. */
  function take(element: Element): void {
    if (held) held.push(element);
    else onElement(element);
  }

  function onElement(element: Element) {
    // RFC 6120 §4.9.1.1: the peer found an error and closes; an answer with another error would be to nobody.
    if (element.name === 'error' && element.getNS() === NS.streams) return close();
    switch (state.at) {
      case 'negotiating':
        return onNegotiating(element);
      case 'authenticating':
        return onAuthenticating(element, state.exchange);
      case 'authenticated':
        return onAuthenticated(element, state.account);
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

  function onNegotiating(element: Element) {
    const namespace = element.getNS();
    if (namespace === NS.tls && element.getName() === 'starttls') return startTls();
    if (namespace === NS.sasl) {
      if (!transport.tls.encrypted) return onSaslOutcome(saslFailure('encryption-required'));
      // RFC 6120 §6.5.1: "sent in reply to the <abort/> element", also when what it aborts has failed by itself.
      if (element.getName() === 'abort') return onSaslOutcome(saslFailure('aborted'));
      if (element.getName() !== 'auth') return onSaslOutcome(saslFailure('malformed-request'));
      return authenticate(element, parts.authentication.exchange(saslContext()));
    }
    if (!isClientStanza(element)) return fail('unsupported-stanza-type');
    const payloads = element.getChildElements();
    const request = { stanza: element, payload: payloads[0]!, host, stream: handle };
    const mayAsk =
      transport.tls.encrypted && element.name === 'iq' && element.attrs.id && payloads.length === 1;
    if (mayAsk && parts.iq.answerPreAuth(request, handle.send)) return;
    // RFC 6120 §4.9.3.12: stanzas "before the stream has been authenticated".
    fail('not-authorized');
  }

  function startTls() {
    if (!transport.canStartTls) {
      transport.send(`<failure xmlns='${NS.tls}'/>`);
      return close();
    }
    state = { at: 'securing' };
    transport.send(`<proceed xmlns='${NS.tls}'/>`);
    transport.startTls(host).then(restart, (error: Error) => {
      log.info('TLS failed', { address: transport.remoteAddress, cause: error.message });
      transport.destroy();
    });
  }

  /** RFC 6120 §4.3.3: both sides forget what they knew of the old stream, and the client opens a new one. */
  function restart(): void {
    if (state.at === 'closed' || state.at === 'closing') return;
    headerSent = false;
    state = { at: 'opening' };
    reader.reset();
  }

  function onAuthenticating(element: Element, exchange: SaslExchange) {
    if (element.getNS() !== NS.sasl) return fail('not-authorized');
    if (element.getName() === 'abort') return onSaslOutcome(saslFailure('aborted'));
    authenticate(element, exchange);
  }

  /** Passwords take their time; nothing else of this stream is looked at meanwhile. */
  function authenticate(element: Element, exchange: SaslExchange): void {
    state = { at: 'authenticating', exchange };
    held = [];
    transport.pause();
    saslStep(exchange, element, mechanisms())
      .catch((error: Error) => {
        log.error('a log-in could not be decided', { cause: error.stack ?? error.message });
        return saslFailure('temporary-auth-failure');
      })
      .then((outcome) => {
        const waiting = held ?? [];
        held = undefined;
        transport.resume();
        if (state.at !== 'authenticating') return;
        onSaslOutcome(outcome);
        waiting.forEach(take);
      });
  }

  function onSaslOutcome(outcome: SaslOutcome) {
    handle.send(outcome.element);
    switch (outcome.is) {
      case 'challenge':
        return;
      case 'success':
        account = outcome.account;
        parts.onAuthenticated();
        return restart();
      case 'failure':
        state = { at: 'negotiating' };
        failures += 1;
        if (failures >= LOGIN_TRIES) fail('policy-violation', 'too many failed log-ins');
        return;
      default:
        return assertNever(outcome);
    }
  }

  function onAuthenticated(element: Element, owner: Jid) {
    const bind = readBind(element);
    if (isClientStanza(element) && bind) return onBind(element, bind, owner);
    // RFC 6120 §7.1: before binding, stanzas for anything but the negotiation are refused.
    if (isClientStanza(element)) return fail('not-authorized');
    onNonza(element);
  }

  function onBind(iq: Element, bind: Element, owner: Jid): void {
    try {
      const shape = inspectIq(iq);
      if (shape.is === 'malformed') throw new StanzaError('bad-request', shape.because);
      const greet = (session: KernelSession) => transport.send(bindResult(iq, session.jid).toString());
      if (sessions.bind(handle, chooseAddress(bind, owner), greet)) return;
      // RFC 6120 §7.6.2.1: too many resources.
      throw new StanzaError('resource-constraint', 'too many devices are connected');
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      handle.send(errorReply(iq, error));
    }
  }

  function onNonza(element: Element) {
    const handler = parts.nonza(element.getNS() ?? '', element.getName());
    // RFC 6120 §4.9.3.24: a first-level child that is not supported.
    if (!handler) return fail('unsupported-stanza-type');
    handler(element, handle.session, handle);
  }

  function onBound(element: Element, session: KernelSession) {
    // Replaced or disconnected, its last words still on their way: it speaks for nobody any more.
    if (session.status === 'ended') return;
    if (!isClientStanza(element)) return onNonza(element);
    taken += 1;
    const fault = parts.inbound(element, session);
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

  function close(): void {
    if (state.at === 'closing' || state.at === 'closed') return;
    finish('');
  }

  function finish(last: string): void {
    const session = state.at === 'bound' ? state.session : undefined;
    state = { at: 'closing' };
    transport.send(`${last}</stream:stream>`);
    heardAt = now();
    session?.lostConnection('the stream ended');
    // RFC 6120 §4.4: whoever closes waits for the other side's closing tag; here it has come.
    if (peerClosed) transport.end();
  }

  /** Over budget, reading pauses until the budget has grown back: the peer is slowed down, nobody else. */
  function charge(size: number): void {
    const wait = Math.max(bytes.spend(size, heardAt), stanzas.spend(taken, heardAt));
    taken = 0;
    if (wait === 0) return;
    transport.pause();
    setTimeout(transport.resume, wait).unref();
  }

  return {
    fail,
    data(chunk) {
      heardAt = now();
      asked = false;
      try {
        reader.write(chunk);
      } catch (error) {
        log.error('a stream failed', { cause: (error as Error).stack ?? String(error) });
        fail('internal-server-error');
      }
      // In the same turn as all that the stanzas of this chunk caused, so that they are committed together.
      if (state.at === 'bound') state.session.commitInbound();
      charge(chunk.length);
    },
    closed(reason) {
      const session = state.at === 'bound' ? state.session : undefined;
      state = { at: 'closed' };
      reader.stop();
      session?.lostConnection(reason);
      parts.onClosed();
    },
    tick(time) {
      const managed = state.at === 'bound' && state.session.sm.enabled;
      const [age, silent] = [(time - openedAt) / 1000, (time - heardAt) / 1000];
      const due = whatIsDue({ phase: phaseOf(state), age, silent, asked, managed }, limits);
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
          asked = true;
          // RFC 6120 §4.6.1: whitespace shows a connection that TCP has lost already; XEP-0198 asks the peer itself.
          return transport.send(managed ? "<r xmlns='urn:xmpp:sm:3'/>" : ' ');
        default:
          return assertNever(due);
      }
    },
  };
}

function phaseOf({ at }: State): Silence['phase'] {
  if (at === 'bound' || at === 'securing' || at === 'closing') return at;
  return at === 'closed' ? 'closing' : 'logging in';
}

function assertNever(value: never): never {
  throw new Error(`not a state of a stream: ${JSON.stringify(value)}`);
}
