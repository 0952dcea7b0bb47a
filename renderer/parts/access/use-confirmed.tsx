/**
 * Something dangerous, done: where the manager wants the password or a passkey first, it is asked for, and then done again.
 */
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { toProblem } from '../../stores/async.ts';
import { ConfirmIdentity } from './ConfirmIdentity.tsx';

export type Confirmed = {
  /** Rejects as aborted when the person gave up, which `useAction` takes for nothing having happened. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** To be drawn somewhere beside the button. */
  dialog: ReactNode;
};

export function useConfirmed(): Confirmed {
  const [asking, setAsking] = useState(false);
  const answer = useRef<(confirmed: boolean) => void>(() => undefined);
  const ask = useCallback(
    () =>
      new Promise<boolean>((resolve) => {
        answer.current = resolve;
        setAsking(true);
      }),
    [],
  );
  const run = useCallback(
    async <T,>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        if (toProblem(error).code !== 'access.confirm') throw error;
      }
      if (!(await ask())) throw new DOMException('given up', 'AbortError');
      return work();
    },
    [ask],
  );
  const done = (confirmed: boolean) => {
    setAsking(false);
    answer.current(confirmed);
  };
  return { run, dialog: asking && <ConfirmIdentity onDone={done} /> };
}
