/**
 * Routing (RFC 6120 §10, RFC 6121 §8): an address in, a verdict of `delivery.ts` carried out.
 *
 * The first half is what modules see; `createRouter` is the kernel's.
 */
import { Element } from 'ltx';
import type { Accounts } from './accounts.ts';
import { addDelay } from './delay.ts';
import { decideDelivery, messageType } from './delivery.ts';
import type { HookBus } from './hooks.ts';
import { createPending, type IqPlace, type IqTable, inspectIq } from './iq.ts';
import { type Jid, parseJid } from './jid.ts';
import type { Log } from './log.ts';
import type { Outside } from './outside.ts';
import type { ServiceEntry, Services } from './services.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './sessions.ts';
import { errorReply, NS, StanzaError } from './stanza.ts';

export interface Router {
  /** Routes a stanza with `from` and `to` set, as if a server entity had sent it. */
  route(stanza: Element): void;
  /** Sends an iq to a full address and resolves with the result, or rejects with a StanzaError or a timeout. */
  query(iq: Element, timeoutMs?: number): Promise<Element>;
  /** Answers a stanza with an error, unless it is an error or a result itself. */
  bounce(stanza: Element, error: StanzaError): void;
  isLocal(jid: Jid): boolean;
  /** Somebody of another server: neither ours nor a component's. */
  isOutside(jid: Jid): boolean;
}

export interface KernelRouter extends Router {
  /** Takes a stanza a session sent: `from` already stamped, `to` valid or absent. */
  accept(stanza: Element, session: Session, to: Jid | undefined): void;
  /** Delivers once more what a session ended without acknowledging: no archive, no copies (XEP-0198 §8). */
  redeliver(stanza: Element, queuedAt: number): void;
}

export interface RouterParts {
  readonly hosts: ReadonlySet<string>;
  readonly services: Pick<Services, 'at'>;
  readonly outside: Pick<Outside, 'at' | 'isComponent'>;
  readonly accounts: Pick<Accounts, 'exists'>;
  readonly sessions: SessionRegistry;
  readonly hooks: HookBus;
  readonly iq: IqTable;
  readonly log: Log;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
}

/** RFC 6121 §4.7.1: of any other value "the recipient or an intermediate router SHOULD return a stanza error of <bad-request/>". */
const PRESENCE_TYPES = new Set<string | undefined>([
  ...[undefined, 'error', 'probe', 'subscribe', 'subscribed', 'unavailable', 'unsubscribe', 'unsubscribed'],
]);

/** What is wrong with a stanza, whomever it is for; undefined for nothing. */
function wrongShape(stanza: Element): string | undefined {
  if (stanza.name === 'presence' && !PRESENCE_TYPES.has(stanza.attrs.type)) return 'unknown type of presence';
  const shape = stanza.name === 'iq' ? inspectIq(stanza) : undefined;
  return shape?.is === 'malformed' ? shape.because : undefined;
}

/** Presence nobody waits for an answer to; an error would only be noise. */
const QUIET_PRESENCE = new Set(['unavailable', 'probe', 'unsubscribe', 'unsubscribed']);

export function createRouter({
  hosts,
  services,
  outside,
  accounts,
  sessions,
  hooks,
  iq,
  log,
  signal,
}: RouterParts): KernelRouter {
  const pending = createPending();
  // Whoever is connected has an account; only for the others storage is asked.
  const exists = (jid: Jid) => sessions.of(jid).length > 0 || accounts.exists(jid.bare);
  const isLocal = ({ domain }: Jid) => hosts.has(domain) || services.at(domain) !== undefined;
  const isOutside = (jid: Jid) => !isLocal(jid) && !outside.isComponent(jid.domain);

  function bounce(stanza: Element, error: StanzaError): void {
    const { type, from } = stanza.attrs;
    // RFC 6120 §8.3.1: an entity that receives an error stanza "MUST NOT" answer it with another error.
    if (type === 'error' || !from || (stanza.name === 'iq' && type === 'result')) return;
    if (stanza.name === 'presence' && QUIET_PRESENCE.has(type ?? '')) return;
    route(errorReply(stanza, error));
  }

  /** Carries out the table's verdict for one of our accounts. */
  function deliver(stanza: Element, to: Jid, session: Session | undefined, from: Jid) {
    const match = to.isBare ? undefined : sessions.get(to);
    const takers = sessions.available(to);
    const verdict = decideDelivery(stanza.name, stanza.attrs.type, {
      accountExists: exists(to),
      get outside() {
        return isOutside(from);
      },
      address: to.isBare ? 'bare' : match ? 'match' : 'gone',
      nonNegative: takers.length > 0,
    });
    switch (verdict.to) {
      case 'match':
        return match!.send(stanza);
      case 'nonNegative':
        return sessions.sendAll(takers, stanza);
      case 'available':
        return sessions.sendAll(
          sessions.of(to).filter((one) => one.presence !== undefined),
          stanza,
        );
      case 'undelivered': {
        const event = { stanza, from, to, session, account: to.bare };
        if (!hooks.run('message.undelivered', event)) bounce(stanza, new StanzaError('service-unavailable'));
        return;
      }
      case 'error':
        if (isQuestionToNobody(stanza, to)) return answer(stanza, from, to, session, to.domain, ['nobody']);
        return bounce(stanza, new StanzaError(verdict.condition));
      case 'unsubscribed':
        return route(unsubscribed(to, from, stanza.attrs.id));
      case 'account':
        return answer(stanza, from, to, session, to.domain);
      case 'nobody':
        log.debug('not delivered', { stanza: stanza.name, because: verdict.because });
    }
  }

  const isQuestionToNobody = (stanza: Element, to: Jid) =>
    stanza.name === 'iq' &&
    (stanza.attrs.type === 'get' || stanza.attrs.type === 'set') &&
    to.isBare &&
    !exists(to);

  /** An iq for the server itself, or for an account it answers for. */
  function answer(
    stanza: Element,
    from: Jid,
    to: Jid,
    session: Session | undefined,
    host: string,
    places: readonly IqPlace[] = !to.local
      ? TARGETS.host
      : from.bare.equals(to.bare)
        ? TARGETS.own
        : TARGETS.other,
  ) {
    const verdict = inspectIq(stanza);
    if (verdict.is === 'answer') return void pending.settle(stanza);
    if (verdict.is === 'malformed') return bounce(stanza, new StanzaError('bad-request', verdict.because));
    const request = {
      stanza,
      payload: verdict.payload,
      from,
      to,
      host,
      session,
      signal: (session && sessions.signalOf(session)) ?? signal,
    };
    let later: (() => void) | undefined;
    let replied = false;
    iq.answer(request, places, (reply) => {
      replied = true;
      if (session && session.status !== 'ended') session.send(reply);
      else route(reply);
      later?.();
    });
    // XEP-0198 §4: handled, and so acknowledged, is what the server "has accepted responsibility for": with its answer.
    if (!replied) later = session?.sm.defer();
  }

  function send(stanza: Element, from: Jid, to: Jid, session: Session | undefined) {
    if (!hosts.has(to.domain)) {
      const entry = services.at(to.domain);
      if (entry) return toService(entry, stanza, from, to, session);
      const beyond = outside.at(to.domain);
      if (beyond) return beyond({ stanza, from, to });
      // RFC 6120 §10.4: no server for that domain can be found.
      return bounce(stanza, new StanzaError('remote-server-not-found'));
    }
    if (!to.local) return toHost(stanza, from, to, session);
    const event = { stanza, from, to, session, account: to.bare };
    if (stanza.name === 'iq') {
      if (!hooks.run('iq.received', event)) deliver(stanza, to, session, from);
      return;
    }
    const hook = stanza.name === 'message' ? 'message.received' : 'presence.received';
    // An account that does not exist has no hooks: nothing may be archived for it.
    if (exists(to) && hooks.run(hook, event)) return;
    deliver(event.stanza, to, session, from);
  }

  function toHost(stanza: Element, from: Jid, to: Jid, session: Session | undefined): void {
    if (stanza.name === 'iq') answer(stanza, from, to, session, to.domain);
    else if (stanza.name === 'message') {
      if (!hooks.run('host.message', { stanza, from, to, host: to.domain, session }))
        bounce(stanza, new StanzaError('service-unavailable'));
    }
  }

  /** Queries to registered handlers, all else to the service's receiver. */
  function toService(
    { service, receive }: ServiceEntry,
    stanza: Element,
    from: Jid,
    to: Jid,
    session: Session | undefined,
  ) {
    const host = service.hostOf(to.domain) ?? to.domain;
    if (hooks.run('service.received', { stanza, from, to, host, session })) return;
    if (stanza.name === 'iq') {
      const verdict = inspectIq(stanza);
      if (verdict.is === 'malformed') return bounce(stanza, new StanzaError('bad-request', verdict.because));
      if (verdict.is === 'answer' && pending.settle(stanza)) return;
      const places = [`service:${service.name}`, 'service'] as const;
      if (verdict.is === 'request' && to.isBare && iq.handles(stanza, verdict.payload, places))
        return answer(stanza, from, to, session, host, places);
    }
    try {
      const taken = receive?.({ stanza, from, to, host, session });
      if (taken === false || !receive) bounce(stanza, new StanzaError('service-unavailable'));
    } catch (error) {
      if (!(error instanceof StanzaError))
        log.error('a service failed', {
          service: service.name,
          cause: String((error as Error)?.stack ?? error),
        });
      bounce(stanza, error instanceof StanzaError ? error : new StanzaError('internal-server-error'));
    }
  }

  function route(stanza: Element) {
    const from = parseJid(stanza.attrs.from ?? '');
    const to = parseJid(stanza.attrs.to ?? '');
    if (!from || !to) return log.error('a stanza without addresses was routed', { stanza: stanza.name });
    if (isOutside(from)) return arrive(stanza, from, to);
    const event = { stanza, from, to, session: undefined, account: from.bare };
    const ours = from.local !== '' && hosts.has(from.domain);
    if (!ours || !hooks.run('stanza.routed', event)) send(stanza, from, to, undefined);
  }

  /** From another server, or what we say in its place (that it cannot be reached). */
  function arrive(stanza: Element, from: Jid, to: Jid) {
    // RFC 6120 §10.4: "a server MUST NOT accept a stanza over a server-to-server stream if the domainpart of the JID in the 'to'
    // attribute does not match an FQDN serviced by the receiving server": nothing is passed on from one to another.
    if (isOutside(to)) return log.debug('not passed on', { from: from.domain, to: to.domain });
    // RFC 7622 §4: "Where possible, map characters […] and accept the mapped string." What goes on is the address as it is compared.
    // WHY that is not what RFC 6120 §8.1.1.1 forbids ("the server MUST NOT modify the 'to' address"): it stays the same address.
    stanza.attrs.from = from.toString();
    stanza.attrs.to = to.toString();
    const wrong = wrongShape(stanza);
    if (wrong !== undefined) return bounce(stanza, new StanzaError('bad-request', wrong));
    const host = services.at(to.domain)?.service.hostOf(to.domain) ?? to.domain;
    if (!hooks.run('outside.received', { stanza, from, to, host, session: undefined }))
      send(stanza, from, to, undefined);
  }

  return {
    route,
    bounce,
    isLocal,
    isOutside,
    query: (query, timeoutMs = 30_000) => pending.ask(query, route, timeoutMs),

    accept(stanza, session, to) {
      const from = session.jid;
      if (stanza.name === 'iq') {
        const shape = inspectIq(stanza);
        if (shape.is === 'malformed') {
          if (stanza.attrs.type !== 'error' && stanza.attrs.type !== 'result')
            session.send(errorReply(stanza, new StanzaError('bad-request', shape.because)));
          return;
        }
        // RFC 6120 §10.3.3: without a 'to' the server handles it "on behalf of the account".
        if (!to) answer(stanza, from, from.bare, session, from.domain);
        else if (!hooks.run('iq.sent', { stanza, from, to, session, account: from.bare }))
          send(stanza, from, to, session);
        return;
      }
      if (stanza.name === 'message') {
        // RFC 6120 §10.3.1: without a 'to' it is treated as sent to the sender's own bare address.
        const target = to ?? from.bare;
        stanza.attrs.to = target.toString();
        const event = { stanza, from, to: target, session, account: from.bare };
        if (!hooks.run('message.sent', event)) send(event.stanza, from, target, session);
        return;
      }
      const event = { stanza, from, to, session, account: from.bare };
      if (hooks.run('presence.sent', event) || !to) return;
      // RFC 6121 §3: subscription stanzas leave with the bare address; a module has set it.
      send(event.stanza, parseJid(event.stanza.attrs.from ?? '') ?? from, to, session);
    },

    redeliver(stanza, queuedAt) {
      const from = parseJid(stanza.attrs.from ?? '');
      const to = parseJid(stanza.attrs.to ?? '');
      if (!from || !to || !hosts.has(to.domain)) return;
      if (stanza.name === 'iq') return bounce(stanza, new StanzaError('service-unavailable'));
      // The server's own copies for that one device (carbons, archive pages) come from the account itself.
      if (stanza.name !== 'message' || from.equals(to.bare)) return;
      if (messageType(stanza.attrs.type) === 'groupchat') return;
      const here = sessions.available(to);
      // To the bare address all other sessions of that time got it already.
      const seen = to.isBare && here.some((other) => other.connectedAt <= queuedAt);
      const event = { stanza, from, to, account: to.bare, queuedAt, takers: seen ? [] : here };
      hooks.run('message.redelivered', event);
      if (here.length > 0 && event.takers.length === 0) return;
      // XEP-0198 §4: "servers SHOULD add a delay element with the original (failed) delivery timestamp".
      addDelay(stanza, queuedAt, to.domain);
      if (here.length > 0) sessions.sendAll(event.takers, stanza);
      else deliver(stanza, to.bare, undefined, from);
    },
  };
}

/**
 * RFC 6121 §4.3.2: from the bare address; a full one would leak presence. §4.3.2.1: the server "SHOULD mirror the 'id' of the user's
 * presence probe". Letter by letter what somebody gets who asks about a stranger (modules/support/probes.ts).
 */
const unsubscribed = (from: Jid, to: Jid, id: string | undefined): Element =>
  new Element('presence', {
    ...{ xmlns: NS.client, type: 'unsubscribed' },
    ...{ from: from.bare.toString(), to: to.bare.toString() },
    ...(id !== undefined && { id }),
  });

const TARGETS = {
  host: ['host'],
  own: ['self', 'account'],
  other: ['account'],
} as const;
