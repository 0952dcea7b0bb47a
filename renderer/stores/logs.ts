/**
 * The lines shown on Logs: one view of the manager's at a time, its state as it is counted and as it grows, and the rows that
 * are looked at. Another filter is another view; what was seen stays until the first state of the new one is here.
 */
import { createStore, type StoreApi } from 'zustand';
import { toProblem } from '../api/problem.ts';
import type {
  Client,
  FaceProblem,
  LogSource,
  LogViewFilter,
  LogViewState,
  SavedLogView,
} from '../api/types.ts';
import { createResource, type Resource } from './async.ts';
import type { Events } from './events.ts';
import { createLogRows, type LogRows } from './log-rows.ts';

export type LogsAsked = { sources: readonly string[]; filter: LogViewFilter };

export type LogsState = {
  asked: LogsAsked | null;
  /** Of the view that is shown; an older one while a new one opens. */
  view: LogViewState | null;
  rows: LogRows | null;
  opening: boolean;
  following: boolean;
  /** Up to where the lines had been seen when it was paused: what is beyond is new. */
  seen: number;
  problem: FaceProblem | null;
};

export type Logs = {
  store: StoreApi<LogsState>;
  /** What can be read on this machine. */
  sources: Resource<LogSource[]>;
  saved: Resource<SavedLogView[]>;
  /** Starts with this; called again it starts over. Resolves when the view has ended. */
  open(asked: LogsAsked): Promise<void>;
  pause(): void;
  follow(): void;
  close(): void;
};

export function createLogs({ client, events }: { client: () => Client; events: Events }): Logs {
  const store = createStore<LogsState>(() => ({
    ...{ asked: null, view: null, rows: null, opening: false, following: true, seen: 0, problem: null },
  }));
  let stop: AbortController | null = null;
  /** What the lines that are here answer. */
  let answered: LogsAsked | null = null;
  const { setState: set, getState: get } = store;
  const failed = (signal: AbortSignal) => (error: unknown) => {
    if (!signal.aborted) set({ opening: false, problem: toProblem(error) });
  };

  async function open(asked: LogsAsked): Promise<void> {
    stop?.abort();
    stop = new AbortController();
    const { signal } = stop;
    set({ asked, opening: true, problem: null });
    let rows: LogRows | null = null;
    try {
      const input = { sources: [...asked.sources], filter: asked.filter };
      for await (const view of await client().logView.watch(input, { signal })) {
        if (signal.aborted) return;
        rows ??= createLogRows({
          ask: (from, count) => client().logView.rows({ view: view.view, from, count }, { signal }),
          failed: failed(signal),
        });
        rows.bounds(view.first, view.last, view.generation);
        const { following, seen } = get();
        answered = asked;
        set({ view, rows, opening: false, seen: following ? view.last : Math.min(seen, view.last) });
      }
    } catch (error) {
      failed(signal)(error);
      // Lines of another question would stand there as the answer to this one.
      if (!signal.aborted && answered !== asked) set({ view: null, rows: null });
    }
  }

  return {
    store,
    sources: createResource({
      load: async () => (await client().logView.sources()).sources,
      events,
      reloadOn: ['setup.changed'],
    }),
    saved: createResource({ load: async () => (await client().logView.saved()).views, events }),
    open,
    pause() {
      if (get().following) set({ following: false, seen: get().view?.last ?? 0 });
    },
    follow() {
      set({ following: true, seen: get().view?.last ?? 0 });
    },
    close() {
      stop?.abort();
    },
  };
}
