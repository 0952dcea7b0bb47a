/**
 * One session, from binding (or from disk) to its end; `session.ts` has the contract.
 *
 * ```
 *            attach                connection breaks, resumable
 *   (bound) ───────▶ live ─────────────────────────────────────▶ detached ◀── (restored at start)
 *                    ▲ │ closed · replaced · kicked · broken        │ │
 *                    │ ▼                                            │ │ time is up · kicked
 *                    │ ended ◀──────────────────────────────────────│─┘
 *                    └───────────────────── resumed ────────────────┘
 * ```
 */
import type { Element } from 'ltx';
import type { HookBus } from './hooks.ts';
import type { Jid } from './jid.ts';
import type { Limits } from './limits.ts';
import type { StreamHandle } from './module.ts';
import type { ClientStream, KernelSession, SessionStateKey, SessionStatus } from './session.ts';
import { createOutput } from './session-output.ts';
import {
  createQueue,
  createRestoredQueue,
  plus,
  type Queue,
  type RestoredQueue,
  type Unacked,
} from './session-queue.ts';
import { readPriority, type SessionState, writeState } from './session-state.ts';
import type { Commits, SessionStore } from './store.ts';

export interface SessionParts {
  readonly id: string;
  readonly jid: Jid;
  readonly commits: Commits;
  readonly store: SessionStore;
  readonly hooks: HookBus;
  readonly limits: Limits;
  readonly now: () => number;
  /** Told once, after the session left the registry's tables and before `session.ended` runs. */
  readonly onEnded: (session: KernelSession) => void;
  /** What an ended session's client never acknowledged. */
  readonly onUndelivered: (left: readonly Unacked[]) => void;
}

/** How a session begins: on a fresh stream, or from what a previous process saved. */
export type SessionOrigin =
  | { readonly stream: ClientStream }
  | {
      readonly saved: SessionState;
      readonly inbound: number;
      readonly acked: number;
      readonly queue: readonly { seq: number; entry: Unacked }[];
    };

const ACK_REQUEST = '<r xmlns="urn:xmpp:sm:3"/>';

export function createSession(parts: SessionParts, origin: SessionOrigin): KernelSession {
  const { id, jid, commits, store, hooks, limits, now } = parts;
  const saved = 'saved' in origin ? origin.saved : undefined;
  const output = createOutput(commits);
  const ended = new AbortController();
  const values = new Map(saved?.values);
  const connectedAt = saved?.connectedAt ?? now();

  let status: SessionStatus = saved ? 'detached' : 'live';
  let stream: ClientStream | undefined = 'stream' in origin ? origin.stream : undefined;
  let remoteAddress = saved?.remoteAddress ?? stream?.remoteAddress ?? '';
  let presence = saved?.presence;
  let priority = readPriority(presence);
  let activeAt = connectedAt;

  let enabled = saved !== undefined;
  let resumeSeconds = saved?.resumeSeconds ?? 0;
  let inbound = 'saved' in origin ? origin.inbound : 0;
  let inboundSaved = inbound;
  let queue: Queue = createQueue();
  /** Until its client is back, a restored session keeps the old numbers. */
  let restored: RestoredQueue | undefined =
    'saved' in origin ? createRestoredQueue(origin.acked, origin.queue) : undefined;
  let acked = 'saved' in origin ? origin.acked : 0;
  let askedForAck = false;
  let expiry: NodeJS.Timeout | undefined;

  const resumable = () => resumeSeconds > 0;

  function save(): void {
    if (!resumable() || status === 'ended') return;
    const state = writeState({ connectedAt, remoteAddress, resumeSeconds, presence, values });
    store.save({ id, jid: jid.toString(), inbound, acked, state, updatedAt: now() });
    inboundSaved = inbound;
  }

  /** False when that was one too many, and the session has ended. */
  function keep(entry: Unacked): boolean {
    const seq = restored ? restored.push(entry) : queue.push(entry);
    if (resumable() && entry.kind === 'message') store.enqueue(id, seq, entry.xml);
    const size = restored ? restored.all().length : queue.size;
    if (size <= limits.unackedStanzas) return true;
    end('too many unacknowledged stanzas', 'policy-violation');
    return false;
  }

  function sendText(name: string, xml: string) {
    if (status === 'ended') return;
    if (!enabled) return output.write(xml);
    if (!keep({ xml, kind: name as Unacked['kind'], queuedAt: now() })) return;
    output.write(xml);
    askForAck();
  }

  /** One request at a time, at the end of the turn, so that a burst costs one. */
  function askForAck(): void {
    if (askedForAck || !output.attached) return;
    askedForAck = true;
    setImmediate(() => output.write(ACK_REQUEST));
  }

  function acknowledge(h: number): boolean {
    if (!queue.acknowledge(h)) return false;
    if (h !== acked && resumable()) store.setAcked(id, h);
    acked = h;
    askedForAck = false;
    if (queue.size > 0) askForAck();
    return true;
  }

  /**
   * After a restart the client's `h` is the truth for what it has: adopt it, and number what it lacks from there on.
   * All writes are of one turn, so that the old numbers and the new ones are never on disk together.
   */
  function adopt(h: number, from: RestoredQueue): void {
    acked = h;
    queue = createQueue(h);
    const missing = from.missing(h);
    restored = undefined;
    store.remove(id);
    save();
    for (const entry of missing) store.enqueue(id, queue.push(entry), entry.xml);
  }

  function commitInbound(): void {
    if (inbound === inboundSaved || !resumable() || status === 'ended') return;
    store.setInbound(id, inbound);
    inboundSaved = inbound;
  }

  function startExpiry(): void {
    expiry = setTimeout(() => end('the time to resume ran out'), resumeSeconds * 1000);
    expiry.unref();
  }

  function end(reason: string, condition?: string): void {
    if (status === 'ended') return;
    const last = stream;
    status = 'ended';
    stream = undefined;
    clearTimeout(expiry);
    if (resumable()) store.remove(id);
    // What was sent just before still leaves first.
    output.after(() => {
      if (condition) last?.fail(condition);
      else last?.close();
    });
    ended.abort();
    parts.onEnded(session);
    hooks.run('session.ended', { session, reason });
    parts.onUndelivered(restored ? restored.all() : queue.entries());
  }

  function resume(next: StreamHandle, h: number, answer: Element): boolean {
    if (status === 'ended' || !(restored || acknowledge(h))) return false;
    if (restored) adopt(h, restored);
    const old = stream;
    commitInbound();
    output.detach();
    clearTimeout(expiry);
    stream = next as ClientStream;
    status = 'live';
    remoteAddress = stream.remoteAddress;
    // XEP-0198 §5: an old stream still open is closed with a <conflict/> stream error.
    if (old) old.session = undefined;
    old?.fail('conflict', 'the session was resumed elsewhere');
    stream.session = session;
    askedForAck = false;
    output.attach(stream.write);
    output.write(answer.toString());
    for (const { xml } of queue.entries()) output.write(xml);
    if (queue.size > 0) askForAck();
    hooks.run('session.resumed', { session });
    return true;
  }

  const session: KernelSession = {
    id,
    jid,
    connectedAt,
    signal: ended.signal,
    get status() {
      return status;
    },
    get stream() {
      return stream;
    },
    get remoteAddress() {
      return remoteAddress;
    },
    get presence() {
      return presence;
    },
    get priority() {
      return priority;
    },
    get activeAt() {
      return activeAt;
    },
    setPresence(next) {
      presence = next;
      priority = readPriority(next);
      save();
    },
    send: (stanza) => sendText(stanza.name, stanza.toString()),
    sendText,
    get: <T>(key: SessionStateKey<T>) => {
      if (!values.has(key.name)) values.set(key.name, key.initial());
      return values.get(key.name) as T;
    },
    set: (key, value) => {
      values.set(key.name, value);
      save();
    },
    end,
    countInbound() {
      activeAt = now();
      if (enabled) inbound = plus(inbound, 1);
    },
    commitInbound,
    lostConnection(reason) {
      if (status !== 'live') return;
      if (!resumable()) return end(reason);
      status = 'detached';
      stream = undefined;
      output.detach();
      commitInbound();
      startExpiry();
      hooks.run('session.detached', { session });
    },
    suspend() {
      if (!resumable()) return end('the server stops', 'system-shutdown');
      const last = stream;
      commitInbound();
      status = 'detached';
      stream = undefined;
      if (last) last.session = undefined;
      output.detach();
      clearTimeout(expiry);
      last?.fail('system-shutdown');
    },
    sm: {
      get enabled() {
        return enabled;
      },
      get resumeSeconds() {
        return resumeSeconds;
      },
      get inbound() {
        return inbound;
      },
      get unacked() {
        return queue.size;
      },
      get sent() {
        return plus(queue.acked, queue.size);
      },
      enable(seconds) {
        enabled = true;
        resumeSeconds = seconds;
        save();
      },
      acknowledge: (h) => (restored ? false : acknowledge(h)),
      resume,
      answer(nonza) {
        commitInbound();
        output.write(nonza.toString());
      },
    },
  };

  if (stream) output.attach(stream.write);
  else startExpiry();
  return session;
}
