/**
 * The lines shown on Logs: one page of history, then what is written from now on. Paused lines are counted, not shown.
 */
import { createStore, type StoreApi } from 'zustand';
import { toProblem } from '../api/problem.ts';
import type { Client, FaceProblem, LogEntry, LogFilter } from '../api/types.ts';

export type LogsState = {
  filter: LogFilter;
  entries: readonly LogEntry[];
  /** Lines that came while paused. */
  held: readonly LogEntry[];
  following: boolean;
  loading: 'no' | 'page' | 'older';
  more: boolean;
  matched: number;
  total: number;
  problem: FaceProblem | null;
};

export type Logs = {
  store: StoreApi<LogsState>;
  /** Starts with this filter; called again it starts over. */
  open(filter: LogFilter): Promise<void>;
  older(): Promise<void>;
  pause(): void;
  follow(): void;
  close(): void;
};

const PAGE = 500;
/** Lines kept in the window; older ones can be paged in again. */
const KEEP = 5000;

export const EVERYTHING: LogFilter = { level: 'info', source: 'both', search: '' };

export function createLogs({ client }: { client: () => Client }): Logs {
  const store = createStore<LogsState>(() => ({
    filter: EVERYTHING,
    entries: [],
    held: [],
    following: true,
    loading: 'no',
    more: false,
    matched: 0,
    total: 0,
    problem: null,
  }));
  let stop: AbortController | null = null;
  const { setState: set, getState: get } = store;

  function add(entries: readonly LogEntry[]): void {
    const now = get();
    const counts = { matched: now.matched + entries.length, total: now.total + entries.length };
    if (now.following) set({ ...counts, entries: [...now.entries, ...entries].slice(-KEEP) });
    else set({ ...counts, held: [...now.held, ...entries].slice(-KEEP) });
  }

  async function open(filter: LogFilter): Promise<void> {
    stop?.abort();
    stop = new AbortController();
    const { signal } = stop;
    set({ filter, loading: 'page', problem: null, held: [] });
    try {
      const page = await client().logs.page({ ...filter, before: null, limit: PAGE }, { signal });
      if (signal.aborted) return;
      set({ ...page, loading: 'no', following: true });
      const after = page.entries.at(-1)?.seq ?? 0;
      for await (const batch of await client().logs.follow({ ...filter, after }, { signal }))
        add(batch.entries);
    } catch (error) {
      if (!signal.aborted) set({ loading: 'no', problem: toProblem(error) });
    }
  }

  return {
    store,
    open,
    async older() {
      const { filter, entries, more, loading } = get();
      const first = entries[0];
      if (!more || loading !== 'no' || first === undefined) return;
      set({ loading: 'older' });
      try {
        const page = await client().logs.page({ ...filter, before: first.seq, limit: PAGE });
        set({ loading: 'no', more: page.more, entries: [...page.entries, ...get().entries] });
      } catch (error) {
        set({ loading: 'no', problem: toProblem(error) });
      }
    },
    pause: () => set({ following: false }),
    follow() {
      const { entries, held } = get();
      set({ following: true, held: [], entries: [...entries, ...held].slice(-KEEP) });
    },
    close: () => stop?.abort(),
  };
}
