import type { ReactNode } from 'react';
import css from './SkipLink.module.css';

export type SkipLinkProps = {
  onPress(): void;
  children: ReactNode;
};

/**
 * Out of sight until the keyboard comes to it, for whoever does not want to pass everything on the way.
 * WHY a button: with hash routes a link to #main would leave the page.
 */
export function SkipLink({ onPress, children }: SkipLinkProps) {
  return (
    <button type="button" className={css.skip} onClick={onPress}>
      {children}
    </button>
  );
}
