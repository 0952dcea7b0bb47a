/**
 * A client's stream until it is bound (RFC 6120 §4.3): STARTTLS, the log-in, what may be asked before it, and binding a resource.
 * What state the stream is in is stream.ts's; each step tells it where it led.
 */
import type { Element } from 'ltx';
import type { AttemptFacts } from './attempts.ts';
import type { Framing } from './framing.ts';
import { isClientStanza } from './inbound.ts';
import type { IqTable } from './iq.ts';
import { type Jid, parseJid } from './jid.ts';
import type { Log } from './log.ts';
import type { ClientStream, KernelSession } from './session.ts';
import type { SessionRegistry } from './sessions.ts';
import { NS } from './stanza.ts';
import { answerBind, bindResult, chooseAddress, readBind } from './stream-bind.ts';
import type { Login } from './stream-login.ts';
import { stopOfTlsFailure } from './tls-failure.ts';
import type { Transport } from './transport.ts';

export interface NegotiationParts {
  readonly transport: Transport;
  readonly framing: Framing;
  readonly stream: ClientStream;
  readonly login: Login;
  readonly iq: Pick<IqTable, 'answerPreAuth'>;
  readonly sessions: Pick<SessionRegistry, 'bind'>;
  readonly log: Log;
  /** What stanzas are in, unless they say otherwise. */
  readonly lang: () => string | undefined;
  /** What is neither a stanza nor ours goes to whoever knows it. */
  readonly nonza: (element: Element) => void;
  readonly fail: (condition: string) => void;
  /** Closes without waiting for the peer's closing tag. */
  readonly hangUp: () => void;
  /** Hears what stops the client. */
  readonly seen: (facts: Partial<AttemptFacts>) => void;
  /** A handshake begins: what is read until its end counts for nothing. */
  readonly securing: () => void;
  /** Both sides forget what they knew. */
  readonly restart: () => void;
  /** Somebody asked for a form before logging in. */
  readonly registering: () => void;
}

export interface Negotiation {
  /** Before the log-in. */
  connected(element: Element): void;
  /** After it, and before there is a session. */
  authenticated(element: Element, owner: Jid): void;
  refuseTls(): void;
}

export const isStartTls = (element: Element): boolean =>
  element.getNS() === NS.tls && element.getName() === 'starttls';

export function createNegotiation(parts: NegotiationParts): Negotiation {
  const { transport, framing, stream, login, log, nonza, fail } = parts;

  function startTls(element: Element) {
    if (!transport.canStartTls || transport.tls.encrypted || element.children.length > 0) return refuseTls();
    parts.securing();
    parts.seen({ stage: 'securing' });
    transport.send(`<proceed xmlns='${NS.tls}'/>`);
    transport.startTls(stream.host).then(secured, (error: Error) => {
      parts.seen({ stopped: stopOfTlsFailure(error), because: error.message });
      const { remoteAddress: address, remotePort } = transport;
      log.info('TLS failed', { address, remotePort, cause: error.message });
      transport.destroy();
    });
  }

  function secured(): void {
    const { protocol } = transport.tls;
    parts.seen({ stage: 'secured', ...(protocol && { tls: protocol }) });
    parts.restart();
  }

  /**
   * RFC 6120 §5.4.2.2: a malformed command, or one that was not offered, is answered with <failure/>, the end of the stream
   * and the end of the connection.
   */
  function refuseTls(): void {
    transport.send(framing.child(`<failure xmlns='${NS.tls}'/>`));
    parts.hangUp();
  }

  function bind(iq: Element, wanted: Element, owner: Jid): void {
    answerBind(iq, stream.send, () => {
      const greet = (session: KernelSession) => stream.send(bindResult(iq, session.jid));
      const session = parts.sessions.bind(stream, chooseAddress(wanted, owner), greet);
      if (!session) parts.seen({ stopped: 'too-many-sessions' });
      return session !== undefined;
    });
  }

  return {
    refuseTls,
    connected(element) {
      if (login.speaks(element)) return login.take(element);
      // RFC 6120 §4.9.3.12: "not authorized to perform an action related to stream negotiation".
      if (login.underWay) return fail('not-authorized');
      if (isStartTls(element)) return startTls(element);
      // XEP-0198 §3: <enable/> before authentication is answered with <failed/>: what a nonza is worth now, its handler knows.
      if (!isClientStanza(element)) return nonza(element);
      // RFC 6120 §8.1.5: as for whoever is logged in.
      const lang = parts.lang();
      if (lang !== undefined) element.attrs['xml:lang'] ??= lang;
      const payloads = element.getChildElements();
      const request = { stanza: element, payload: payloads[0]!, host: stream.host, stream };
      const mayAsk =
        transport.tls.encrypted && element.name === 'iq' && element.attrs.id && payloads.length === 1;
      if (mayAsk && parts.iq.answerPreAuth(request, stream.send)) return parts.registering();
      // RFC 6120 §4.9.3.12: stanzas "before the stream has been authenticated".
      fail('not-authorized');
    },
    authenticated(element, owner) {
      if (!isClientStanza(element)) return nonza(element);
      const { from } = element.attrs;
      // RFC 6120 §4.9.3.9: nobody but the account speaks here.
      if (from !== undefined && !parseJid(from)?.bare.equals(owner)) return fail('invalid-from');
      const wanted = readBind(element, owner);
      // RFC 6120 §7.1: before binding, stanzas for anything but the negotiation are refused.
      if (!wanted) return fail('not-authorized');
      bind(element, wanted, owner);
    },
  };
}
