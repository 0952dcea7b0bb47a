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
import type { Mutable } from './mutable.ts';
import {
  type ClientStream,
  type KernelSession,
  SERVER_STOPS,
  type SessionManagement,
  type SessionStateKey,
} from './session.ts';
import { createManaged, type Managed } from './session-managed.ts';
import { createOutput } from './session-output.ts';
import type { Unacked } from './session-queue.ts';
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
      readonly ahead: readonly string[];
      readonly acked: number;
      readonly queue: readonly { seq: number; entry: Unacked }[];
    };

export function createSession(parts: SessionParts, origin: SessionOrigin): KernelSession {
  const { id, jid, commits, store, hooks, limits, now } = parts;
  const restored = 'saved' in origin ? origin : undefined;
  const saved = restored?.saved;
  const output = createOutput(commits);
  const ended = new AbortController();
  const values = new Map(saved?.values);
  const connectedAt = saved?.connectedAt ?? now();

  /** As the kernel knows it; `session` shows the same to all. */
  let stream: ClientStream | undefined = 'stream' in origin ? origin.stream : undefined;
  let detachedAt = connectedAt;
  let hold: ((stanza: Element) => boolean) | undefined;

  let expiry: NodeJS.Timeout | undefined;
  /** Undefined without stream management: most of a session's memory would be this. */
  let managed = restored && manage(restored.saved.resumeSeconds);

  function manage(resumeSeconds: number): Managed {
    return createManaged({ id, jid, store, limits, output, now, resumeSeconds, saved: restored });
  }

  const resumable = () => sm.resumeSeconds > 0;

  function connect(next: ClientStream | undefined): void {
    stream = next;
    session.stream = next;
  }

  function save(): void {
    if (!managed || !resumable() || session.status === 'ended') return;
    const { remoteAddress, presence } = session;
    const { resumeSeconds } = managed;
    const state = writeState({ connectedAt, remoteAddress, resumeSeconds, presence, values });
    store.save({ id, jid: jid.toString(), ...managed.counters(), state, updatedAt: now() });
  }

  function sendText(stanza: Element, xml?: string) {
    if (session.status === 'ended' || hold?.(stanza)) return;
    const text = xml ?? stanza.toString();
    if (!managed) output.write(text);
    else if (!managed.send(stanza, text)) end('too many unacknowledged stanzas', 'policy-violation');
  }

  function commitInbound(): void {
    if (session.status !== 'ended') managed?.commit();
  }

  function startExpiry(): void {
    expiry = setTimeout(() => end('the time to resume ran out'), sm.resumeSeconds * 1000);
    expiry.unref();
  }

  function end(reason: string, condition?: string): void {
    if (session.status === 'ended') return;
    const last = stream;
    session.status = 'ended';
    connect(undefined);
    clearTimeout(expiry);
    if (resumable()) store.remove(id);
    // What was sent just before still leaves first.
    output.after(() => {
      if (condition) last?.fail(condition);
      else last?.close();
    });
    // WHY a reason: without one each end of a session makes an exception, with its stack.
    ended.abort(reason);
    parts.onEnded(session);
    hooks.run('session.ended', { session, reason });
    parts.onUndelivered(managed?.entries() ?? []);
  }

  function resume(next: StreamHandle, h: number, answer: Element): boolean {
    if (session.status === 'ended' || !managed?.takeOver(h, save)) return false;
    const old = stream;
    const since = old ? now() : detachedAt;
    output.detach();
    clearTimeout(expiry);
    connect(next as ClientStream);
    session.status = 'live';
    session.remoteAddress = next.remoteAddress;
    // XEP-0198 §5: an old stream still open is closed with a <conflict/> stream error.
    if (old) old.session = undefined;
    old?.fail('conflict', 'the session was resumed elsewhere');
    next.session = session;
    output.attach((next as ClientStream).write);
    output.write(answer.toString());
    managed.resend(since);
    hooks.run('session.resumed', { session });
    return true;
  }

  const sm: Mutable<SessionManagement> = {
    enabled: saved !== undefined,
    resumeSeconds: saved?.resumeSeconds ?? 0,
    inbound: () => managed?.handled() ?? 0,
    unacked: () => managed?.unacked() ?? 0,
    sent: () => managed?.sent() ?? 0,
    enable(seconds) {
      managed = manage(seconds);
      sm.enabled = true;
      sm.resumeSeconds = seconds;
      save();
    },
    acknowledge: (h) => managed?.acknowledge(h) ?? false,
    requested: () => managed?.requested(),
    defer: () => managed?.defer() ?? (() => {}),
    resume,
    answer(nonza) {
      commitInbound();
      output.write(nonza.toString());
    },
  };

  const session: Mutable<KernelSession> = {
    id,
    jid,
    connectedAt,
    signal: ended.signal,
    status: saved ? 'detached' : 'live',
    stream,
    remoteAddress: saved?.remoteAddress ?? stream?.remoteAddress ?? '',
    presence: saved?.presence,
    priority: readPriority(saved?.presence),
    activeAt: connectedAt,
    setPresence(next) {
      session.presence = next;
      session.priority = readPriority(next);
      save();
    },
    send: (stanza) => sendText(stanza),
    sendText,
    intercept(next) {
      hold = next;
    },
    get: <T>(key: SessionStateKey<T>) => {
      if (!values.has(key.name)) values.set(key.name, key.initial());
      return values.get(key.name) as T;
    },
    set: (key, value) => {
      values.set(key.name, value);
      save();
    },
    end,
    countInbound(stanza) {
      session.activeAt = now();
      return managed?.take(stanza) ?? true;
    },
    commitInbound,
    lostConnection(reason) {
      if (session.status !== 'live') return;
      if (!resumable()) return end(reason);
      session.status = 'detached';
      detachedAt = now();
      connect(undefined);
      output.detach();
      commitInbound();
      startExpiry();
      hooks.run('session.detached', { session });
    },
    suspend() {
      if (!resumable()) return end(SERVER_STOPS, 'system-shutdown');
      const last = stream;
      commitInbound();
      session.status = 'detached';
      connect(undefined);
      if (last) last.session = undefined;
      output.detach();
      clearTimeout(expiry);
      last?.fail('system-shutdown');
    },
    sm,
  };

  if (stream) output.attach(stream.write);
  else startExpiry();
  return session;
}
