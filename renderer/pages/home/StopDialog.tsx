import { Plural, Trans } from '@lingui/react/macro';
import { Square } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import type { ServerControl } from './server-control.ts';

/** Stopping cannot be undone for those who are in the middle of a sentence, so it asks. */
export function StopDialog({ control, online }: { control: ServerControl; online: number }) {
  return (
    <Dialog
      grave
      open={control.asking}
      onClose={() => control.askToStop(false)}
      title={<Trans>Stop the server?</Trans>}
      actions={
        <>
          <Button autoFocus onPress={() => control.askToStop(false)}>
            <Trans>Leave it running</Trans>
          </Button>
          <Button kind="danger" icon={Square} onPress={() => void control.stop()}>
            <Trans>Stop the server</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Plural
          value={online}
          _0="Nobody is connected right now. Nobody can connect until you start it again."
          one="# person is disconnected, and nobody can connect until you start it again."
          other="# people are disconnected, and nobody can connect until you start it again."
        />
      </p>
      <p>
        <Trans>Accounts, contacts and messages are kept.</Trans>
      </p>
    </Dialog>
  );
}
