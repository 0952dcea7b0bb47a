/**
 * Stream management between servers (XEP-0198 1.6.3), without resumption: both sides count, so that what a broken connection took
 * with it is known and goes back to its sender.
 */
import { Element } from 'ltx';
import type { Mutable } from '../kernel/mutable.ts';
import { createOutput } from '../kernel/session-output.ts';
import { createQueue } from '../kernel/session-queue.ts';
import { NS } from '../kernel/stanza.ts';
import type { Commits } from '../kernel/store.ts';
import type { PeerStream } from './stream.ts';
import type { Waiting } from './waiting.ts';

const SM = NS.streamManagement;

export interface Acks {
  /** Both sides count. */
  readonly on: boolean;
  /** Asks for it; from here on what is sent counts. Only after features that offer it. */
  ask(): void;
  /** True when the element was one of ours. */
  take(element: Element): boolean;
  /** False when what is sent does not count. */
  sent(waiting: Waiting): boolean;
  /** A stanza came and was handled. */
  handled(): void;
  /** Sent, and not known to have arrived. */
  unacked(): readonly Waiting[];
  /** Resolves when that is nothing. */
  drained(): Promise<void>;
  /** Asks how far they are; they must answer. */
  readonly question: string;
}

export interface AcksParts {
  readonly stream: PeerStream;
  /** What is acknowledged is on disk before (DESIGN.md, promise 1). */
  readonly commits: Commits;
  /** Known to have arrived. */
  readonly arrived: (waiting: Waiting) => void;
  /** How many may be in flight; with more the stream is broken. */
  readonly most: number;
  /** Whether their `<enable/>` is taken now: they have proven who they are, and we offered it. */
  readonly mayEnable: () => boolean;
}

export function createAcks({ stream, commits, most, mayEnable, arrived }: AcksParts): Acks {
  const queue = createQueue<Waiting>();
  const output = createOutput(commits);
  output.attach(stream.write);
  /** Whether what is sent, and what comes, counts. */
  let [sending, receiving] = [false, false];
  let received = 0;
  let asked = false;
  const waiting: (() => void)[] = [];

  /** One request at a time, at the end of the turn, so that a burst costs one. */
  function request(): void {
    if (asked) return;
    asked = true;
    setImmediate(() => stream.write(`<r xmlns='${SM}'/>`));
  }

  function enable() {
    if (sending || !mayEnable()) return stream.write(failed('unexpected-request'));
    [sending, receiving, acks.on] = [true, true, true];
    stream.write(`<enabled xmlns='${SM}'/>`);
  }

  function acknowledge({ attrs: { h = '' } }: Element) {
    const before = queue.entries();
    const count = /^\d{1,10}$/.test(h) ? Number(h) : -1;
    if (count < 0 || queue.acknowledge(count) === 'too high') {
      // XEP-0198 §4: "the local entity SHOULD generate an undefined-condition stream error that includes a
      // <handled-count-too-high/> element, and close the stream".
      const more = { h, 'send-count': queue.acked + queue.size };
      return stream.fail('undefined-condition', undefined, tooHigh(more));
    }
    before.slice(0, before.length - queue.size).forEach(arrived);
    asked = false;
    if (queue.size > 0) return request();
    for (const call of waiting.splice(0)) call();
  }

  const acks: Mutable<Acks> = {
    on: false,
    ask() {
      sending = true;
      stream.write(`<enable xmlns='${SM}'/>`);
    },
    take(element) {
      if (element.getNS() !== SM) return false;
      switch (element.name) {
        case 'enable':
          enable();
          return true;
        case 'enabled':
          // XEP-0198 §3: whoever asked counts what comes from the answer on.
          receiving = sending;
          acks.on = sending;
          return true;
        case 'failed':
          sending = receiving;
          acks.on = sending;
          // They do not count, so nothing will be known.
          if (!sending) queue.entries().forEach(arrived);
          return true;
        case 'r':
          if (receiving) output.write(`<a xmlns='${SM}' h='${received}'/>`);
          else stream.write(failed('unexpected-request'));
          return true;
        case 'a':
          if (sending) acknowledge(element);
          return true;
        default:
          return false;
      }
    },
    sent(waiting) {
      if (!sending) return false;
      queue.push(waiting);
      if (queue.size > most) stream.fail('policy-violation', 'too many stanzas are not acknowledged');
      else request();
      return true;
    },
    handled() {
      if (receiving) received = (received + 1) % 2 ** 32;
    },
    drained: () =>
      new Promise((resolve) => {
        if (queue.size === 0) resolve();
        else waiting.push(resolve);
      }),
    unacked: () => (sending ? queue.entries() : []),
    question: `<r xmlns='${SM}'/>`,
  };
  return acks;
}

const tooHigh = (counts: Record<string, string | number>) =>
  new Element('handled-count-too-high', { xmlns: SM, ...counts });

const failed = (condition: string) => `<failed xmlns='${SM}'><${condition} xmlns='${NS.stanzas}'/></failed>`;
