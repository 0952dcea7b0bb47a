/**
 * What was changed, put back: each area says for its actions how, and here is decided whether it still can be. The page
 * History is its face. Putting back is a change like any other: it is noted, and can be put back itself.
 */
import type { Change, ShownChange } from '../contract/index.ts';
import type { ChangeLog } from './changes.ts';
import { problem } from './problem.ts';

/** How the changes of an area are put back. */
export interface Undoer {
  /**
   * Actions that change the same thing: only the last of them can be put back, for an earlier one would take away what
   * came after it.
   */
  readonly actions: readonly string[];
  /** `subject`: each subject is a thing of its own, as people are; `all`: there is only one, as a setting. */
  readonly scope: 'subject' | 'all';
  /** Whether what `before` says is enough to go back; asked often, so it looks at what is at hand. */
  possible(change: Change): boolean;
  /** Notes what it does as a change of its own. Rejects with the area's own problems, and then nothing has changed. */
  putBack(change: Change): Promise<void>;
}

export interface Undo {
  register(undoer: Undoer): void;
  /** The newest first; `before` pages back. */
  page(before: number | null, limit: number): ShownChange[];
  /** Refused with `change.unknown` and `change.not-undoable`. */
  putBack(id: number): Promise<void>;
}

export function createUndo({ changes }: { readonly changes: ChangeLog }): Undo {
  const undoers = new Map<string, Undoer>();

  function undoerOf(change: Change): Undoer | undefined {
    const undoer = undoers.get(change.action);
    if (!undoer || (change.state !== 'applied' && change.state !== 'kept')) return undefined;
    const subject = undoer.scope === 'subject' ? change.subject : undefined;
    if (changes.isOvertaken(change.id, undoer.actions, subject)) return undefined;
    return undoer.possible(change) ? undoer : undefined;
  }

  return {
    register(undoer) {
      for (const action of undoer.actions) {
        if (undoers.has(action)) throw new Error(`${action} has somebody who puts it back`);
        undoers.set(action, undoer);
      }
    },
    page: (before, limit) =>
      changes
        .page(before, limit)
        .map((change) => ({ ...change, canPutBack: undoerOf(change) !== undefined })),
    async putBack(id) {
      const change = changes.get(id);
      if (!change) throw problem('change.unknown', {});
      const undoer = undoerOf(change);
      if (!undoer) throw problem('change.not-undoable', {});
      await undoer.putBack(change);
    },
  };
}
