/**
 * The line to the manager, kept open: events from the number last seen, new tries with growing pauses.
 *
 *   connecting ──opened──▶ online ──closed──▶ lost ──opened──▶ online
 *       │  └──nobody answers──────────────────▲ └─┐ next try
 *       │                                      └──┘
 *       └──not let in──▶ locked ◀──not let in── lost      (only a new link leads out: the page is loaded anew)
 */
import { createStore, type StoreApi } from 'zustand';
import type { Locked } from '../api/access.ts';
import type { Line, OpenLine } from '../api/line.ts';
import type { Client } from '../api/types.ts';
import type { Events } from './events.ts';

export type Connection =
  | { state: 'connecting' }
  | { state: 'online'; since: number }
  | { state: 'lost'; since: number; nextTry: number; attempt: number }
  | { state: 'locked'; because: Locked };

/** Pauses before each new try, in milliseconds; elapsed: 0.5 s, 1.5 s, 3.5 s, 8.5 s, then every 10 s. */
export const PAUSES = [500, 1000, 2000, 5000, 10_000] as const;
export const pauseBefore = (attempt: number): number =>
  PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? 10_000;

export type ConnectionStore = {
  store: StoreApi<Connection>;
  /** The manager's calls. Without a line they are refused with `connection.lost`. */
  client(): Client;
  /** Do not wait for the next try. */
  tryNow(): void;
  start(): void;
};

export type ConnectionParts = {
  open: OpenLine;
  events: Events;
  /** Another version of Chatelaine answers than the one this page was loaded from. */
  otherVersion?: (() => void) | undefined;
};

export function createConnection({ open, events, otherVersion }: ConnectionParts): ConnectionStore {
  const store = createStore<Connection>(() => ({ state: 'connecting' }));
  let line: Line | null = null;
  let lastSeen: number | null = null;
  let loadedFrom: string | null = null;
  let hurry: (() => void) | null = null;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function listen(client: Client): Promise<void> {
    try {
      for await (const { n, event } of await client.app.events({ since: lastSeen })) {
        lastSeen = n;
        events.emit(event);
      }
    } catch {
      // The line closed under the events; `run` sees to that.
    }
  }

  async function compareVersions(client: Client): Promise<void> {
    try {
      const { version } = await client.app.info();
      if (loadedFrom !== null && loadedFrom !== version) otherVersion?.();
      loadedFrom ??= version;
    } catch {
      // The line closed under the question; on the next one it is asked again.
    }
  }

  async function run(): Promise<void> {
    let lostSince: number | null = null;
    for (let attempt = 0; ; ) {
      const opened = await open();
      if (opened.kind === 'locked') {
        store.setState({ state: 'locked', because: opened.because }, true);
        return;
      }
      if (opened.kind === 'open') {
        line = opened.line;
        attempt = 0;
        store.setState({ state: 'online', since: Date.now() }, true);
        // Without a number we cannot ask what was missed: everything shown is asked for anew.
        if (lostSince !== null && lastSeen === null) events.emit({ type: 'resync' });
        if (lostSince !== null) events.emit({ type: 'findings.changed' });
        lostSince = null;
        void listen(line.client);
        void compareVersions(line.client);
        await line.closed;
        line = null;
      }
      lostSince ??= Date.now();
      const ms = pauseBefore(attempt++);
      store.setState({ state: 'lost', since: lostSince, nextTry: Date.now() + ms, attempt }, true);
      await pause(ms);
    }
  }

  return {
    store,
    client() {
      if (line === null) throw { code: 'connection.lost', data: {} };
      return line.client;
    },
    tryNow: () => hurry?.(),
    start: () => void run(),
  };
}
