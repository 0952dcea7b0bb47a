/**
 * Streams over HTTP requests. Specs: XEP-0124 1.11.2, XEP-0206 1.4.
 * Gives programs behind proxies that know nothing but HTTP the same stream as others.
 * It is server and connection manager in one: it connects nobody to other servers (`route`), and has one stream a session.
 */
import { randomBytes } from 'node:crypto';
import { escapeXML } from 'ltx';
import { frameFraming } from '../../kernel/framing-frames.ts';
import type { HttpHandler, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { type Limits, type Turnstile, XML_LIMITS } from '../../kernel/limits.ts';
import type { Log } from '../../kernel/log.ts';
import { RECOVERABLE, type Reply } from './answers.ts';
import { type BoshRequest, readBody, type TerminalCondition, writeBody } from './body.ts';
import { agree } from './rules.ts';
import { type BoshSession, createBoshSession } from './session.ts';

export interface BoshParts {
  readonly kernel: Pick<Kernel, 'accept'>;
  readonly hosts: ReadonlySet<string>;
  /** Where this is found under TLS, when it is. */
  readonly address: () => string | undefined;
  readonly limits: () => Limits;
  /** Counts streams nobody has logged in on. */
  readonly pending: Turnstile;
  readonly log: Log;
  readonly now: () => number;
}

/** A body may hold several stanzas; each has its own bound besides. */
const MAX_BODY = 2 * XML_LIMITS.stanzaBytes;
const BODY_LIMITS = { ...XML_LIMITS, stanzaBytes: MAX_BODY, depth: XML_LIMITS.depth + 1 };

const DEFAULT_TYPE = 'text/xml; charset=utf-8';
/** XEP-0124 §7.1 lets a client choose what its answers are called; more than these no program of that time was bound to. */
const TYPES = /^(text\/(xml|html|plain)|application\/xml)(; ?charset=utf-8)?$/i;

/** XEP-0124 §17.1, for clients that did not name a version. */
const STATUS: Readonly<Partial<Record<TerminalCondition, number>>> = {
  'bad-request': 400,
  'policy-violation': 403,
  'item-not-found': 404,
};

export function createBosh(parts: BoshParts): HttpHandler {
  const { kernel, hosts, limits, pending, log, now } = parts;
  const sessions = new Map<string, { session: BoshSession; type: string }>();

  /** Why there is no session for a first request. */
  function refusal(request: BoshRequest, secure: boolean): TerminalCondition | undefined {
    if (request.rid === undefined) return 'bad-request';
    // §17.2: "the connection manager accepts only SSL or TLS connections at some https: URI".
    if (!secure) return 'see-other-uri';
    if (!request.attrs.to) return 'improper-addressing';
    const to = parseJid(request.attrs.to);
    return to && !to.local && !to.resource && hosts.has(to.domain) ? undefined : 'host-unknown';
  }

  function open(request: BoshRequest, http: HttpRequest, reply: Reply, type: string) {
    const terms = agree(request);
    const problem = refusal(request, http.secure);
    const elsewhere = problem === 'see-other-uri' ? parts.address() : undefined;
    if (elsewhere !== undefined)
      return reply.send(
        writeBody({ type: 'terminate', condition: problem }, [`<uri>${escapeXML(elsewhere)}</uri>`]),
      );
    if (problem) return reply.terminate(problem, terms.legacy);
    const address = http.remoteAddress;
    if (!pending.enter(address)) {
      log.info('too many connections that have not logged in', { address });
      return reply.terminate('policy-violation', terms.legacy);
    }
    let counted = true;
    const leave = () => {
      if (counted) pending.leave(address);
      counted = false;
    };
    // §7.2: "an opaque, unpredictable session identifier".
    const sid = randomBytes(24).toString('base64url');
    const session = createBoshSession({
      ...{ sid, first: request, reply, terms, now },
      host: parseJid(request.attrs.to!)!.domain,
      peer: { address, secure: http.secure, forwarded: false },
      pendingBytes: limits().pendingBytes,
      onClosed: () => sessions.delete(sid),
    });
    sessions.set(sid, { session, type });
    const told = { onAuthenticated: leave, onClosed: leave };
    session.listen(kernel.accept(session.transport, told, frameFraming));
  }

  return async (http) => {
    const request = readBody(await http.body(MAX_BODY), BODY_LIMITS);
    const known = request?.sid === undefined ? undefined : sessions.get(request.sid);
    const wanted = request?.attrs.content;
    const type = known?.type ?? (wanted !== undefined && TYPES.test(wanted) ? wanted : DEFAULT_TYPE);
    return new Promise<HttpResponse>((resolve) => {
      const reply = createReply(http.signal, type, resolve);
      if (!request) reply.terminate('bad-request', false);
      else if (known) known.session.take(request, reply);
      else if (request.sid !== undefined) reply.terminate('item-not-found', false);
      else open(request, http, reply, type);
    });
  };
}

/** Answers once; what comes after, or after the peer has gone, goes nowhere. */
function createReply(gone: AbortSignal, type: string, resolve: (response: HttpResponse) => void): Reply {
  let open = true;
  const respond = (status: number, body: string) => {
    open = false;
    resolve({ status, headers: { 'content-type': type }, body });
  };
  const send = (body: string) => respond(200, body);
  gone.addEventListener('abort', () => respond(200, ''), { once: true });
  return {
    get open() {
      return open && !gone.aborted;
    },
    send,
    recover: () => send(RECOVERABLE),
    terminate(condition, legacy) {
      const status = legacy ? STATUS[condition] : undefined;
      if (status !== undefined) respond(status, '');
      else send(writeBody({ type: 'terminate', condition }));
    },
  };
}
