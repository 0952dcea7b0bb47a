/** One at a time: behind something that is being decided, what a peer sends on waits in order, and reading is paused. */
import type { Element } from 'ltx';
import type { Transport } from './transport.ts';

export interface Turns {
  /** Handles an element, now or when those before it are done. */
  take(element: Element): void;
  /** Lets everything wait for `work`, which must not reject; then `go` runs first. */
  wait<T>(work: Promise<T>, go: (result: T) => void): void;
}

export interface TurnsParts {
  readonly transport: Pick<Transport, 'pause' | 'resume'>;
  /** What an element means; it may ask to wait again. */
  readonly handle: (element: Element) => void;
  /** The stream is over: whatever was decided meanwhile is of no more use. */
  readonly isOver: () => boolean;
  /** What was decided could not be carried out: a fault of ours. */
  readonly onFault: (error: Error) => void;
}

export function createTurns({ transport, handle, isOver, onFault }: TurnsParts): Turns {
  let held: Element[] | undefined;

  function take(element: Element): void {
    if (held) held.push(element);
    else handle(element);
  }

  return {
    take,
    wait(work, go) {
      held = [];
      transport.pause();
      work
        .then((result) => {
          const waiting = held ?? [];
          held = undefined;
          transport.resume();
          if (isOver()) return;
          go(result);
          waiting.forEach(take);
        })
        .catch(onFault);
    },
  };
}
