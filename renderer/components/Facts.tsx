import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import css from './Facts.module.css';
import { Icon } from './Icon.tsx';

/** A list of quiet facts: icon, fact, small line, at most one action. */
export function Facts({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className={css.facts} aria-label={label}>
      {children}
    </ul>
  );
}

export type FactProps = {
  icon?: LucideIcon;
  tone?: 'ok' | 'warn' | 'bad';
  /** Instead of an icon: an avatar, a tile. */
  lead?: ReactNode;
  children: ReactNode;
  small?: ReactNode;
  action?: ReactNode;
  /** More than a line or two: the icon stands at the first. */
  tall?: boolean;
};

export function Fact({ icon, tone, lead, children, small, action, tall = false }: FactProps) {
  return (
    <li className={cx(css.fact, tall && css.tall)}>
      <span className={cx(css.lead, tone && css[tone])}>{lead ?? (icon && <Icon of={icon} size="l" />)}</span>
      <div className={css.words}>
        <div className={css.what}>{children}</div>
        {small && <div className={css.small}>{small}</div>}
      </div>
      {action && <div className={css.action}>{action}</div>}
    </li>
  );
}
