import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { LanPreview } from '../../api/types.ts';
import { Banner, PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Values } from '../../components/Values.tsx';
import type { Confirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './AccessLanPreview.module.css';

/** Usually free, and next to the page's own. */
const USUAL_PORT = 8471;

/** What letting the office network in would open, before it does. */
export function LanPreviewDialog({ confirmed, onClose }: { confirmed: Confirmed; onClose(): void }) {
  const { t } = useLingui();
  const { connection, access } = useStores();
  const [typed, setTyped] = useState(String(USUAL_PORT));
  const [seen, setSeen] = useState<LanPreview | null>(null);
  const port = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : 0;
  const good = port >= 1 && port <= 65_535;
  const look = useAction(async () => setSeen(await connection.client().access.lanPreview({ port })));
  const open = useAction(async () => {
    await confirmed.run(() => connection.client().access.lanOpen({ port }));
    onClose();
    await access.load();
  });
  const ready = seen !== null && seen.port === port && seen.because === null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={<Trans>Let the office network in?</Trans>}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Leave it closed</Trans>
          </Button>
          {ready ? (
            <Button
              kind="primary"
              busy={open.busy && <Trans>Opening…</Trans>}
              onPress={() => void open.run()}
            >
              <Trans>Open it, and try</Trans>
            </Button>
          ) : (
            <Button
              kind="primary"
              disabledBecause={good ? null : t`A port is a number from 1 to 65535.`}
              busy={look.busy && <Trans>Looking…</Trans>}
              onPress={() => void look.run()}
            >
              <Trans>Show what that opens</Trans>
            </Button>
          )}
        </>
      }
    >
      <Stack gap="m">
        <TextField
          label={<Trans>Port</Trans>}
          value={typed}
          onChange={setTyped}
          mono
          inputMode="numeric"
          maxLength={5}
        />
        {seen !== null && seen.port === port && <Seen seen={seen} />}
        {look.problem && <ProblemNote problem={look.problem} />}
        {open.problem && <ProblemNote problem={open.problem} />}
      </Stack>
    </Dialog>
  );
}

function Seen({ seen: { addresses, port, real, because } }: { seen: LanPreview }) {
  const { t } = useLingui();
  if (because === 'no-password')
    return (
      <Banner kind="warn">
        <Trans>
          First set a password, or add a passkey: without one, nobody may come in from another computer.
        </Trans>
      </Banner>
    );
  if (because === 'no-network')
    return (
      <Banner kind="warn">
        <Trans>This computer is in no office network at the moment: it has no address there.</Trans>
      </Banner>
    );
  if (because === 'port')
    return (
      <Banner kind="warn">
        <Trans>This page itself is on port {port}. Take another number.</Trans>
      </Banner>
    );
  return (
    <>
      <Values
        copyLabel={(name) => t`Copy: ${name}`}
        rows={addresses.map((value, index) => ({
          name: index === 0 ? t`It can then be opened as` : t`Or`,
          value,
        }))}
      />
      <ul className={css.opens}>
        <li>
          <Trans>Only computers of the office network are answered, and only encrypted.</Trans>
        </li>
        <li>
          {real ? (
            <Trans>Browsers know who signed the certificate, where the address is the name in it.</Trans>
          ) : (
            <Trans>
              Browsers warn until they trust the office’s own authority: the page “Connect an app” says how,
              for each system.
            </Trans>
          )}
        </li>
        <li>
          <Trans>
            If a firewall runs on this computer, it has to let in TCP port {port} from the office network.
          </Trans>
        </li>
      </ul>
      <PromiseLine>
        <Trans>
          It stays open once somebody has logged in from another computer; otherwise it closes after five
          minutes. This page is not touched.
        </Trans>
      </PromiseLine>
    </>
  );
}
