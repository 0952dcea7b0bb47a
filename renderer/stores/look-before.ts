/**
 * A rule that may take something away for good: it is counted first. Where nothing goes it is done at once and can be taken back; else it
 * is asked.
 */
import { useState } from 'react';
import type { FaceProblem } from '../api/types.ts';
import { useAction } from './async.ts';
import { useStores } from './stores.ts';

export type LookBeforeParts<Rule, Loss> = {
  /** The rule in force. */
  now: Rule;
  isSame(one: Rule, other: Rule): boolean;
  preview(next: Rule): Promise<Loss>;
  takesAway(loss: Loss): boolean;
  /** Puts it in force, and has it shown. */
  set(next: Rule): Promise<void>;
  /** What the toast says: that it was changed, with the way back; that something is gone, without. */
  said: { changed: string; removed: string };
};

export type LookBefore<Rule, Loss> = {
  choose(next: Rule): Promise<void>;
  /** What would go, while it is asked. */
  loss: Loss | null;
  confirm(): Promise<void>;
  cancel(): void;
  busy: boolean;
  /** Beside the choice. */
  problem: FaceProblem | null;
  /** In the question. */
  confirmProblem: FaceProblem | null;
};

export function useLookBefore<Rule, Loss>(parts: LookBeforeParts<Rule, Loss>): LookBefore<Rule, Loss> {
  const { now, said } = parts;
  const { toasts } = useStores();
  const [wish, setWish] = useState<{ rule: Rule; loss: Loss } | null>(null);
  const set = useAction(async (next: Rule) => {
    await parts.set(next);
    return true;
  });
  const look = useAction((next: Rule) => parts.preview(next));
  return {
    loss: wish?.loss ?? null,
    busy: set.busy,
    problem: look.problem ?? (wish === null ? set.problem : null),
    confirmProblem: wish === null ? null : set.problem,
    cancel: () => setWish(null),
    async choose(next) {
      if (parts.isSame(next, now)) return;
      set.reset();
      const loss = await look.run(next);
      if (loss === undefined) return;
      if (parts.takesAway(loss)) return setWish({ rule: next, loss });
      if (await set.run(next)) toasts.show(said.changed, async () => void (await set.run(now)));
    },
    async confirm() {
      if (wish === null || !(await set.run(wish.rule))) return;
      setWish(null);
      toasts.show(said.removed);
    },
  };
}
