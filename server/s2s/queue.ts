/** Stanzas that wait for a connection: bounded in number, size and age. */
import type { Mutable } from '../kernel/mutable.ts';
import type { Waiting } from './waiting.ts';

export interface StanzaQueue {
  readonly length: number;
  /** False when it is full. */
  push(waiting: Waiting): boolean;
  /** All of it; the queue is empty then. */
  take(): Waiting[];
  /** Those that came before `time`, in ms; they are not in it any more. */
  takeOlder(time: number): Waiting[];
}

export interface QueueParts {
  readonly most: () => {
    readonly queueStanzas: number;
    readonly queueBytes: number;
    readonly queuedInAll: number;
    readonly queuedBytesInAll: number;
  };
  /** What all queues hold together. */
  readonly shared: { count: number; bytes: number };
}

export function createStanzaQueue({ most, shared }: QueueParts): StanzaQueue {
  let list: Waiting[] = [];
  let bytes = 0;

  function keep(next: Waiting[]): void {
    shared.count += next.length - list.length;
    list = next;
    queue.length = next.length;
    shared.bytes -= bytes;
    bytes = next.reduce((sum, { xml }) => sum + xml.length, 0);
    shared.bytes += bytes;
  }

  const queue: Mutable<StanzaQueue> = {
    length: 0,
    push(waiting) {
      const { queueStanzas, queueBytes, queuedInAll, queuedBytesInAll } = most();
      const { length } = waiting.xml;
      const tooMany = list.length >= queueStanzas || shared.count >= queuedInAll;
      const tooMuch = bytes + length > queueBytes || shared.bytes + length > queuedBytesInAll;
      if (tooMany || tooMuch) return false;
      queue.length = list.push(waiting);
      bytes += length;
      shared.bytes += length;
      shared.count += 1;
      return true;
    },
    take() {
      const all = list;
      keep([]);
      return all;
    },
    takeOlder(time) {
      const old = list.filter(({ queuedAt }) => queuedAt <= time);
      if (old.length > 0) keep(list.filter(({ queuedAt }) => queuedAt > time));
      return old;
    },
  };
  return queue;
}
