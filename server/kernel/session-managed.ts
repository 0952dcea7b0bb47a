/**
 * Stream management of one session (XEP-0198), from `<enable/>` on: what it sent and is not acknowledged, what its client sent
 * and is handled, and who asks whom how far the other is. Sessions without it have none of this.
 */
import type { Element } from 'ltx';
import { addDelay } from './delay.ts';
import type { Jid } from './jid.ts';
import type { Limits } from './limits.ts';
import { createInboundCount } from './session-inbound.ts';
import { createOutbox } from './session-outbox.ts';
import type { Output } from './session-output.ts';
import type { Unacked } from './session-queue.ts';
import { NS } from './stanza.ts';
import type { SessionStore } from './store.ts';
import { parseXml } from './xml.ts';

const ACK_REQUEST = `<r xmlns="${NS.streamManagement}"/>`;

export interface ManagedParts {
  readonly id: string;
  readonly jid: Jid;
  readonly store: SessionStore;
  readonly limits: Limits;
  readonly output: Output;
  readonly now: () => number;
  /** Seconds the session waits for resumption; 0 when it does not, and nothing is kept on disk. */
  readonly resumeSeconds: number;
  /** What a previous process saved. */
  readonly saved?: {
    readonly inbound: number;
    readonly ahead: readonly string[];
    readonly acked: number;
    readonly queue: readonly { seq: number; entry: Unacked }[];
  };
}

export interface Managed {
  readonly resumeSeconds: number;
  handled(): number;
  sent(): number;
  unacked(): number;
  /** The counters as they are saved. */
  counters(): { inbound: number; ahead: string; acked: number };
  /** Sends and keeps. False when that was one too many for what may be kept. */
  send(stanza: Element, text: string): boolean;
  /** False when `h` claims more than was sent. */
  acknowledge(h: number): boolean;
  /** Counts a stanza from the client. False when it was handled before. */
  take(stanza: Element): boolean;
  defer(): () => void;
  requested(): void;
  /** Queues the count of handled stanzas to be saved with what they caused. */
  commit(): void;
  /** False when `h` claims more than was sent; nothing has happened then. `save` writes the session's row anew. */
  takeOver(h: number, save: () => void): boolean;
  /** Sends again what is not acknowledged, on a new stream; what came when there was none, since `detachedAt`, is dated. */
  resend(detachedAt: number): void;
  entries(): readonly Unacked[];
}

export function createManaged(parts: ManagedParts): Managed {
  const { id, jid, store, limits, output, now, resumeSeconds, saved } = parts;
  const count = createInboundCount(saved?.inbound, saved?.ahead);
  const outbox = createOutbox({ id, store, limits, saved });
  const resumable = resumeSeconds > 0;
  let handledOnDisk = count.handled;
  let asked = false;
  /** The client asked how far we are, and the answer left something out. */
  let owesAnswer = false;

  /** One request at a time, at the end of the turn, so that a burst costs one. */
  function ask(): void {
    if (asked || !output.attached) return;
    asked = true;
    setImmediate(() => output.write(ACK_REQUEST));
  }

  function commit(): void {
    if (!resumable || (count.handled === handledOnDisk && !count.waiting)) return;
    store.setInbound(id, count.handled, JSON.stringify(count.ahead()));
    handledOnDisk = count.handled;
  }

  function answer(): void {
    commit();
    owesAnswer = count.waiting;
    output.write(`<a xmlns="${NS.streamManagement}" h="${count.handled}"/>`);
  }

  return {
    resumeSeconds,
    handled: () => count.handled,
    sent: outbox.sent,
    unacked: outbox.size,
    counters() {
      handledOnDisk = count.handled;
      return { inbound: count.handled, ahead: JSON.stringify(count.ahead()), acked: outbox.acked() };
    },
    send(stanza, text) {
      const entry = { xml: text, lasting: isLasting(stanza), queuedAt: now() };
      if (!outbox.keep(entry, resumable)) return false;
      output.write(text);
      ask();
      return true;
    },
    acknowledge(h) {
      // A count that went back takes nothing back: what it covered before is gone.
      if (outbox.acknowledge(h, resumable) === 'too high') return false;
      asked = false;
      if (outbox.size() > 0) ask();
      return true;
    },
    take: count.take,
    defer() {
      const done = count.defer();
      return () => {
        done();
        commit();
        if (owesAnswer && !count.waiting) answer();
      };
    },
    requested: answer,
    commit,
    takeOver(h, save) {
      if (outbox.takeOver(h, save) === 'too high') return false;
      commit();
      count.rewind();
      asked = false;
      owesAnswer = false;
      return true;
    },
    resend(detachedAt) {
      for (const entry of outbox.entries())
        output.write(entry.queuedAt < detachedAt ? entry.xml : late(entry, jid));
      if (outbox.size() > 0) ask();
    },
    entries: outbox.entries,
  };
}

/**
 * Is it worth more than the process? Not presence, which is what it is when somebody looks; nor a page of an archive, whose
 * reader asks again.
 */
const isLasting = (stanza: Element): boolean =>
  stanza.name !== 'presence' && stanza.getChild('result', NS.mam) === undefined;

/** A message nobody was there to take says when it came. */
function late({ xml, lasting, queuedAt }: Unacked, { domain }: Jid): string {
  if (!lasting || !xml.startsWith('<message')) return xml;
  const stanza = parseXml(xml);
  addDelay(stanza, queuedAt, domain);
  return stanza.toString();
}
