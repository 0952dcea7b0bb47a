/**
 * A BOSH session (XEP-0124): requests come, in any order and on any connection, and answers leave in the order of their rids.
 *
 * ```
 *   a request ──▶ judged ──next──▶ its payloads to the stream ──▶ held ──data, time, another request──▶ answered, remembered
 *                   │ early: waits for those before it        │
 *                   │ repeated: the remembered answer, or takes the held one's place
 *                   └ lost, too much, wrong key: the session ends
 * ```
 * To the stream it is a transport like any other; nobody connected and nothing asked for `inactivity` seconds: connection lost.
 */
import type { Transport, TransportEvents } from '../../kernel/transport.ts';
import type { Peer } from '../http/peer.ts';
import { createAnswers, type Reply } from './answers.ts';
import { type BoshRequest, CLOSE_FRAME, openFrame, type TerminalCondition, writeBody } from './body.ts';
import { createOutgoing } from './outgoing.ts';
import { type BoshTerms, createKeySequence, judgeRid, overactive } from './rules.ts';

export interface BoshSession {
  readonly sid: string;
  readonly transport: Transport;
  /** Who is told; the first request is handled then. */
  listen(events: TransportEvents): void;
  take(request: BoshRequest, reply: Reply): void;
}

export interface BoshSessionParts {
  readonly sid: string;
  readonly host: string;
  readonly first: BoshRequest;
  readonly reply: Reply;
  readonly terms: BoshTerms;
  readonly peer: Peer;
  readonly pendingBytes: number;
  readonly now: () => number;
  /** Nothing comes after it; requests for it are for an unknown session. */
  readonly onClosed: () => void;
}

export function createBoshSession(parts: BoshSessionParts): BoshSession {
  const { sid, host, first, terms, now } = parts;
  const keys = createKeySequence(first);
  const answers = createAnswers(terms, first.attrs.ack === '1');
  const outgoing = createOutgoing({ sid, terms, first });
  /** Came before those before them; by rid. */
  const early = new Map<number, { request: BoshRequest; reply: Reply }>();
  const inbound: string[] = [];

  let events: TransportEvents | undefined;
  let last = first.rid!;
  let before = { at: Number.NEGATIVE_INFINITY, empty: false };
  let paused = 0;
  let over = false;
  let ending = false;
  /** The client has said good-bye: what it still holds waits for the end of the stream. */
  let leaving = false;
  let flushing = false;
  let silence: NodeJS.Timeout | undefined;
  let patience = terms.inactivity;

  // --- in ---------------------------------------------------------------------------------------------------------------

  function take(request: BoshRequest, reply: Reply) {
    const { rid } = request;
    if (over || rid === undefined) return reply.terminate('bad-request', terms.legacy);
    const verdict = judgeRid(rid, last, terms.requests);
    switch (verdict.is) {
      case 'lost':
        return terminate('item-not-found', reply, verdict.because);
      case 'repeated':
        return answers.repeat(rid, reply)
          ? touch()
          : terminate('item-not-found', reply, 'answered and forgotten');
      case 'early':
        early.get(rid)?.reply.recover();
        early.set(rid, { request, reply });
        return;
      case 'next':
        handle(request, reply);
        return follow();
    }
  }

  function follow(): void {
    const next = early.get(last + 1);
    if (!next || over) return;
    early.delete(last + 1);
    handle(next.request, next.reply);
    follow();
  }

  function handle(request: BoshRequest, reply: Reply) {
    if (!keys.accepts(request)) return terminate('item-not-found', reply, 'not the next key');
    last = request.rid!;
    const empty = request.payloads.length === 0 && !request.restart;
    const time = now();
    const idleBefore = before.empty && !answers.lastCarried;
    const activity = { unanswered: answers.waiting + 1, empty, idleBefore, since: time - before.at };
    // §11: "the client MAY make one additional request if it is to pause or terminate a session".
    const excused = request.terminate || request.pause !== undefined;
    const reason = excused ? undefined : overactive(activity, terms);
    if (reason !== undefined) return terminate('policy-violation', reply, reason);
    before = { at: time, empty };
    patience = terms.inactivity;
    answers.hold(last, reply, terms.wait * 1000, expire);
    feed(request);
    if (request.pause !== undefined && request.pause <= terms.maxpause) return pauseFor(request.pause);
    flushSoon();
    touch();
  }

  function feed(request: BoshRequest): void {
    // XEP-0206 §5: a restart request "SHOULD be empty […]. However, if the client includes an XML stanza in the body, the
    // connection manager SHOULD ignore it."
    if (request.restart) inbound.push(openFrame(request, host));
    else inbound.push(...request.payloads);
    // XEP-0124 §13: payloads in a termination request are forwarded "to ensure graceful logoff".
    if (request.terminate) {
      leaving = true;
      inbound.push(CLOSE_FRAME);
    }
    pump();
  }

  function pump(): void {
    while (paused === 0 && !over && inbound.length > 0) events?.data(Buffer.from(inbound.shift()!));
  }

  /** §10: "respond immediately to all pending requests (including the pause request)", without payloads. */
  function pauseFor(seconds: number): void {
    patience = seconds;
    while (answers.waiting > 0) answers.answer(writeBody({}));
    touch();
  }

  // --- out --------------------------------------------------------------------------------------------------------------

  function flushSoon(): void {
    if (flushing) return;
    flushing = true;
    setImmediate(() => {
      flushing = false;
      flush();
    });
  }

  function flush() {
    if (over) return;
    if (ending) return finish();
    if (leaving) return touch();
    // WHY not to one that is gone: its answer would have to be asked for again, when another may be listening.
    if (outgoing.some && answers.listening) answerNext();
    // §8: no more requests are kept waiting "than the number specified in the 'hold' attribute".
    while (answers.waiting > terms.hold) answerNext();
    touch();
  }

  function answerNext(): void {
    const carries = outgoing.some;
    answers.answer(outgoing.take(), carries);
  }

  /** A request has waited as long as its client wants. */
  function expire(): void {
    answerNext();
    touch();
  }

  /** Nobody holds a request: the next has to come in time. */
  function touch(): void {
    clearTimeout(silence);
    if (over || answers.listening) return;
    silence = setTimeout(() => lose('nothing was asked for too long'), patience * 1000);
    silence.unref();
  }

  // --- the end ----------------------------------------------------------------------------------------------------------

  /** The stream is over: what is left goes out with the oldest request; the others get an empty answer (§13). */
  function finish() {
    if (answers.waiting === 0) {
      // Somebody will ask once more, or not.
      touch();
      return;
    }
    answers.answer(outgoing.takeLast());
    while (answers.waiting > 0) answers.answer(writeBody({}));
    lose('the stream ended');
  }

  function terminate(condition: TerminalCondition, reply: Reply, because: string) {
    reply.terminate(condition, terms.legacy);
    while (answers.waiting > 0) answers.answer(writeBody({ type: 'terminate', condition: 'other-request' }));
    lose(because);
  }

  function lose(reason: string): void {
    if (over) return;
    over = true;
    clearTimeout(silence);
    for (const { reply } of early.values()) reply.terminate('item-not-found', terms.legacy);
    while (answers.waiting > 0) answers.answer(writeBody({}));
    parts.onClosed();
    events?.closed(reason);
  }

  return {
    sid,
    take,
    listen(next) {
      events = next;
      answers.hold(last, parts.reply, terms.wait * 1000, expire);
      // §7.1: the session's first request opens its stream.
      inbound.push(openFrame(first, host));
      pump();
      flushSoon();
    },
    transport: {
      remoteAddress: parts.peer.address,
      canStartTls: false,
      tls: { encrypted: parts.peer.secure, protocol: undefined },
      send(frame) {
        if (over || ending) return;
        outgoing.add(frame);
        if (outgoing.bytes > parts.pendingBytes) return lose('the peer reads too slowly');
        flushSoon();
      },
      startTls: () => Promise.reject(new Error('there is no STARTTLS within BOSH')),
      pause() {
        paused += 1;
      },
      resume() {
        paused -= 1;
        pump();
      },
      end() {
        if (over || ending) return;
        ending = true;
        flushSoon();
      },
      destroy: () => lose('the connection was closed'),
    },
  };
}
