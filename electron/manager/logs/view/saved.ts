/** Views somebody gave a name to, and the files somebody named: kept over restarts, within bounds. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SavedLogView } from '../../../contract/index.ts';
import { savedLogView } from '../../../contract/log-view.ts';
import type { Kept } from '../../database.ts';
import { problem } from '../../problem.ts';

const VIEWS = 'log-view.saved';
const FILES = 'log-view.files';
const MOST_VIEWS = 50;
const MOST_FILES = 30;

export function createSaved(kept: Kept) {
  const views = (): SavedLogView[] => z.array(savedLogView).safeParse(kept.get(VIEWS)).data ?? [];
  const files = (): string[] => z.array(z.string()).safeParse(kept.get(FILES)).data ?? [];
  return {
    views,
    files,
    save(view: Omit<SavedLogView, 'id'> & { readonly id: string | null }): SavedLogView[] {
      const there = views();
      const at = there.findIndex(({ id }) => id === view.id);
      if (at < 0 && there.length >= MOST_VIEWS) throw problem('log-view.too-many', { most: MOST_VIEWS });
      const saved = { ...view, id: view.id ?? randomUUID() };
      kept.set(VIEWS, at < 0 ? [...there, saved] : there.with(at, saved));
      return views();
    },
    remove(id: string): SavedLogView[] {
      kept.set(
        VIEWS,
        views().filter((view) => view.id !== id),
      );
      return views();
    },
    /** The newest first; the oldest are forgotten. */
    remember: (path: string) =>
      kept.set(FILES, [path, ...files().filter((one) => one !== path)].slice(0, MOST_FILES)),
    forget: (path: string) =>
      kept.set(
        FILES,
        files().filter((one) => one !== path),
      ),
  };
}

/** For a manager whose database cannot be read. */
export function forgetfulKept(): Kept {
  const values = new Map<string, unknown>();
  return { get: (name) => values.get(name), set: (name, value) => void values.set(name, value) };
}
