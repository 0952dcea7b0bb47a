import type { LucideIcon } from 'lucide-react';
import { cx } from './cx.ts';
import css from './Icon.module.css';

const STROKE = { s: 2.1, m: 1.9, nav: 1.75, l: 1.75, xl: 1.6, hero: 1.8 } as const;
export type IconSize = keyof typeof STROKE;

/** A drawing beside words. It never says anything alone, so readers do not hear it. */
export function Icon({
  of: Drawing,
  size = 'm',
  className,
}: {
  of: LucideIcon;
  size?: IconSize;
  className?: string;
}) {
  return <Drawing aria-hidden className={cx(css.icon, css[size], className)} strokeWidth={STROKE[size]} />;
}
