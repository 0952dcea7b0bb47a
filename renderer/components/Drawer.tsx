import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import css from './Drawer.module.css';
import { IconButton } from './IconButton.tsx';

export type DrawerProps = {
  title: ReactNode;
  subtitle?: ReactNode;
  lead?: ReactNode;
  onClose(): void;
  children: ReactNode;
  foot?: ReactNode;
  /** Takes the focus when it opens, and gives it back when it closes; the list beside it stays usable. */
  takeFocus?: boolean;
};

/** One person or the help of a page, without leaving the list. Not modal; Esc closes. */
export function Drawer({ title, subtitle, lead, onClose, children, foot, takeFocus = true }: DrawerProps) {
  const { t } = useLingui();
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!takeFocus) return;
    const before = document.activeElement;
    element.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
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
