import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { AccessAnswer } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Values } from '../../components/Values.tsx';
import type { Confirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { LanPreviewDialog } from './AccessLanPreview.tsx';
import { SettingRow } from './SettingRow.tsx';

type Props = { access: AccessAnswer; confirmed: Confirmed };

/** The office network: whether other computers in the house may open this app, and by which address. */
export function AccessLan({ access: { lan }, confirmed }: Props) {
  const { t } = useLingui();
  const { connection, access } = useStores();
  const [looking, setLooking] = useState(false);
  const close = useAction(async () => {
    await connection.client().access.lanClose();
    await access.load();
  });
  const isOpen = lan.state === 'open' || lan.state === 'trying';
  return (
    <>
      <SettingRow
        name={<Trans>From other computers of the office</Trans>}
        help={
          isOpen ? (
            <Trans>Whoever is in the office network and has the password can look after the server.</Trans>
          ) : (
            <Trans>Closed: this app can be opened on this computer only.</Trans>
          )
        }
      >
        {lan.state === 'closed' ? (
          <Button onPress={() => setLooking(true)}>
            <Trans>Let the office network in…</Trans>
          </Button>
        ) : (
          <Button busy={close.busy && <Trans>Closing…</Trans>} onPress={() => void close.run()}>
            <Trans>Close it again</Trans>
          </Button>
        )}
      </SettingRow>
      {close.problem && <ProblemNote problem={close.problem} />}
      {lan.state === 'trying' && <Trying lan={lan} />}
      {lan.state === 'failed' && <Failed port={lan.port} code={lan.code} />}
      {isOpen && (
        <Values
          copyLabel={(name) => t`Copy: ${name}`}
          rows={lan.addresses.map((value, index) => ({
            name: index === 0 ? t`Address in the office` : t`Or`,
            value,
          }))}
        />
      )}
      {looking && <LanPreviewDialog confirmed={confirmed} onClose={() => setLooking(false)} />}
    </>
  );
}

function Trying({ lan }: { lan: Extract<AccessAnswer['lan'], { state: 'trying' }> }) {
  const format = useFormat();
  const now = useNow(1000);
  const left = format.duration(Math.max(0, lan.until - now));
  return (
    <Banner kind="warn" live>
      <Trans>
        Now open one of these addresses on another computer and log in. If nobody has come in within {left},
        it closes again by itself. This page stays where it is.
      </Trans>
    </Banner>
  );
}

const Failed = ({ port, code }: { port: number; code: string }) => (
  <Banner kind="warn">
    <Trans>
      The office network should be let in on port {port}, and could not be: another program has it ({code}).
      Close it here, then choose another port.
    </Trans>
  </Banner>
);
