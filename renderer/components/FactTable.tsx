import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import css from './FactTable.module.css';
import { Icon } from './Icon.tsx';

export interface FactTableProps {
  /** What the table holds, for screen readers. */
  label: string;
  columns: readonly {
    readonly id: string;
    readonly title: ReactNode;
    readonly className?: string | undefined;
  }[];
  /** Inside a `Card bare`. */
  bare?: boolean;
  /** Rows: `tr` with a `th scope="row"`, then one cell for each further column. */
  children: ReactNode;
}

/** What was found, thing by thing, to read and not to choose from. Where it is wider than the page it scrolls by itself. */
export function FactTable({ label, columns, bare = false, children }: FactTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (axe: scrollable-region-focusable)
    <section className={cx(css.scroll, bare && css.bare)} tabIndex={0} aria-label={label}>
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map(({ id, title, className }) => (
              <th key={id} scope="col" className={className}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** How a thing stands, in a cell: shape and word, never colour alone. */
export function Standing({
  icon,
  tone,
  children,
}: {
  icon?: LucideIcon | undefined;
  tone?: 'ok' | 'warn' | 'bad' | 'off' | 'plain' | undefined;
  children: ReactNode;
}) {
  return (
    <span className={cx(css.standing, tone && css[tone])}>
      {icon && <Icon of={icon} />} {children}
    </span>
  );
}
