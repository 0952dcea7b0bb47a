import { Info, type LucideIcon, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './Banner.module.css';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';

const ICONS = { ok: ShieldCheck, info: Info, warn: TriangleAlert } as const;

export type BannerProps = {
  /** ok: what is left alone; info: what to know; warn: what to watch. */
  kind: keyof typeof ICONS;
  icon?: LucideIcon;
  children: ReactNode;
  action?: ReactNode;
  /** Announced when it appears by itself. */
  live?: boolean;
};

export function Banner({ kind, icon, children, action, live = false }: BannerProps) {
  return (
    <div className={cx(css.banner, css[kind])} role={live ? 'status' : undefined}>
      <Icon of={icon ?? ICONS[kind]} />
      <div className={css.words}>{children}</div>
      {action}
    </div>
  );
}

/** What an action leaves alone and how to go back, right under its button. */
export function PromiseLine({ children }: { children: ReactNode }) {
  return (
    <p className={css.promise}>
      <Icon of={ShieldCheck} />
      <span>{children}</span>
    </p>
  );
}
