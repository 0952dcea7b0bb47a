/** What is being done just now, step by step as it really is, with the quantity beside it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleStop } from 'lucide-react';
import type { BackupWork } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Progress, type ProgressState } from '../../components/Progress.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';

type Step = BackupWork['step'];

const STEPS: Readonly<Record<BackupWork['what'], readonly Step[]>> = {
  backup: ['stage', 'write', 'drill', 'send'],
  check: ['fetch', 'drill'],
  restore: ['stage', 'fetch', 'open', 'stop', 'exchange'],
  snapshot: ['stage'],
  part: ['stage', 'fetch', 'open', 'stop'],
  look: ['fetch', 'open'],
};

export function Working({ work }: { work: BackupWork }) {
  const { t } = useLingui();
  const { connection, backups } = useStores();
  const format = useFormat();
  const cancel = useAction(async () => backups.replace(await connection.client().backups.cancel()));
  const titles: Record<BackupWork['what'], string> = {
    backup: t`A backup is being made`,
    check: t`A backup is being opened and read back`,
    restore: t`A whole state is being put back`,
    snapshot: t`A snapshot is being taken`,
    part: t`Something is being brought back`,
    look: t`A backup is being looked into`,
  };
  const words: Record<Step, string> = {
    wait: t`getting ready`,
    stage: t`copying what is there, while everything goes on`,
    write: t`packing and locking`,
    drill: t`opening and reading it back`,
    send: t`sending it to the other computer`,
    fetch: t`fetching it`,
    open: t`opening it`,
    stop: t`the server is away for a moment`,
    exchange: t`putting it in force`,
  };
  const steps = STEPS[work.what];
  const at = steps.indexOf(work.step);
  const { bytes, of } = work;
  const quantity = of > 0 ? t`${format.bytes(bytes)} of ${format.bytes(of)}` : undefined;
  const stateOf = (index: number): ProgressState =>
    index < at ? 'done' : index === at ? 'running' : 'waiting';
  const stateWords: Record<ProgressState, string> = {
    waiting: t`waiting`,
    running: t`under way`,
    done: t`done`,
    failed: t`failed`,
    undone: t`taken back`,
  };
  return (
    <Card title={titles[work.what]}>
      <Stack gap="m">
        <Progress
          label={titles[work.what]}
          steps={steps.map((id, index) => ({
            ...{ id, title: words[id], state: stateOf(index), stateWord: stateWords[stateOf(index)] },
            ...(index === at && quantity && { detail: <span className="num">{quantity}</span> }),
          }))}
        />
        <Row>
          <Button
            size="s"
            icon={CircleStop}
            busy={cancel.busy && <Trans>Stopping…</Trans>}
            onPress={() => void cancel.run()}
          >
            <Trans>Stop</Trans>
          </Button>
        </Row>
        {cancel.problem && <ProblemNote problem={cancel.problem} />}
      </Stack>
    </Card>
  );
}
