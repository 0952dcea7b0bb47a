import { type ReactNode, useId } from 'react';
import css from './Card.module.css';
import { cx } from './cx.ts';

export type CardProps = {
  title?: ReactNode;
  /** At the right of the title: at most one small thing. */
  end?: ReactNode;
  children: ReactNode;
  /** Without a title, what a reader calls this region. */
  label?: string;
  /** No padding: the content draws its own. */
  bare?: boolean;
  className?: string;
};

export function Card({ title, end, children, label, bare = false, className }: CardProps) {
  const id = useId();
  return (
    <section className={cx(css.card, className)} aria-labelledby={title ? id : undefined} aria-label={label}>
      {title && (
        <header className={css.head}>
          <h2 id={id}>{title}</h2>
          {end && <div className={css.end}>{end}</div>}
        </header>
      )}
      {bare ? children : <div className={css.body}>{children}</div>}
    </section>
  );
}
