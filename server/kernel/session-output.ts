/**
 * What a session writes, in order, and only after what it may reveal is on disk (DESIGN.md, promise 1).
 *
 * Every text remembers the last write queued to storage when it was handed over; it leaves once that write is
 * committed. With nothing uncommitted, that is at once.
 */
import type { Mutable } from './mutable.ts';
import type { Commits, Ticket } from './store.ts';

export interface Output {
  /** True while a connection takes what is written. */
  readonly attached: boolean;
  attach(sink: (text: string) => void): void;
  /** Forgets what waits; a queue of unacknowledged stanzas is somebody else's. */
  detach(): void;
  write(text: string): void;
  /** Runs once everything written before has left. */
  after(run: () => void): void;
}

type Waiting = { readonly ticket: Ticket; readonly text: string | (() => void) };

export function createOutput(commits: Commits): Output {
  let sink: ((text: string) => void) | undefined;
  let waiting: Waiting[] = [];

  function leave(item: string | (() => void)): void {
    if (typeof item === 'string') sink?.(item);
    else item();
  }

  function drain(of: Waiting[]): void {
    // A list that was dropped by `detach` in the meantime is not ours any more.
    if (of !== waiting) return;
    let sent = 0;
    while (sent < of.length && of[sent]!.ticket <= commits.committed) sent += 1;
    const ready = of.splice(0, sent);
    if (of.length > 0) commits.whenCommitted(of[0]!.ticket, () => drain(of));
    for (const { text } of ready) leave(text);
  }

  function queue(item: string | (() => void)) {
    if (waiting.length === 0 && commits.last <= commits.committed) return leave(item);
    const list = waiting;
    list.push({ ticket: commits.last, text: item });
    if (list.length === 1) commits.whenCommitted(commits.last, () => drain(list));
  }

  const output: Mutable<Output> = {
    attached: false,
    attach(next) {
      sink = next;
      output.attached = true;
    },
    detach() {
      sink = undefined;
      output.attached = false;
      waiting = [];
    },
    write(text) {
      if (sink) queue(text);
    },

    after: queue,
  };
  return output;
}
