import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import css from './LinkTabs.module.css';

export type LinkTabsProps = {
  label: string;
  tabs: readonly {
    to: string;
    title: ReactNode;
    /** How many wait there; nothing is shown for none. */
    count?: number;
    /** Said after the count. */
    countLabel?: ReactNode;
    /** Only this very path is the page, not those below it. */
    end?: boolean;
  }[];
};

/** Pages that belong together, one beside the other; each is a page of its own with its own address. */
export function LinkTabs({ label, tabs }: LinkTabsProps) {
  return (
    <nav aria-label={label} className={css.tabs}>
      {tabs.map(({ to, title, count = 0, countLabel, end }) => (
        <NavLink key={to} to={to} end={end ?? false} className={css.tab}>
          {title}
          {count > 0 && (
            <span className={css.count}>
              {count}
              {countLabel && <span className="sr"> {countLabel}</span>}
            </span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}
