/**
 * Queries: who answers which, and what happens when nobody does (RFC 6120 §8.2.3, §8.4).
 *
 * Handlers only return a payload or throw; replies, malformed queries and unexpected throws are handled here, once.
 */
import { randomUUID } from 'node:crypto';
import type { Element } from 'ltx';
import type { Log } from './log.ts';
import type {
  IqHandler,
  IqOverride,
  IqRequest,
  IqTarget,
  PreAuthIqHandler,
  PreAuthIqRequest,
} from './module.ts';
import { errorReply, resultReply, StanzaError } from './stanza.ts';

export type IqVerdict =
  | { readonly is: 'request'; readonly payload: Element }
  | { readonly is: 'answer' }
  | { readonly is: 'malformed'; readonly because: string };

/** Reads an iq's shape. */
export function inspectIq(iq: Element): IqVerdict {
  const { id, type } = iq.attrs;
  // RFC 6120 §8.2.3: "The 'id' attribute is REQUIRED for IQ stanzas."
  if (!id) return { is: 'malformed', because: 'an iq needs an id' };
  if (type === 'result' || type === 'error') return { is: 'answer' };
  if (type !== 'get' && type !== 'set')
    return { is: 'malformed', because: 'the type of an iq is get, set, result or error' };
  // RFC 6120 §8.2.3: "An IQ stanza of type "get" or "set" MUST contain exactly one child element".
  const payloads = iq.getChildElements();
  if (payloads.length !== 1) return { is: 'malformed', because: 'a get or set carries exactly one element' };
  return { is: 'request', payload: payloads[0]! };
}

/** Where a handler is registered: an `IqTarget`, or one service by its name. */
export type IqPlace = IqTarget | `service:${string}`;

export interface IqTable {
  add(type: 'get' | 'set', namespace: string, name: string, place: IqPlace, handler: IqHandler): () => void;
  addPreAuth(type: 'get' | 'set', namespace: string, name: string, handler: PreAuthIqHandler): () => void;
  /** Asked before the handlers of hosts and accounts; in the order they came. */
  addOverride(override: IqOverride): () => void;
  /** What is registered: `place type namespace name` each. */
  registered(): readonly string[];
  /** Answers a well-formed request; never throws. `places` in the order they are looked up. */
  answer(request: IqRequest, places: readonly IqPlace[], reply: (reply: Element) => void): void;
  /** Somebody registered for it at one of these places. */
  handles(stanza: Element, payload: Element, places: readonly IqPlace[]): boolean;
  /** False when nobody handles it. */
  answerPreAuth(request: PreAuthIqRequest, reply: (reply: Element) => void): boolean;
}

export function createIqTable({ log }: { log: Log }): IqTable {
  const handlers = new Map<string, IqHandler>();
  const preAuth = new Map<string, PreAuthIqHandler>();
  const overrides = new Set<IqOverride>();

  function put<H>(table: Map<string, H>, key: string, handler: H): () => void {
    if (table.has(key)) throw new Error(`two handlers for the same query: ${key}`);
    table.set(key, handler);
    return () => void table.delete(key);
  }

  /** To the peer generic, to the log exact. */
  function asStanzaError(error: unknown, payload: Element): StanzaError {
    if (error instanceof StanzaError) return error;
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error('an iq handler failed', { namespace: payload.getNS(), name: payload.getName(), cause });
    return new StanzaError('internal-server-error');
  }

  function run<R extends { stanza: Element; payload: Element }>(
    handler: (request: R) => Element | undefined | Promise<Element | undefined>,
    request: R,
    reply: (reply: Element) => void,
  ): void {
    const succeed = (payload: Element | undefined) => reply(resultReply(request.stanza, payload));
    const fail = (error: unknown) => reply(errorReply(request.stanza, asStanzaError(error, request.payload)));
    try {
      const result = handler(request);
      if (result instanceof Promise) void result.then(succeed, fail);
      else succeed(result);
    } catch (error) {
      fail(error);
    }
  }

  /** An override that fails is a handler that fails: the query is answered. */
  function overriding(request: IqRequest, normal: IqHandler | undefined): IqHandler | undefined {
    for (const override of overrides) {
      try {
        const other = override(request, normal);
        if (other) return other;
      } catch (error) {
        return () => {
          throw error;
        };
      }
    }
    return normal;
  }

  const keyOf = (stanza: Element, payload: Element) =>
    `${stanza.attrs.type} ${payload.getNS()} ${payload.getName()}`;

  return {
    add: (type, namespace, name, place, handler) =>
      put(handlers, `${place} ${type} ${namespace} ${name}`, handler),
    handles(stanza, payload, places) {
      const key = keyOf(stanza, payload);
      return places.some((place) => handlers.has(`${place} ${key}`));
    },
    addOverride(override) {
      overrides.add(override);
      return () => void overrides.delete(override);
    },
    registered: () => [...handlers.keys()],
    addPreAuth: (type, namespace, name, handler) => put(preAuth, `${type} ${namespace} ${name}`, handler),
    answer(request, places, reply) {
      const key = keyOf(request.stanza, request.payload);
      const normal = places.map((place) => handlers.get(`${place} ${key}`)).find((one) => one !== undefined);
      const handler = overrides.size === 0 ? normal : overriding(request, normal);
      if (handler) return run(handler, request, reply);
      // RFC 6120 §8.4: a receiver that does not understand the namespace "MUST return" <service-unavailable/>.
      reply(errorReply(request.stanza, new StanzaError('service-unavailable')));
    },
    answerPreAuth(request, reply) {
      const handler = preAuth.get(keyOf(request.stanza, request.payload));
      if (!handler) return false;
      run(handler, request, reply);
      return true;
    },
  };
}

export interface Pending {
  /** Gives `iq` a fresh id and resolves with its answer; rejects with a StanzaError or `remote-server-timeout`. */
  ask(iq: Element, send: (iq: Element) => void, timeoutMs: number): Promise<Element>;
  /** True when `answer` was waited for. */
  settle(answer: Element): boolean;
}

/** The server's own queries that wait for an answer. */
export function createPending(): Pending {
  const waiting = new Map<string, (answer: Element) => void>();
  // The address is part of the key, so that nobody can answer in another's name.
  const keyOf = (id: string | undefined, peer: string | undefined) => `${id} ${peer}`;
  return {
    ask(iq, send, timeoutMs) {
      const id = randomUUID();
      iq.attrs.id = id;
      const key = keyOf(id, iq.attrs.to);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(key);
          reject(new StanzaError('remote-server-timeout'));
        }, timeoutMs);
        timer.unref();
        waiting.set(key, (answer) => {
          clearTimeout(timer);
          waiting.delete(key);
          if (answer.attrs.type === 'result') resolve(answer);
          else reject(readError(answer));
        });
        send(iq);
      });
    },
    settle(answer) {
      const settle = waiting.get(keyOf(answer.attrs.id, answer.attrs.from));
      settle?.(answer);
      return settle !== undefined;
    },
  };
}

function readError(iq: Element): StanzaError {
  const condition = iq
    .getChild('error')
    ?.getChildElements()
    .find((child) => child.getNS() === 'urn:ietf:params:xml:ns:xmpp-stanzas' && child.getName() !== 'text');
  return new StanzaError((condition?.getName() ?? 'undefined-condition') as StanzaError['condition']);
}
