/**
 * What was changed, put back: each area says for its actions how, and here is decided whether it still can be. The page
 * History and `chatelaine audit undo` are its faces. Putting back is a change like any other: it is noted, and can be put back
 * itself.
 */
import { CHANGE_ACTIONS, type NoWayBack, noWayBackOf } from '../contract/change-actions.ts';
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
  /** Others that take it away as well, and are put back in their own way or not at all. */
  readonly overtakenBy?: readonly string[];
  /** Where a subject has several things: whether a later change is of the same one, as of one member of a team. */
  isSame?(later: Change, change: Change): boolean;
  /** Whether what `before` says is enough to go back; asked often, so it looks at what is at hand. */
  possible(change: Change): boolean;
  /**
   * What is now there, where it is not what this change left: somebody changed it past the log, as with `chatelaine ctl` or
   * from a phone. Undefined: it is still as it was left. Asked right before putting back.
   */
  since?(change: Change): Promise<string | undefined>;
  /** Notes what it does as a change of its own. Rejects with the area's own problems, and then nothing has changed. */
  putBack(change: Change): Promise<void>;
}

export interface Undo {
  register(undoer: Undoer): void;
  /** The newest first; `before` pages back. */
  page(before: number | null, limit: number): ShownChange[];
  /** Refused with `change.unknown`, `change.not-undoable` and `change.since`. */
  putBack(id: number): Promise<void>;
  /** Actions one press should put back, and nobody has said how. A test asks. */
  missing(): string[];
}

export function createUndo({ changes }: { readonly changes: ChangeLog }): Undo {
  const undoers = new Map<string, Undoer>();

  function isOvertaken(change: Change, { actions, overtakenBy = [], scope, isSame }: Undoer): boolean {
    const subject = scope === 'subject' ? change.subject : undefined;
    const later = changes.since(change.id, [...actions, ...overtakenBy], subject);
    return later.some((other) => isSame?.(other, change) ?? true);
  }

  /** The one who can, or why nobody can. */
  function wayBack(change: Change): Undoer | NoWayBack {
    if (change.state !== 'applied' && change.state !== 'kept') return 'nothing-changed';
    const undoer = undoers.get(change.action);
    if (!undoer) return noWayBackOf(change.action) ?? 'not-known';
    if (isOvertaken(change, undoer)) return 'overtaken';
    return undoer.possible(change) ? undoer : (noWayBackOf(change.action) ?? 'not-known');
  }

  const shown = (change: Change): ShownChange => {
    const way = wayBack(change);
    return {
      ...change,
      canPutBack: typeof way !== 'string',
      noWayBack: typeof way === 'string' ? way : null,
    };
  };

  return {
    register(undoer) {
      for (const action of undoer.actions) {
        if (undoers.has(action)) throw new Error(`${action} has somebody who puts it back`);
        undoers.set(action, undoer);
      }
    },
    page: (before, limit) => changes.page(before, limit).map(shown),
    async putBack(id) {
      const change = changes.get(id);
      if (!change) throw problem('change.unknown', {});
      const undoer = wayBack(change);
      if (typeof undoer === 'string') throw problem('change.not-undoable', { because: undoer });
      const now = await undoer.since?.(change);
      if (now !== undefined) throw problem('change.since', { now: now.slice(0, 500) });
      await undoer.putBack(change);
    },
    missing: () =>
      Object.entries(CHANGE_ACTIONS).flatMap(([action, stance]) =>
        stance === 'undo' && !undoers.has(action) ? [action] : [],
      ),
  };
}
