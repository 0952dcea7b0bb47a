import type { ReactNode } from 'react';
import css from './Split.module.css';

/** A list, and one thing of it beside the list; in narrow windows the drawer floats over it. */
export function Split({ children, drawer }: { children: ReactNode; drawer?: ReactNode }) {
  return (
    <div className={css.split} data-drawer={Boolean(drawer) || undefined}>
      <div className={css.list}>{children}</div>
      {drawer}
    </div>
  );
}
