/**
 * One try at a time: its steps as they end, stopped by a person or by leaving the page.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FaceProblem, TryStep } from '../../api/types.ts';
import { toProblem } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export const STEPS: readonly TryStep['step'][] = ['lookup', 'connect', 'secure', 'authenticate', 'ping'];

type Tried = {
  state: 'idle' | 'running' | 'done' | 'stopped';
  /** As the manager read it. */
  domain: string;
  steps: readonly TryStep[];
  ok: boolean;
  problem: FaceProblem | null;
};

export type Trying = Tried & { start(domain: string): Promise<void>; stop(): void };

const IDLE: Tried = { state: 'idle', domain: '', steps: [], ok: false, problem: null };

export function useTry(): Trying {
  const { connection, federation } = useStores();
  const [tried, setTried] = useState<Tried>(IDLE);
  const abort = useRef<AbortController | null>(null);
  const stop = useCallback(() => abort.current?.abort(), []);
  useEffect(() => stop, [stop]);

  async function start(domain: string): Promise<void> {
    stop();
    const mine = new AbortController();
    abort.current = mine;
    const update = (part: (before: Tried) => Partial<Tried>) => {
      if (abort.current === mine) setTried((before) => ({ ...before, ...part(before) }));
    };
    setTried({ ...IDLE, state: 'running', domain });
    try {
      for await (const told of await connection
        .client()
        .federation.try({ domain }, { signal: mine.signal })) {
        if (told.type === 'started') update(() => ({ domain: told.domain }));
        else if (told.type === 'step') update(({ steps }) => ({ steps: [...steps, told.step] }));
        else update(() => ({ state: 'done', ok: told.ok }));
      }
      // Ended without a last word: whoever asked has stopped it.
      update(({ state }) => (state === 'running' ? { state: 'stopped' } : {}));
    } catch (error) {
      update(() => ({ state: 'stopped', problem: mine.signal.aborted ? null : toProblem(error) }));
    }
    void federation.load();
  }
  return { ...tried, start, stop };
}
