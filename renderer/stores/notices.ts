/** Notices as they come: the newest, for whoever shows it on this screen. */
import { createStore, type StoreApi } from 'zustand';
import type { Notice } from '../api/types.ts';
import type { Events } from './events.ts';

export type NoticesHere = StoreApi<Notice | null>;

export function createNoticesHere({ events }: { events: Events }): NoticesHere {
  const store = createStore<Notice | null>(() => null);
  events.on('notice', (event) => {
    if (event.type === 'notice') store.setState(event.notice, true);
  });
  return store;
}
