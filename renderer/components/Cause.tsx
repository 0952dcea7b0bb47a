import { CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import css from './Cause.module.css';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';

const ICONS: Record<CauseProps['tone'], LucideIcon> = { bad: CircleX, warn: TriangleAlert, info: Info };

export type CauseProps = {
  tone: 'bad' | 'warn' | 'info';
  /** "The cause", "Worth knowing". */
  eyebrow: ReactNode;
  title: ReactNode;
  children: ReactNode;
  /** At most one primary and one link. */
  actions?: ReactNode;
  promise?: ReactNode;
  /** Folds with effects and evidence. */
  folds?: ReactNode;
};

/** One root cause, one thing to press. Symptoms fold under it. */
export function Cause({ tone, eyebrow, title, children, actions, promise, folds }: CauseProps) {
  const id = useId();
  return (
    <section className={cx(css.cause, css[tone])} aria-labelledby={id}>
      <div className={css.say}>
        <span className={css.eyebrow}>
          <Icon of={ICONS[tone]} />
          {eyebrow}
        </span>
        <h2 id={id}>{title}</h2>
        <div className={css.text}>{children}</div>
        {actions && <div className={css.do}>{actions}</div>}
        {promise}
      </div>
      {folds}
    </section>
  );
}
