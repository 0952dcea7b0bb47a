import { Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { StoredFile } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { useNames } from '../../words/use-names.ts';

/** There is no way back, so it is asked. @param file null: not asked. */
export function DeleteFile({ file, onClose }: { file: StoredFile | null; onClose(): void }) {
  const { t } = useLingui();
  const { connection, files, toasts } = useStores();
  const format = useFormat();
  const names = useNames();
  // What it was about stays on screen while the dialog goes.
  const [last, setLast] = useState(file);
  if (file !== null && file !== last) setLast(file);
  const remove = useAction(async (one: StoredFile) => {
    await connection.client().files.remove({ address: one.account, handle: one.handle });
    return true;
  });
  const name = last?.name ?? '';
  const size = format.bytes(last?.bytes ?? 0);
  const person = last ? names(last.account) : '';
  const close = () => {
    remove.reset();
    onClose();
  };
  const confirm = async () => {
    if (file === null || !(await remove.run(file))) return;
    close();
    toasts.show(t`${name} was deleted.`);
    void files.overview.load();
    void files.of(file.account).load();
  };
  return (
    <ConfirmDialog
      open={file !== null}
      onClose={close}
      title={<Trans>Delete {name} for good?</Trans>}
      keep={<Trans>Keep it</Trans>}
      act={<Trans>Delete for good</Trans>}
      icon={Trash2}
      busy={remove.busy && <Trans>Deleting…</Trans>}
      onConfirm={() => void confirm()}
      problem={remove.problem && <ProblemNote problem={remove.problem} />}
    >
      <p>
        <Trans>
          {person} sent it, {size}. Whoever has not opened it yet cannot do so any more; whoever has keeps
          their copy.
        </Trans>
      </p>
      <p>
        <Trans>This cannot be undone.</Trans>
      </p>
    </ConfirmDialog>
  );
}
