import { Trans, useLingui } from '@lingui/react/macro';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { RoomDetails, RoomMessage } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './TakeBack.module.css';

export type TakeBackProps = {
  room: RoomDetails;
  message: RoomMessage;
  onClose(): void;
  onDone(reason: string): void;
};

/** Moderation (XEP-0425). There is no way back, and the dialog says what colleagues will see. */
export function TakeBack({ room, message, onClose, onDone }: TakeBackProps) {
  const { t } = useLingui();
  const { connection, toasts } = useStores();
  const [reason, setReason] = useState('');
  const { id, nick, text } = message;
  const take = useAction(async () => {
    await connection
      .client()
      .rooms.takeBack({ address: room.address, id, reason: reason.trim() || undefined });
    return true;
  });
  const confirm = async () => {
    if (!(await take.run())) return;
    toasts.show(t`The message was taken back.`);
    onDone(reason.trim());
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={<Trans>Take back what {nick} wrote?</Trans>}
      keep={<Trans>Leave it there</Trans>}
      act={<Trans>Take it back</Trans>}
      icon={Undo2}
      busy={take.busy && <Trans>Taking back…</Trans>}
      onConfirm={() => void confirm()}
      problem={take.problem && <ProblemNote problem={take.problem} />}
    >
      {text && <blockquote className={css.quote}>{text}</blockquote>}
      <p>
        <Trans>
          This cannot be undone. The server forgets the text; the programs of colleagues hide it and say that
          it was taken back. Old programs may go on showing it, and who has read it has read it.
        </Trans>
      </p>
      <TextField
        label={<Trans>Why (those in the room see it)</Trans>}
        value={reason}
        onChange={setReason}
        maxLength={1000}
      />
    </ConfirmDialog>
  );
}
