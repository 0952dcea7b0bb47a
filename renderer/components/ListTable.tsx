import type { ReactNode } from 'react';
import { Table } from 'react-aria-components';
import css from './ListTable.module.css';

export interface ListTableProps {
  /** What the list holds, for screen readers. */
  label: string;
  /** The key of the row whose drawer is open. */
  selected: string | null;
  onOpen: (key: string) => void;
  /** With a drawer open, the keyboard came to another row; left out where the drawer stays. */
  onFollow?: (key: string) => void;
  /** Esc, with a drawer open. */
  onClose: () => void;
  /** `TableHeader` and `TableBody`, with the classes of `ListTable.module.css`. */
  children: ReactNode;
}

/** A list with a drawer: arrow keys go through the rows, Enter or a press opens, the drawer follows the arrows, Esc closes. */
export function ListTable({ label, selected, onOpen, onFollow, onClose, children }: ListTableProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to what bubbles up from the grid inside
    <div
      onFocus={(event) => {
        const row = event.target.closest<HTMLElement>('[data-key]')?.dataset.key;
        if (
          selected !== null &&
          row !== undefined &&
          row !== selected &&
          event.target.matches('[data-focus-visible], [data-key]')
        ) {
          onFollow?.(row);
        }
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && selected !== null) onClose();
      }}
    >
      <Table className={css.table} aria-label={label} onRowAction={(key) => onOpen(String(key))}>
        {children}
      </Table>
    </div>
  );
}
