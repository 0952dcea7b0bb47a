/**
 * A component's stream (XEP-0114 §3), from the first byte to the last, as a state machine.
 *
 * ```
 *   opening ──header──▶ waiting ──handshake──▶ attached
 *
 *   any ──fault, fail, close──▶ closing ──the peer closes, too──▶ closed        any ──connection lost──▶ closed
 * ```
 */
import { randomBytes } from 'node:crypto';
import type { Element } from 'ltx';
import type { Limits } from '../kernel/limits.ts';
import type { Log } from '../kernel/log.ts';
import { errorReply, isStanza, NS, type StreamCondition } from '../kernel/stanza.ts';
import { writeStreamError } from '../kernel/stream-header.ts';
import { createPace } from '../kernel/stream-pace.ts';
import type { Silence } from '../kernel/stream-time.ts';
import type { Transport, TransportEvents } from '../kernel/transport.ts';
import { createXmlReader, type XmlLimits } from '../kernel/xml.ts';
import { fromComponent, NS_COMPONENT, toComponent } from './content.ts';
import { provesSecret } from './handshake.ts';
import { readComponentHeader, writeComponentHeader } from './header.ts';
import { judgeInbound } from './inbound.ts';

type State =
  | { readonly at: 'opening' }
  | { readonly at: 'waiting'; readonly secret: string }
  | { readonly at: 'attached'; readonly link: Attachment }
  | { readonly at: 'closing' }
  | { readonly at: 'closed' };

/** Whether a component of that name may come, and with which secret. */
export type Admission =
  | { readonly secret: string }
  | { readonly condition: StreamCondition; readonly because: string };

/** A component that has proved itself. */
export interface Attachment {
  /** It sent a stanza, which is to be routed. */
  stanza(stanza: Element): void;
  detached(because: string): void;
}

export interface ComponentStream extends TransportEvents {
  /** Sends a stanza; dropped when the stream is over. */
  send(stanza: Element): void;
  fail(condition: StreamCondition, text?: string): void;
  /** Shows TCP whether somebody is still there. */
  poke(): void;
  /** Called every few seconds: time-outs are measured here. */
  tick(now: number): void;
}

export interface ComponentStreamParts {
  readonly transport: Transport;
  readonly limits: Limits;
  readonly xmlLimits: XmlLimits;
  readonly log: Log;
  readonly now: () => number;
  admit(domain: string): Admission;
  /** It knows the secret of `domain`. Undefined: another was faster. */
  attach(domain: string, stream: ComponentStream): Attachment | undefined;
  refused(domain: string, because: string): void;
  readonly onClosed: () => void;
}

const FOOTER = '</stream:stream>';

export function createComponentStream(parts: ComponentStreamParts): ComponentStream {
  const { transport, log } = parts;
  const pace = createPace({ limits: parts.limits, transport, now: parts.now });
  const id = randomBytes(12).toString('base64url');
  let state: State = { at: 'opening' };
  let domain = '';
  let lang: string | undefined;
  let headerSent = false;
  let peerClosed = false;

  const reader = createXmlReader(
    {
      header: onHeader,
      element: onElement,
      footer: onFooter,
      fault: ({ condition, text }) => fail(condition, text),
    },
    parts.xmlLimits,
  );

  function onHeader(element: Element) {
    const header = readComponentHeader(element);
    lang = header.lang;
    // XEP-0114 §3: for errors of the header "returning an opening stream tag, stream error element, and closing stream tag".
    sendHeader(header.domain);
    if (header.fault) return fail(header.fault.condition, header.fault.text);
    domain = header.domain!;
    const admission = parts.admit(domain);
    if ('condition' in admission) {
      parts.refused(domain, admission.because);
      return fail(admission.condition);
    }
    state = { at: 'waiting', secret: admission.secret };
  }

  function sendHeader(from: string | undefined): void {
    headerSent = true;
    transport.send(writeComponentHeader({ id, from }));
  }

  function onElement(element: Element) {
    // RFC 6120 §4.9.1.1: the peer found an error and is gone; an answer with another error would be to nobody.
    if (element.name === 'error' && element.getNS() === NS.streams) return hangUp();
    if (state.at === 'waiting') shakeHands(element, state.secret);
    else if (state.at === 'attached') onStanza(element, state.link);
  }

  function shakeHands(element: Element, secret: string) {
    const isHandshake = element.name === 'handshake' && element.getNS() === NS_COMPONENT;
    // XEP-0114 §3: "If the credentials supplied by the initiator are not valid, the receiver MUST close the stream and the
    // underlying TCP connection, and SHOULD return a <not-authorized/> stream error."
    if (!isHandshake || !provesSecret(element.getText(), id, secret)) {
      parts.refused(domain, isHandshake ? 'it has another secret' : 'it began without a handshake');
      return fail('not-authorized');
    }
    // XEP-0114 §3: "the receiving application (in this case the server) MUST return an empty <handshake/> element": before anything
    // else that its coming may cause.
    transport.send('<handshake/>');
    const link = parts.attach(domain, stream);
    if (!link) return fail('conflict');
    // What its coming caused may have ended it.
    if (state.at === 'waiting') state = { at: 'attached', link };
    else link.detached('it left at once');
  }

  function onStanza(element: Element, link: Attachment) {
    if (element.getNS() !== NS_COMPONENT)
      return fail(isStanza(element) ? 'invalid-namespace' : 'unsupported-stanza-type');
    const stanza = fromComponent(element);
    if (!isStanza(stanza)) return fail('unsupported-stanza-type');
    pace.countStanza();
    if (lang !== undefined) stanza.attrs['xml:lang'] ??= lang;
    const verdict = judgeInbound(stanza, domain);
    switch (verdict.do) {
      case 'route':
        return link.stanza(stanza);
      case 'fail':
        log.warn('a component broke the rules', { component: domain, because: verdict.because });
        return fail(verdict.condition, verdict.because);
      case 'refuse':
        log.debug('refused', { component: domain, because: verdict.because });
        if (stanza.attrs.type !== 'error' && stanza.attrs.type !== 'result')
          stream.send(errorReply(stanza, verdict.error));
    }
  }

  function onFooter() {
    peerClosed = true;
    if (state.at === 'closing') return transport.end();
    finish('', 'it closed its stream');
  }

  function fail(condition: StreamCondition, text?: string): void {
    if (state.at === 'closing' || state.at === 'closed') return;
    if (!headerSent) sendHeader(undefined);
    finish(writeStreamError(condition, text), text ?? condition);
    // RFC 6120 §4.9.1.1: stream errors are unrecoverable; nothing more is read.
    reader.stop();
    transport.end();
  }

  /** Closes without waiting for the peer's closing tag. */
  function hangUp(): void {
    finish('', 'it ended the stream with an error');
    transport.end();
  }

  function finish(last: string, because: string): void {
    if (state.at === 'closing' || state.at === 'closed') return;
    const link = state.at === 'attached' ? state.link : undefined;
    state = { at: 'closing' };
    transport.send(last + FOOTER);
    pace.closed();
    link?.detached(because);
    if (peerClosed) transport.end();
  }

  const stream: ComponentStream = {
    fail,
    send(stanza) {
      if (state.at === 'attached' || state.at === 'waiting') transport.send(toComponent(stanza).toString());
    },
    poke: () => transport.send(' '),
    data(chunk) {
      pace.heard();
      try {
        reader.write(chunk);
      } catch (error) {
        // To the peer generic, to the log exact.
        log.error('a component’s stream failed', { cause: (error as Error).stack ?? String(error) });
        fail('internal-server-error');
      }
      pace.charge(chunk.length);
    },
    closed(reason) {
      const link = state.at === 'attached' ? state.link : undefined;
      state = { at: 'closed' };
      reader.stop();
      link?.detached(reason);
      parts.onClosed();
    },
    tick(time) {
      const due = pace.due(time, phaseOf(state), false);
      if (due.do === 'end') return transport.end();
      if (due.do === 'destroy') return transport.destroy();
      if (due.do === 'fail') return fail('connection-timeout', due.text);
      if (due.do === 'ask') {
        pace.asked();
        // RFC 6120 §4.6.1: whitespace shows a connection that TCP has lost already.
        stream.poke();
      }
    },
  };
  return stream;
}

const phaseOf = ({ at }: State): Silence['phase'] =>
  at === 'attached' ? 'bound' : at === 'closing' || at === 'closed' ? 'closing' : 'logging in';
