/**
 * One domain while somebody looks at it: follows what the manager finds (it looks more often while somebody follows), and looks
 * now on demand, with how far it is and a way to stop.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { DnsState, FaceProblem } from '../../api/types.ts';
import { latest, toProblem } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export type Look =
  | { state: 'idle' }
  | { state: 'looking'; answered: number; questions: number }
  | { state: 'failed'; problem: FaceProblem };

export type Looking = { look: Look; start(): Promise<void>; stop(): void };

/** Puts what comes into the store, so that every page that shows the domain shows the same. */
export function useFollow(domain: string): void {
  const { connection, dns } = useStores();
  const online = useStore(connection.store, ({ state }) => state === 'online');
  useEffect(() => {
    if (!online) return;
    const abort = new AbortController();
    const take = (state: DnsState) => {
      const known = latest(dns.store.getState());
      if (known) dns.replace(known.map((one) => (one.domain === state.domain ? state : one)));
    };
    void (async () => {
      try {
        for await (const state of await connection.client().dns.watch({ domain }, { signal: abort.signal }))
          take(state);
      } catch {
        // Stopped by leaving the page, or the line is lost: what was shown stays, and `dns.changed` still tells.
      }
    })();
    return () => abort.abort();
  }, [online, connection, dns, domain]);
}

export function useLook(domain: string): Looking {
  const { connection, dns } = useStores();
  const [look, setLook] = useState<Look>({ state: 'idle' });
  const abort = useRef<AbortController | null>(null);
  const stop = useCallback(() => abort.current?.abort(), []);
  useEffect(() => stop, [stop]);

  async function start(): Promise<void> {
    stop();
    const mine = new AbortController();
    abort.current = mine;
    const show = (next: Look) => {
      if (abort.current === mine) setLook(next);
    };
    show({ state: 'looking', answered: 0, questions: 0 });
    try {
      for await (const told of await connection.client().dns.check({ domain }, { signal: mine.signal })) {
        if (told.type === 'asking') {
          const { answered, questions } = told;
          show({ state: 'looking', answered, questions });
        }
      }
      show({ state: 'idle' });
    } catch (error) {
      show(mine.signal.aborted ? { state: 'idle' } : { state: 'failed', problem: toProblem(error) });
    }
    await dns.load();
  }
  return { look, start, stop };
}
