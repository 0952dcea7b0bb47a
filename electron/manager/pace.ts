/** When things happen: not too often, and not two at once. */
import type { Clock } from './host.ts';

/** At once, and then not again before its time. What is called meanwhile happens once at the end of the time; nothing is forgotten. */
export function atMostEvery(ms: number, clock: Clock, run: () => void): () => void {
  let waiting: 'no' | 'quiet' | 'again' = 'no';
  function go(): void {
    waiting = 'quiet';
    run();
    clock.after(ms, () => {
      if (waiting === 'again') go();
      else waiting = 'no';
    });
  }
  return () => {
    if (waiting === 'no') go();
    else waiting = 'again';
  };
}

/** Each begins when the one before has ended, well or not: for what reads, decides and writes. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
}
