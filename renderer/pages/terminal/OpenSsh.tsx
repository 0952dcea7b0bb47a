/** To which computer, as whom: asked before ssh is started. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { FaceProblem } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { ProblemNote } from '../../words/Shown.tsx';

export type Target = { host: string; user: string; port: number };

export function OpenSsh(props: {
  server: string;
  busy: boolean;
  problem: FaceProblem | null;
  onOpen(target: Target): void;
  onClose(): void;
}) {
  const { t } = useLingui();
  const [host, setHost] = useState(props.server);
  const [user, setUser] = useState('');
  const [port, setPort] = useState('22');
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 22;
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={<Trans>A terminal on another computer</Trans>}
      actions={
        <>
          <Button onPress={props.onClose}>
            <Trans>Stay here</Trans>
          </Button>
          <Button
            kind="primary"
            busy={props.busy && <Trans>Opening…</Trans>}
            onPress={() => props.onOpen({ host: host.trim(), user: user.trim(), port: number })}
          >
            <Trans>Open with ssh</Trans>
          </Button>
        </>
      }
    >
      <Stack gap="m">
        <TextField label={t`Computer`} value={host} onChange={setHost} mono maxLength={253} autoFocus />
        <TextField
          label={t`Account there`}
          help={t`Empty: the same as here`}
          value={user}
          onChange={setUser}
          mono
          maxLength={32}
        />
        <TextField label={t`Port`} value={port} onChange={setPort} mono inputMode="numeric" maxLength={5} />
        {props.problem && <ProblemNote problem={props.problem} />}
      </Stack>
    </Dialog>
  );
}
