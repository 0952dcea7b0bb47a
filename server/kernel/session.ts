/**
 * A session: one bound resource of one account, with or without a live connection under it.
 *
 * It owns the outbound order and the stream-management counters (XEP-0198), because both must survive the connection.
 * The rule it keeps: nothing is written to the socket before all that was queued to the writer earlier is on disk
 * (DESIGN.md, promise 1), in the order of `send`.
 */
import type { Element } from 'ltx';
import type { Jid } from './jid.ts';
import type { StreamHandle } from './module.ts';

declare const phantom: unique symbol;
export interface SessionStateKey<T> {
  readonly name: string;
  readonly initial: () => T;
  readonly [phantom]?: T;
}

/** The reason a session ends with when it does because the process does. */
export const SERVER_STOPS = 'the server stops';

export type SessionStatus = 'live' | 'detached' | 'ended';

export interface Session {
  /** Opaque, unguessable. */
  readonly id: string;
  /** Full address. */
  readonly jid: Jid;
  readonly status: SessionStatus;
  readonly stream: StreamHandle | undefined;
  readonly connectedAt: number;
  /** Milliseconds since the epoch of the last stanza from the client. */
  readonly activeAt: number;
  readonly remoteAddress: string;
  /** The last presence broadcast, absent while unavailable. */
  readonly presence: Element | undefined;
  /** -128…127; undefined while unavailable. */
  readonly priority: number | undefined;
  /** Records what the session broadcast; presence.ts (module) calls it. */
  setPresence(presence: Element | undefined): void;

  /** Sends a stanza in order; counted and, with stream management, kept until acknowledged. */
  send(stanza: Element): void;
  /**
   * Looks at each stanza before it is sent, and holds back those it answers true for: it sends them later, or never. One at a
   * time; undefined ends it.
   */
  intercept(hold: ((stanza: Element) => boolean) | undefined): void;
  get<T>(key: SessionStateKey<T>): T;
  set<T>(key: SessionStateKey<T>, value: T): void;
  /** Ends the session for good; with a stream error if `condition` is given. */
  end(reason: string, condition?: string): void;

  /** Stream management, used by modules/stream-management.ts only. */
  readonly sm: SessionManagement;
}

export interface SessionManagement {
  readonly enabled: boolean;
  /** Seconds the session waits for resumption; 0 when it does not. */
  readonly resumeSeconds: number;
  /** Stanzas handled from the client since enabling, without a gap, modulo 2^32. */
  inbound(): number;
  unacked(): number;
  /** Stanzas sent to the client since enabling, modulo 2^32. */
  sent(): number;
  enable(resumeSeconds: number): void;
  /** The client says it has `h` stanzas. False when it claims more than was sent (XEP-0198 §6: handled-count-too-high). */
  acknowledge(h: number): boolean;
  /**
   * The client asks how many of its stanzas are handled: the answer goes out in order, and another when the ones not counted
   * yet are handled.
   */
  requested(): void;
  /**
   * The stanza of the client that is being handled will not be when this turn ends, but when the function returned is called:
   * not before that is it acknowledged.
   */
  defer(): () => void;
  /**
   * Moves the session onto a new stream: sends `answer` (`<resumed/>` with `inbound` as its `h`) once all it
   * acknowledges is on disk, then sends again what the client's `h` does not cover. False when `h` claims more than
   * was sent; nothing happens then. Runs `session.resumed`; an old stream still open ends with `conflict`.
   */
  resume(stream: StreamHandle, h: number, answer: Element): boolean;
  /** Sends a nonza (`<enabled/>`) in order behind what must be on disk first. */
  answer(nonza: Element): void;
}

/** A client's stream as the kernel sees it: what a session writes to. */
export interface ClientStream extends StreamHandle {
  /** Serialised stanzas, already in order and allowed to leave. */
  write(text: string): void;
  /** Ends the stream in order, without an error. */
  close(): void;
}

/** A session as the kernel sees it. */
export interface KernelSession extends Session {
  /** Resumption id and everything else are fixed; these change. */
  readonly signal: AbortSignal;
  /** `send` for one stanza to many sessions: serialised once. */
  sendText(stanza: Element, xml: string): void;
  /**
   * Counts a stanza from the client; `commitInbound` queues the count together with what the stanza caused. False when it was
   * handled before and the client, resuming, could not know: it must not be handled again.
   */
  countInbound(stanza: Element): boolean;
  commitInbound(): void;
  /** The connection broke: waits for resumption if that was agreed, else ends. */
  lostConnection(reason: string): void;
  /** The server stops: a resumable session stays saved, another ends. */
  suspend(): void;
}
