/**
 * The points at which features join in, and in which order.
 *
 * Phases have names, never numbers: guard (may refuse) → record (archive, offline) → copy (carbons) → deliver.
 * Hooks run synchronously: a message is handled within one turn of the event loop, so that all it writes to disk
 * (archive rows, queues, the stream-management counter) is handed to the writer together and committed together.
 */
import type { Element } from 'ltx';
import type { ComponentEvent } from './components.ts';
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

/** A message that a session ended without acknowledging looks for somebody else. */
export interface RedeliveryEvent {
  readonly stanza: Element;
  readonly from: Jid;
  readonly to: Jid;
  readonly account: Jid;
  /** When it was sent to the session that has ended, in ms. */
  readonly queuedAt: number;
  /** Mutable: the sessions that will get it. A module takes out those that have seen it; with none left nobody does. */
  takers: readonly Session[];
}

export interface PresenceEvent {
  stanza: Element;
  readonly from: Jid;
  readonly to: Jid | undefined;
  readonly session: Session | undefined;
  /** The local account this event is about: the sender for `presence.sent`, else the recipient. */
  readonly account: Jid;
}

export interface IqEvent {
  readonly stanza: Element;
  readonly from: Jid;
  readonly to: Jid;
  readonly session: Session | undefined;
  /** The local account this event is about: the sender for `iq.sent`, else the recipient. */
  readonly account: Jid;
}

/** Something on one of an account's own nodes (XEP-0163) changed, or is to. */
export interface PersonalItems {
  readonly account: Jid;
  readonly node: string;
  readonly items: readonly { readonly id: string; readonly payload: Element | undefined }[];
  /** The module that caused it; absent when a person's program did. Whoever keeps two things in step looks at it. */
  readonly by?: string;
}

/** Binding within a log-in (XEP-0386): what was asked for, and the answer that goes out with it. */
export interface InlineBind {
  readonly request: Element;
  readonly bound: Element;
}

export interface HostEvent {
  readonly stanza: Element;
  readonly from: Jid;
  readonly to: Jid;
  /** The served domain, for a service the one it belongs to. */
  readonly host: string;
  readonly session: Session | undefined;
}

export interface Hooks {
  /** One of our people sent a message. */
  'message.sent': MessageEvent;
  /** A message for one of our people, before delivery to sessions (RFC 6121 §8). */
  'message.received': MessageEvent;
  /** A message for one of our people that no session took. */
  'message.undelivered': MessageEvent;
  /** A message a session ended without acknowledging, about to go to the account's other sessions (XEP-0198 §4). */
  'message.redelivered': RedeliveryEvent;
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
  /** A session sent an iq of any type to an address; without one it asks its own account. Stopped, it goes nowhere. */
  'iq.sent': IqEvent;
  /** An iq of any type for an account of ours or one of its devices. Stopped, nobody gets it. */
  'iq.received': IqEvent;
  /**
   * The server is about to send a stanza in the name of one of our people (`account`): presence to those who may see it, a
   * probe, an event. Stopped, it does not leave.
   */
  'stanza.routed': IqEvent;
  /** A message to a served domain itself. Not stopped, it goes back with `service-unavailable`. */
  'host.message': HostEvent;
  /** Anything that came from another server, whomever it is for. Stopped, nobody of ours sees it. */
  'outside.received': HostEvent;
  /** Anything for a service or an address below it. Stopped, the service does not see it. */
  'service.received': HostEvent;
  /** A session got a copy of a message for its account, which is `stanza`. */
  'message.copied': { session: Session; stanza: Element };
  /** Archived messages were sent to a session that asked for them: the archive's ids, from the session's own archive. */
  'archive.read': { session: Session; ids: readonly string[] };
  /**
   * A resource was bound. With `inline` it happened within the log-in (XEP-0386): a module looks for its own elements in
   * `request`, does what they ask, and puts its answer into `bound`. Nothing may be sent to the session yet.
   */
  'session.bound': { session: Session; inline?: InlineBind };
  /** A stream took a waiting session over (XEP-0198). */
  'session.resumed': { session: Session };
  /** A session is over for good: closed, replaced, kicked, or its time to resume ran out. */
  'session.ended': { session: Session; reason: string };
  /** The connection under a session broke and the session waits to be resumed. */
  'session.detached': { session: Session };
  /**
   * Somebody's available device says which nodes it wants to hear of (XEP-0115, XEP-0060 §9.2). `added` is what it did not ask
   * for before. With a `session` it is one of ours; without, presence of a stranger's device or another server's came to `account`.
   */
  'interest.known': {
    jid: Jid;
    session: Session | undefined;
    account: Jid | undefined;
    nodes: readonly string[];
    added: readonly string[];
  };
  /**
   * A module asks for items to be published on a node of the account, which is made if it is not there. Nothing happens to
   * items that are there as they should be, nor on a node others can read when `access` is `whitelist`.
   */
  'personal.publish': PersonalItems & { readonly access?: 'open' | 'presence' | 'whitelist' };
  /** A module asks for items to be taken off a node of the account. */
  'personal.retract': PersonalItems;
  /** Items were published on a node of the account, and are there. */
  'personal.published': PersonalItems;
  /** Items went from a node of the account; `payload` is not given. */
  'personal.retracted': PersonalItems;
  /** An account's vCard (XEP-0054) is another now; undefined when there is none any more. */
  'vcard.changed': { account: Jid; card: Element | undefined; by?: string };
  /** Private XML (XEP-0049) was stored: one element, found by its name and namespace. */
  'private.changed': { account: Jid; element: Element; by?: string };
  /** A team (a group of people who are in each other's contact lists) has other members, another label, or is no more. */
  'team.changed': {
    host: string;
    id: string;
    label: string;
    joined: readonly Jid[];
    left: readonly Jid[];
    /** Who is in it now; nobody when it was deleted. */
    members: readonly Jid[];
  };
  /** A room of a service has come or gone; or who is in it, who belongs to it or what it is like has changed. */
  'room.changed': { room: Jid };
  /** Somebody reported spam or abuse to the administrators of a domain. */
  'report.filed': { host: string };
  /** A contact of the account is another one now, or is none any more: `item` is what its devices are told (RFC 6121 §2.1.6). */
  'roster.changed': { account: Jid; item: Element };
  /** A component's stream is open for stanzas; nothing was sent to it yet. */
  'component.attached': ComponentEvent;
  /** A component's stream is over. */
  'component.detached': ComponentEvent;
  /**
   * Is another server good to speak with? Asked before we connect to it, when it connects, and again every few seconds for as long
   * as it is connected. `host` is the served domain of ours it is about. Stopped, there is no connection and none stays.
   */
  'remote.contacted': { domain: string; host: string; direction: 'in' | 'out' };
  /**
   * Somebody logged in rightly to an account that is disabled. Stopped: the reason is what they are told, in the language of `lang`
   * (kernel/languages.ts).
   */
  'login.disabled': { account: Jid; lang: string | undefined };
  'account.created': { account: Jid };
  /** What the operator is told of how somebody stands is another: a program said what it is, keys were published, push goes or does not. */
  'standing.changed': { account: Jid };
  /** An invitation of the domain was made, used, taken back or brought back. Which one, nobody is told: it is a key. */
  'invitation.changed': { host: string };
  /** Somebody came in with an invitation and has an account; `team` is the id of the team it was for, at the account's domain. */
  'account.invited': { account: Jid; team: string };
  /** Somebody has left: the account stays for a while, and what lets anybody in by it, or reach its devices, ends now. */
  'account.closed': { account: Jid };
  /** Everything that hangs on the account must go with it. */
  'account.removed': { account: Jid };
}
export type HookName = keyof Hooks;

export interface HookBus {
  /**
   * Within a phase handlers run by `rank`, those of one rank in the order they came; without one, after all that are there.
   * WHY: a module that is loaded again keeps its place.
   */
  on<N extends HookName>(
    hook: N,
    phase: Phase,
    handler: (event: Hooks[N]) => HookResult,
    rank?: number,
  ): () => void;
  /** Runs the phases in order. Returns the reason when a handler stopped it. A throwing handler is logged and skipped
   * except in `guard`, where it stops the event: a broken guard must not let things through. */
  run<N extends HookName>(hook: N, event: Hooks[N]): { stopped: string } | undefined;
}

type AnyHandler = (event: never) => HookResult;

/** @param log where throwing handlers (errors) and stopped events (debug) are told. */
export function createHooks({ log }: { log: Log }): HookBus {
  const handlers = new Map<HookName, Record<Phase, { run: AnyHandler; rank: number }[]>>();

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
    on(hook, phase, handler, rank) {
      let phases = handlers.get(hook);
      if (!phases) {
        phases = { guard: [], record: [], copy: [], deliver: [] };
        handlers.set(hook, phases);
      }
      const there = phases[phase];
      const added = { run: handler as AnyHandler, rank: rank ?? there.at(-1)?.rank ?? 0 };
      const after = there.findLastIndex((one) => one.rank <= added.rank) + 1;
      phases[phase] = there.toSpliced(after, 0, added);
      return () => {
        phases[phase] = phases[phase].filter((other) => other !== added);
      };
    },
    run(hook, event) {
      const phases = handlers.get(hook);
      if (!phases) return undefined;
      for (const phase of PHASES) {
        for (const { run: handler } of phases[phase]) {
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
