import { Trans } from '@lingui/react/macro';
import { DoorClosed } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/TextField.tsx';

export type KeepOutProps = {
  open: boolean;
  name: string;
  room: string;
  busy: boolean;
  onClose(): void;
  onConfirm(reason: string): void;
};

/** Said before, because somebody may be put out in the middle of a sentence. */
export function KeepOut({ open, name, room, busy, onClose, onConfirm }: KeepOutProps) {
  const [reason, setReason] = useState('');
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={
        <Trans>
          Keep {name} out of “{room}”?
        </Trans>
      }
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            <Trans>Leave it as it is</Trans>
          </Button>
          <Button
            kind="danger"
            icon={DoorClosed}
            busy={busy && <Trans>Changing…</Trans>}
            onPress={() => onConfirm(reason.trim())}
          >
            <Trans>Keep out</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          Whoever is there leaves at once and does not get in again, until you change it here. Other rooms and
          the account stay as they are.
        </Trans>
      </p>
      <TextField
        label={<Trans>Why (those in the room see it)</Trans>}
        value={reason}
        onChange={setReason}
        maxLength={1000}
      />
    </Dialog>
  );
}
