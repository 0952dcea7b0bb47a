import type { CSSProperties } from 'react';
import css from './Avatar.module.css';
import { cx } from './cx.ts';

/** First letters of the first and last word: "Zoé Perrin" gives ZP. */
export function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/u).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** Always the same hue for the same name, spread over the circle. */
export function hue(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 3600;
  return (sum % 36) * 10;
}

export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  return (
    <span
      aria-hidden
      className={cx(css.avatar, large && css.large)}
      style={{ '--h': hue(name) } as CSSProperties}
    >
      {initials(name)}
    </span>
  );
}
