/** Snapshots: how it was just before something risky, on the same disk, put back with one press. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Camera, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { BackupSource, BackupsState, SnapshotEntry } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { FactTable } from '../../components/FactTable.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { Holds } from '../../parts/backups/Holds.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';

const MINUTE_MS = 60_000;

export function Snapshots({
  state,
  onPutBack,
}: {
  state: BackupsState;
  onPutBack(source: BackupSource, title: string): void;
}) {
  const { t } = useLingui();
  const { connection, backups } = useStores();
  const take = useAction(async () => backups.replace(await connection.client().backups.takeSnapshot()));
  return (
    <Card
      title={<Trans>As it was before</Trans>}
      end={
        <Button
          size="s"
          kind="quiet"
          icon={Camera}
          busy={take.busy && <Trans>Taking one…</Trans>}
          onPress={() => void take.run()}
        >
          <Trans>Take a snapshot</Trans>
        </Button>
      }
    >
      <Stack gap="m">
        <p className="small muted">
          <Trans>
            Before an update, a restore and other risky changes Chatelaine keeps the whole state by itself,
            the last five times. This is no backup: it lies on the same disk.
          </Trans>
        </p>
        {take.problem && <ProblemNote problem={take.problem} />}
        {state.snapshots.length > 0 && (
          <FactTable
            label={t`Snapshots`}
            columns={[
              { id: 'at', title: <Trans>Taken</Trans> },
              { id: 'why', title: <Trans>Before</Trans> },
              { id: 'holds', title: <Trans>Holds</Trans> },
              {
                id: 'acts',
                title: (
                  <span className="sr">
                    <Trans>What can be done</Trans>
                  </span>
                ),
              },
            ]}
          >
            {state.snapshots.map((one) => (
              <Line key={one.id} one={one} isBusy={state.working !== null} onPutBack={onPutBack} />
            ))}
          </FactTable>
        )}
      </Stack>
    </Card>
  );
}

function Line({
  one,
  isBusy,
  onPutBack,
}: {
  one: SnapshotEntry;
  isBusy: boolean;
  onPutBack(source: BackupSource, title: string): void;
}) {
  const { t } = useLingui();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const taken = format.moment(one.at, now);
  const reasons: Record<string, string> = {
    restore: t`a restore`,
    'domain-removal': t`removing a domain`,
    leaving: t`removing people`,
    update: t`an update`,
    reset: t`a reset`,
    hand: t`taken by hand`,
  };
  return (
    <tr>
      <th scope="row">{taken}</th>
      <td>{reasons[one.reason] ?? one.reason}</td>
      <td>
        <Holds counts={one.counts} />
      </td>
      <td>
        <Row>
          <Button
            size="s"
            label={t`Go back… to how it was at ${taken}`}
            disabledBecause={isBusy ? t`Something is under way.` : null}
            onPress={() => onPutBack({ from: 'snapshot', id: one.id }, taken)}
          >
            <Trans>Go back…</Trans>
          </Button>
          <Remove id={one.id} taken={taken} isBusy={isBusy} />
        </Row>
      </td>
    </tr>
  );
}

/** Whoever was deleted is still in it. */
function Remove({ id, taken, isBusy }: { id: string; taken: string; isBusy: boolean }) {
  const { t } = useLingui();
  const { connection, backups } = useStores();
  const confirmed = useConfirmed();
  const [asking, setAsking] = useState(false);
  const remove = useAction(async () => {
    backups.replace(await confirmed.run(() => connection.client().backups.removeSnapshot({ id })));
  });
  return (
    <>
      <Button
        size="s"
        kind="quiet"
        icon={Trash2}
        label={t`Remove… the snapshot of ${taken}`}
        disabledBecause={isBusy ? t`Something is under way.` : null}
        onPress={() => setAsking(true)}
      >
        <Trans>Remove…</Trans>
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Remove this snapshot?</Trans>}
        keep={<Trans>Keep it</Trans>}
        act={<Trans>Remove it</Trans>}
        icon={Trash2}
        busy={remove.busy && <Trans>Removing…</Trans>}
        onConfirm={() => void remove.run()}
        problem={remove.problem && <ProblemNote problem={remove.problem} />}
      >
        <p>
          <Trans>
            The office stays as it is now. How it was at {taken} cannot be brought back from here any more.
          </Trans>
        </p>
      </ConfirmDialog>
      {confirmed.dialog}
    </>
  );
}
