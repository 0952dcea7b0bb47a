/**
 * What was just done, with a way back where there truly is one.
 */
import { createStore, type StoreApi } from 'zustand';

export type Toast = {
  id: number;
  text: string;
  /** Only where it takes the action back completely. */
  undo?: () => Promise<void>;
};

export type Toasts = {
  store: StoreApi<readonly Toast[]>;
  show(text: string, undo?: () => Promise<void>): void;
  dismiss(id: number): void;
  /** Ctrl Z: takes back the newest action that can be taken back. @returns whether there was one. */
  undoLast(): boolean;
};

/** At most this many at a time: the oldest goes first. */
const MOST = 3;

export function createToasts(): Toasts {
  const store = createStore<readonly Toast[]>(() => []);
  let next = 1;
  const dismiss = (id: number) =>
    store.setState(
      store.getState().filter((toast) => toast.id !== id),
      true,
    );
  return {
    store,
    show(text, undo) {
      store.setState([...store.getState(), { id: next++, text, undo }].slice(-MOST), true);
    },
    dismiss,
    undoLast() {
      const toast = store.getState().findLast((candidate) => candidate.undo !== undefined);
      if (toast?.undo === undefined) return false;
      dismiss(toast.id);
      void toast.undo();
      return true;
    },
  };
}
