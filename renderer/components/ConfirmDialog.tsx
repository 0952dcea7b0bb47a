import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

export type ConfirmDialogProps = {
  open: boolean;
  /** The safe way out: its button has the focus, Esc does the same. */
  onClose(): void;
  /** A question. */
  title: ReactNode;
  /** What follows from it. */
  children: ReactNode;
  /** What the safe button says: "Keep them". */
  keep: ReactNode;
  /** What the other one does: a verb. */
  act: ReactNode;
  icon?: LucideIcon;
  /** What it says while it is being done; false before. */
  busy: ReactNode;
  onConfirm(): void;
  /** Why it did not work. */
  problem?: ReactNode;
};

/** For what cannot be undone, and nothing else. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onClose, title, children, keep, act, icon, busy, onConfirm, problem } = props;
  return (
    <Dialog
      grave
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            {keep}
          </Button>
          <Button kind="danger" icon={icon} busy={busy} onPress={onConfirm}>
            {act}
          </Button>
        </>
      }
    >
      {children}
      {problem}
    </Dialog>
  );
}
