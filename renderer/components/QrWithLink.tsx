import type { ReactNode } from 'react';
import { Qr } from './Qr.tsx';
import css from './QrWithLink.module.css';

/** A square for cameras, and beside it the same as text, with what it is for. */
export function QrWithLink({ link, label, children }: { link: string; label: string; children: ReactNode }) {
  return (
    <div className={css.link}>
      <Qr value={link} label={label} />
      <div className={css.words}>{children}</div>
    </div>
  );
}
