import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** A log anywhere on this computer, by its path; it stays in the list of logs. */
export function OpenFile({ onClose, onOpened }: { onClose(): void; onOpened(id: string): void }) {
  const { connection, logs } = useStores();
  const [path, setPath] = useState('');
  const confirmed = useConfirmed();
  const open = useAction(async (at: string) => {
    const source = await confirmed.run(() => connection.client().logView.openFile({ path: at }));
    await logs.sources.load();
    return source;
  });
  const submit = async () => {
    const source = path.trim() === '' ? undefined : await open.run(path.trim());
    if (source) onOpened(source.id);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={<Trans>Open a log file</Trans>}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="primary" busy={open.busy && <Trans>Opening…</Trans>} onPress={() => void submit()}>
            <Trans>Open it</Trans>
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={<Trans>Where it is on this computer</Trans>}
          help={
            <Trans>
              The whole path. Older parts of it beside it, also packed ones, are read with it; nothing is
              changed or moved.
            </Trans>
          }
          value={path}
          onChange={setPath}
          placeholder="/var/log/prosody/prosody.log"
          mono
          autoFocus
        />
      </form>
      {open.problem && <ProblemNote problem={open.problem} />}
      {confirmed.dialog}
    </Dialog>
  );
}
