/** All sessions by address. The first half is what modules see; `createSessions` is the kernel's. */
import { randomBytes } from 'node:crypto';
import type { Element } from 'ltx';
import type { HookBus, InlineBind } from './hooks.ts';
import { type Jid, parseJid } from './jid.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { ClientStream, KernelSession, Session } from './session.ts';
import { createSession, type SessionOrigin } from './session-live.ts';
import type { Unacked } from './session-queue.ts';
import { readAhead, readState } from './session-state.ts';
import type { Commits, SessionStore } from './store.ts';

export interface Sessions {
  /** Sessions of an account, live and detached, oldest first. */
  of(bare: Jid): readonly Session[];
  get(full: Jid): Session | undefined;
  /** Available sessions with priority >= 0, highest priority first; ties: most recently active first. */
  available(bare: Jid): readonly Session[];
  all(): Iterable<Session>;
  readonly size: number;
  /** A session waiting for resumption, by its resumption id, if it belongs to `account`. */
  resumable(id: string, account: Jid): Session | undefined;
}

export interface SessionRegistry extends Sessions {
  /**
   * Binds a resource. A session that has the address already is replaced (RFC 6120 §7.7.2.2).
   * `greet` runs before anything else can be sent. Undefined when the account has too many.
   * `inline` is there when it happens within a log-in: modules add to its answer, which the caller sends.
   */
  bind(
    stream: ClientStream,
    jid: Jid,
    greet: (session: KernelSession) => void,
    inline?: InlineBind,
  ): KernelSession | undefined;
  /** Sends one stanza to each, serialised once. */
  sendAll(sessions: readonly Session[], stanza: Element): void;
  signalOf(session: Session): AbortSignal | undefined;
  /** Brings back what a previous process saved, waiting for resumption. Run before any listener opens. */
  restore(): number;
  /** The server stops. */
  suspendAll(): void;
}

export interface SessionsParts {
  readonly commits: Commits;
  readonly store: SessionStore;
  readonly hooks: HookBus;
  readonly limits: () => Limits;
  readonly log: Log;
  readonly now?: () => number;
  /** Looks once more for somebody to give the stanzas of an ended session to. */
  readonly redeliver: (entry: Unacked) => void;
}

const NONE: readonly KernelSession[] = [];

export function createSessions(parts: SessionsParts): SessionRegistry {
  const { commits, store, hooks, limits, log, redeliver, now = Date.now } = parts;
  const byAccount = new Map<string, KernelSession[]>();
  const byId = new Map<string, KernelSession>();

  const listOf = (jid: Jid): readonly KernelSession[] => byAccount.get(jid.bare.toString()) ?? NONE;
  const find = (full: Jid) => listOf(full).find((session) => session.jid.resource === full.resource);

  function add(id: string, jid: Jid, origin: SessionOrigin): KernelSession {
    const session = createSession(
      {
        ...{ id, jid, commits, store, hooks, now, limits: limits() },
        onEnded: forget,
        onUndelivered: (left) => left.forEach(redeliver),
      },
      origin,
    );
    byAccount.set(jid.bare.toString(), [...listOf(jid), session]);
    byId.set(id, session);
    return session;
  }

  function forget(session: KernelSession): void {
    const rest = listOf(session.jid).filter((other) => other !== session);
    if (rest.length > 0) byAccount.set(session.jid.bare.toString(), rest);
    else byAccount.delete(session.jid.bare.toString());
    byId.delete(session.id);
  }

  function available(bare: Jid): readonly KernelSession[] {
    const list = listOf(bare).filter((session) => (session.priority ?? -1) >= 0);
    if (list.length < 2) return list;
    return list.sort((a, b) => b.priority! - a.priority! || b.activeAt - a.activeAt);
  }

  return {
    of: listOf,
    get: find,
    available,
    all: () => byId.values(),
    get size() {
      return byId.size;
    },
    resumable(id, account) {
      const session = byId.get(id);
      const may = session && session.sm.resumeSeconds > 0 && session.jid.bare.equals(account.bare);
      return may ? session : undefined;
    },
    bind(stream, jid, greet, inline) {
      // RFC 6120 §7.7.2.2: "Terminate the session of the currently connected client"; the newcomer wins, since it may be the
      // same device again.
      find(jid)?.end('replaced by a new session', 'conflict');
      const most = limits().sessionsPerAccount;
      // WHY: a program that never resumes leaves a waiting session behind each time; those do not keep anybody out.
      if (listOf(jid).length >= most)
        listOf(jid)
          .find(({ status }) => status === 'detached')
          ?.end('it made room for a new session');
      if (listOf(jid).length >= most) return undefined;
      const session = add(randomBytes(18).toString('base64url'), jid, { stream });
      stream.session = session;
      greet(session);
      hooks.run('session.bound', inline ? { session, inline } : { session });
      return session;
    },
    sendAll(sessions, stanza) {
      if (sessions.length === 0) return;
      const xml = stanza.toString();
      for (const session of sessions) byId.get(session.id)?.sendText(stanza, xml);
    },
    signalOf: (session) => byId.get(session.id)?.signal,
    restore() {
      for (const { session: saved, queue } of store.loadAll()) {
        const state = readState(saved);
        const jid = parseJid(saved.jid);
        if (!state || !jid || jid.isBare) {
          log.warn('a saved session cannot be read and is dropped', { session: saved.jid });
          store.remove(saved.id);
          continue;
        }
        const entries = queue.map(({ seq, xml, queuedAt }) => ({
          seq,
          entry: { xml, lasting: true, queuedAt },
        }));
        const { inbound, acked } = saved;
        add(saved.id, jid, { saved: state, inbound, ahead: readAhead(saved.ahead), acked, queue: entries });
      }
      return byId.size;
    },
    suspendAll() {
      for (const session of [...byId.values()]) session.suspend();
    },
  };
}
