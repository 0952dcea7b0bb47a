import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import css from './Drawer.module.css';
import { IconButton } from './IconButton.tsx';

export type DrawerProps = {
  title: ReactNode;
  subtitle?: ReactNode;
  lead?: ReactNode;
  onClose(): void;
  children: ReactNode;
  foot?: ReactNode;
  /** Takes the focus when it opens; not where a field inside takes it. The list beside it stays usable. */
  takeFocus?: boolean;
  /** Where the focus goes when it closes; without it, to where it was before. */
  returnTo?: Element | null;
};

/** One person or the help of a page, without leaving the list. Not modal; Esc closes. */
export function Drawer(props: DrawerProps) {
  const { title, subtitle, lead, onClose, children, foot, takeFocus = true } = props;
  const { t } = useLingui();
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const [before] = useState(() => document.activeElement);
  const returnTo = useRef(props.returnTo ?? before);
  useEffect(() => {
    if (takeFocus) element.current?.focus();
    const opener = returnTo.current;
    // Only when the focus went down with the drawer: who is in the list beside it stays there.
    return () => {
      if (document.activeElement === document.body) giveFocus(opener);
    };
  }, [takeFocus]);
  return (
    <div
      ref={element}
      className={css.drawer}
      role="dialog"
      aria-modal={false}
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className={css.head}>
        {lead}
        <div className={css.names}>
          <h2 id={id}>{title}</h2>
          {subtitle && <p>{subtitle}</p>}
        </div>
        <IconButton icon={X} label={t`Close (Esc)`} onPress={onClose} />
      </header>
      <div className={css.in}>{children}</div>
      {foot && <footer className={css.foot}>{foot}</footer>}
    </div>
  );
}

/** To what opened it, or to the page where that is gone: never to nowhere. */
function giveFocus(opener: Element | null): void {
  const there = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
  (there ? opener : document.getElementById('main'))?.focus();
}
