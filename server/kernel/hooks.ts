/**
 * The points at which features join in, and in which order.
 *
 * Phases have names, never numbers: guard (may refuse) → record (archive, offline) → copy (carbons) → deliver.
 * Hooks run synchronously: a message is handled within one turn of the event loop, so that all it writes to disk
 * (archive rows, queues, the stream-management counter) is handed to the writer together and committed together.
 */
import type { Element } from 'ltx';
import type { Jid } from './jid.ts';
import type { Log } from './log.ts';
import type { HookResult } from './module.ts';
import type { Session } from './session.ts';

export type Phase = 'guard' | 'record' | 'copy' | 'deliver';
export const PHASES: readonly Phase[] = ['guard', 'record', 'copy', 'deliver'];

export interface MessageEvent {
  /** Mutable: a module may add children (stanza-id, delay) before delivery. */
  stanza: Element;
  readonly from: Jid;
  readonly to: Jid;
  /** The session it came from, when the sender is connected here. */
  readonly session: Session | undefined;
  /** The local account this event is about, as a bare JID: the sender for `message.sent`, else the recipient. */
  readonly account: Jid;
}

export interface PresenceEvent {
  stanza: Element;
  readonly from: Jid;
  readonly to: Jid | undefined;
  readonly session: Session | undefined;
  /** The local account this event is about: the sender for `presence.sent`, else the recipient. */
  readonly account: Jid;
}

export interface Hooks {
  /** One of our people sent a message. */
  'message.sent': MessageEvent;
  /** A message for one of our people, before delivery to sessions (RFC 6121 §8). */
  'message.received': MessageEvent;
  /** A message for one of our people that no session took. */
  'message.undelivered': MessageEvent;
  /**
   * A session sent presence of any type, with or without `to`. Not stopped and with a `to`, the kernel then routes
   * `stanza` there as it is by then (a module may have set `from` to the bare address, RFC 6121 §3). Without a `to`
   * the kernel does nothing more: broadcasting is the presence module's.
   */
  'presence.sent': PresenceEvent;
  /**
   * Presence of any type addressed to one of our people. Not stopped, the kernel delivers it by RFC 6121 §8.5:
   * to the full address, else to all available sessions; probes to nobody.
   */
  'presence.received': PresenceEvent;
  /** A resource was bound. */
  'session.bound': { session: Session };
  /** A stream took a waiting session over (XEP-0198). */
  'session.resumed': { session: Session };
  /** A session is over for good: closed, replaced, kicked, or its time to resume ran out. */
  'session.ended': { session: Session; reason: string };
  /** The connection under a session broke and the session waits to be resumed. */
  'session.detached': { session: Session };
  'account.created': { account: Jid };
  /** Everything that hangs on the account must go with it. */
  'account.removed': { account: Jid };
}
export type HookName = keyof Hooks;

export interface HookBus {
  on<N extends HookName>(hook: N, phase: Phase, handler: (event: Hooks[N]) => HookResult): () => void;
  /** Runs the phases in order. Returns the reason when a handler stopped it. A throwing handler is logged and skipped
   * except in `guard`, where it stops the event: a broken guard must not let things through. */
  run<N extends HookName>(hook: N, event: Hooks[N]): { stopped: string } | undefined;
}

type AnyHandler = (event: never) => HookResult;

/** @param log where throwing handlers (errors) and stopped events (debug) are told. */
export function createHooks({ log }: { log: Log }): HookBus {
  const handlers = new Map<HookName, Record<Phase, AnyHandler[]>>();

  /** Answers why a handler stopped the event. A guard that throws stops it too; others are logged and passed over. */
  function call(hook: HookName, phase: Phase, handler: AnyHandler, event: unknown): string | undefined {
    try {
      const result = handler(event as never);
      return result ? result.reason : undefined;
    } catch (error) {
      log.error('a hook handler failed', { hook, phase, cause: String((error as Error)?.stack ?? error) });
      return phase === 'guard' ? 'guard failed' : undefined;
    }
  }

  return {
    on(hook, phase, handler) {
      let phases = handlers.get(hook);
      if (!phases) {
        phases = { guard: [], record: [], copy: [], deliver: [] };
        handlers.set(hook, phases);
      }
      const added = handler as AnyHandler;
      phases[phase] = [...phases[phase], added];
      return () => {
        phases[phase] = phases[phase].filter((other) => other !== added);
      };
    },
    run(hook, event) {
      const phases = handlers.get(hook);
      if (!phases) return undefined;
      for (const phase of PHASES) {
        for (const handler of phases[phase]) {
          const stopped = call(hook, phase, handler, event);
          if (stopped === undefined) continue;
          log.debug('stopped', { hook, phase, reason: stopped });
          return { stopped };
        }
      }
      return undefined;
    },
  };
}
