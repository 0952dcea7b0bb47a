import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import css from './Pill.module.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'plain' | 'off';

/** A state: always a shape and a word, never colour alone. */
export function Pill({ icon, dot, children }: { icon?: LucideIcon; dot?: Tone; children: ReactNode }) {
  return (
    <span className={css.pill}>
      {icon && <Icon of={icon} />}
      {dot && <Dot tone={dot} />}
      {children}
    </span>
  );
}

export function Dot({ tone }: { tone: Tone }) {
  return <i aria-hidden className={cx(css.dot, css[`dot-${tone}`])} />;
}

/** A small label that does not change. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={cx(css.tag, css[`tag-${tone}`])}>{children}</span>;
}

/** A rounded square with a drawing or initials. */
export function Tile({
  tone,
  large,
  children,
}: {
  tone?: Tone | 'primary';
  large?: boolean;
  children: ReactNode;
}) {
  return (
    <span aria-hidden className={cx(css.tile, tone && css[`tile-${tone}`], large && css.large)}>
      {children}
    </span>
  );
}
