import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import css from './Page.module.css';

export type PageProps = {
  title?: ReactNode;
  /** One true sentence. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Text pages are centred and at most 1040 wide; work pages use the whole sheet. */
  wide?: boolean;
};

export function Page({ title, lead, actions, children, wide = false }: PageProps) {
  return (
    <div className={cx(css.page, wide && css.wide)}>
      {title && (
        <header className={css.head}>
          <div className={css.words}>
            <h1>{title}</h1>
            {lead && <p className={css.lead}>{lead}</p>}
          </div>
          {actions && <div className={css.actions}>{actions}</div>}
        </header>
      )}
      {children}
    </div>
  );
}

/** Two columns that become one in narrow sheets. */
export function Two({ children }: { children: ReactNode }) {
  return <div className={css.two}>{children}</div>;
}

export function Stack({ children, gap = 'l' }: { children: ReactNode; gap?: 's' | 'm' | 'l' }) {
  return <div className={cx(css.stack, css[`gap-${gap}`])}>{children}</div>;
}

export function Row({ children }: { children: ReactNode }) {
  return <div className={css.row}>{children}</div>;
}
