/**
 * Everything that takes time is one union, one hook, and one way to draw it (words/Shown.tsx).
 * While a new answer is fetched, or after a failure, the old one stays: a page never goes blank.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';
import { isAborted, toProblem } from '../api/problem.ts';

import type { FaceProblem } from '../api/types.ts';
import type { Events } from './events.ts';

// Pages and wizards know the line to the manager through the stores only.
export { toProblem };

export type Async<T> =
  | { state: 'idle' }
  | { state: 'busy'; last?: T }
  | { state: 'done'; value: T; at: number }
  | { state: 'failed'; problem: FaceProblem; last?: T };

/** The newest value there is, fresh or not. */
export function latest<T>(async: Async<T>): T | undefined {
  if (async.state === 'done') return async.value;
  return async.state === 'idle' ? undefined : async.last;
}

export type Resource<T> = {
  store: StoreApi<Async<T>>;
  /** Asks the manager. Calls while one is under way are folded into one more call after it. */
  load(): Promise<void>;
  /** Puts in a newer value that came another way (an event, an answer to a change). */
  replace(value: T): void;
};

export type ResourceParts<T> = {
  load: () => Promise<T>;
  events: Events;
  /** The manager's events after which the value may be another. */
  reloadOn?: readonly string[];
};

/** A value of the manager's, loaded when first shown and again whenever an event says so. */
export function createResource<T>({ load, events, reloadOn = [] }: ResourceParts<T>): Resource<T> {
  const store = createStore<Async<T>>(() => ({ state: 'idle' }));
  let running: Promise<void> | null = null;
  let again = false;

  async function once(): Promise<void> {
    const last = latest(store.getState());
    store.setState({ state: 'busy', last }, true);
    try {
      store.setState({ state: 'done', value: await load(), at: Date.now() }, true);
    } catch (error) {
      store.setState({ state: 'failed', problem: toProblem(error), last }, true);
    }
  }

  const resource: Resource<T> = {
    store,
    load() {
      if (running !== null) {
        again = true;
        return running;
      }
      running = (async () => {
        do {
          again = false;
          await once();
        } while (again);
        running = null;
      })();
      return running;
    },
    replace: (value) => store.setState({ state: 'done', value, at: Date.now() }, true),
  };

  const reload = () => {
    // WHY not when idle: nobody has looked at it yet.
    if (store.getState().state !== 'idle') void resource.load();
  };
  for (const type of ['resync', ...reloadOn]) events.on(type, reload);
  return resource;
}

/** Reads a resource, loading it when it was never loaded. */
export function useResource<T>(resource: Resource<T>): Async<T> {
  const async = useStore(resource.store);
  useEffect(() => {
    if (async.state === 'idle') void resource.load();
  }, [async.state, resource]);
  return async;
}

export type Action<A extends unknown[], T> = {
  async: Async<T>;
  busy: boolean;
  problem: FaceProblem | null;
  /** @returns the answer, or undefined when it failed (the problem is then in `problem`). */
  run(...input: A): Promise<T | undefined>;
  reset(): void;
};

/** Something a person sets off. Pressing twice while it runs does it once. */
export function useAction<A extends unknown[], T>(act: (...input: A) => Promise<T>): Action<A, T> {
  const [async, setAsync] = useState<Async<T>>({ state: 'idle' });
  const actRef = useRef(act);
  const busy = useRef(false);
  useEffect(() => {
    actRef.current = act;
  });
  const run = useCallback(async (...input: A): Promise<T | undefined> => {
    if (busy.current) return undefined;
    busy.current = true;
    setAsync({ state: 'busy' });
    try {
      const value = await actRef.current(...input);
      setAsync({ state: 'done', value, at: Date.now() });
      return value;
    } catch (error) {
      setAsync(isAborted(error) ? { state: 'idle' } : { state: 'failed', problem: toProblem(error) });
      return undefined;
    } finally {
      busy.current = false;
    }
  }, []);
  const reset = useCallback(() => setAsync({ state: 'idle' }), []);
  return {
    async,
    busy: async.state === 'busy',
    problem: async.state === 'failed' ? async.problem : null,
    run,
    reset,
  };
}
