import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import css from './Fold.module.css';
import { Icon } from './Icon.tsx';

export type FoldProps = {
  title: ReactNode;
  /** At the right: how much is inside, in a few words. */
  aside?: ReactNode;
  children: ReactNode;
  /** With a name it remembers whether it was open, in this window. */
  remember?: string;
  open?: boolean;
  /** Inside a card that has its own edges. */
  flush?: boolean;
};

/** Effects, evidence and expert things: one click deeper, never hidden. */
export function Fold({ title, aside, children, remember, open = false, flush = false }: FoldProps) {
  const [isOpen, setOpen] = useState(() =>
    remember ? sessionStorage.getItem(`fold.${remember}`) === 'open' : open,
  );
  useEffect(() => {
    if (remember) sessionStorage.setItem(`fold.${remember}`, isOpen ? 'open' : 'closed');
  }, [remember, isOpen]);
  return (
    <details
      className={flush ? css.flush : css.fold}
      open={isOpen || undefined}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={css.summary}>
        <Icon of={ChevronRight} className={css.chev} />
        {title}
        {aside && <span className={css.aside}>{aside}</span>}
      </summary>
      <div className={css.in}>{children}</div>
    </details>
  );
}
