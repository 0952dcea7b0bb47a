import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { cx } from './cx.ts';
import css from './Dialog.module.css';

export type DialogProps = {
  open: boolean;
  /** Esc and a press outside: the safe way out. */
  onClose(): void;
  /** A question. */
  title: ReactNode;
  /** What follows from it. */
  children: ReactNode;
  /** The safe button first (it gets the focus), then the verb. */
  actions?: ReactNode;
  /** `alertdialog` for what cannot be undone. */
  grave?: boolean;
  /** For lines and tables. */
  wide?: boolean;
};

export function Dialog({
  open,
  onClose,
  title,
  children,
  actions,
  grave = false,
  wide = false,
}: DialogProps) {
  return (
    <ModalOverlay
      className={css.scrim}
      isOpen={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={!grave}
    >
      <Modal className={cx(css.modal, wide && css.wide)}>
        <AriaDialog className={css.dialog} role={grave ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" className={css.title}>
            {title}
          </Heading>
          <div className={css.body}>{children}</div>
          {actions && <div className={css.foot}>{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
