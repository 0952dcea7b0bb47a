import { Trans, useLingui } from '@lingui/react/macro';
import { RefreshCw, RotateCcw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { CertificateStatus } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';

const ORDERED = ['authority', 'file', 'machine'];

/** Renew now, after a rehearsal if one likes; or the certificate before this one. */
export function Deeds({ status }: { status: CertificateStatus }) {
  const { t } = useLingui();
  const format = useFormat();
  const { connection, certificates, toasts } = useStores();
  const [asking, setAsking] = useState(false);
  const { domain, source, previous } = status;
  const order = useAction(async (rehearse: boolean) => {
    await connection.client().certificates.order({ domain, rehearse });
    await certificates.load();
  });
  const putBack = useAction(async () => {
    await connection.client().certificates.putBack({ domain });
    await certificates.load();
    toasts.show(t`The certificate before is in force again.`, async () => {
      await connection.client().certificates.putBack({ domain });
      await certificates.load();
    });
  });
  const until = previous ? format.date(previous.validUntil) : '';
  return (
    <Stack gap="s">
      <Row>
        {source.from === 'authority' && (
          <Button
            size="s"
            icon={RotateCcw}
            busy={order.busy && <Trans>Beginning…</Trans>}
            onPress={() => void order.run(true)}
          >
            <Trans>Rehearse a renewal</Trans>
          </Button>
        )}
        {ORDERED.includes(source.from) && (
          <Button
            size="s"
            icon={RefreshCw}
            busy={order.busy && <Trans>Beginning…</Trans>}
            onPress={() => void order.run(false)}
          >
            {source.from === 'authority' ? <Trans>Renew now</Trans> : <Trans>Fetch it now</Trans>}
          </Button>
        )}
        {previous && (
          <Button size="s" kind="quiet" icon={Undo2} onPress={() => setAsking(true)}>
            <Trans>Put the one before back</Trans>
          </Button>
        )}
      </Row>
      {source.from === 'authority' && (
        <p className="small muted">
          <Trans>
            A rehearsal asks the authority’s practice ground: all is tried, nothing is changed, and no limit
            is touched.
          </Trans>
        </p>
      )}
      {(order.problem ?? putBack.problem) && <ProblemNote problem={(order.problem ?? putBack.problem)!} />}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Put the certificate before back in force?</Trans>}
        actions={
          <>
            <Button autoFocus onPress={() => setAsking(false)}>
              <Trans>Keep the present one</Trans>
            </Button>
            <Button
              kind="primary"
              busy={putBack.busy && <Trans>Putting it back…</Trans>}
              onPress={() => void putBack.run().then(() => setAsking(false))}
            >
              <Trans>Put it back</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>
            It is good until {until}. Nobody is disconnected. The present one can be put back in the same way.
          </Trans>
        </p>
        {previous?.local && (
          <p>
            <Trans>It is signed by the office’s own authority: programs that do not know it will warn.</Trans>
          </p>
        )}
      </Dialog>
    </Stack>
  );
}
