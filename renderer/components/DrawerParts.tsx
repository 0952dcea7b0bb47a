import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import css from './DrawerParts.module.css';

/** Under the title of a drawer: what is to be known at once, in one line while there is room. */
export function DrawerLine({ children }: { children: ReactNode }) {
  return <span className={css.under}>{children}</span>;
}

/** The same with an address with its copy button, and what else is to be known at once. */
export function DrawerAddress({
  value,
  copyLabel,
  children,
}: {
  value: string;
  copyLabel: string;
  children?: ReactNode;
}) {
  return (
    <DrawerLine>
      <span>{value}</span>
      <CopyButton value={value} label={copyLabel} />
      {children}
    </DrawerLine>
  );
}

/** Parts of a tab, each set off by a line. */
export function Sections({ children }: { children: ReactNode }) {
  return <div className={css.sections}>{children}</div>;
}

/** The fields of a form in a drawer. */
export function DrawerForm({ children, onSubmit }: { children: ReactNode; onSubmit(): void }) {
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** What goes, what is in it: a short list with dots. */
export function Dots({ children }: { children: ReactNode }) {
  return <ul className={css.dots}>{children}</ul>;
}
