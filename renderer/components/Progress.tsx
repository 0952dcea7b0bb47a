import { Check, Circle, CircleX, LoaderCircle, type LucideIcon, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import css from './Progress.module.css';

export type ProgressState = 'waiting' | 'running' | 'done' | 'failed' | 'undone';
export type ProgressStep = {
  id: string;
  state: ProgressState;
  title: ReactNode;
  stateWord: string;
  detail?: ReactNode;
  problem?: ReactNode;
};

const ICONS: Record<ProgressState, LucideIcon> = {
  waiting: Circle,
  running: LoaderCircle,
  done: Check,
  failed: CircleX,
  undone: Undo2,
};

/** Steps with names, as they really are. What failed says so beside its step. */
export function Progress({ steps, label }: { steps: readonly ProgressStep[]; label: string }) {
  return (
    <ol className={css.steps} aria-label={label}>
      {steps.map((step) => (
        <li key={step.id} className={cx(css.step, css[step.state])}>
          <span className={css.icon}>
            <Icon of={ICONS[step.state]} size="s" />
          </span>
          <div className={css.words}>
            <b>{step.title}</b> <span className={css.state}>{step.stateWord}</span>
            {step.detail && <div className={css.detail}>{step.detail}</div>}
            {step.problem}
          </div>
        </li>
      ))}
    </ol>
  );
}
