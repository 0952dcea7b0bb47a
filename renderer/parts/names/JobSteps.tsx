import { Trans, useLingui } from '@lingui/react/macro';
import { Square } from 'lucide-react';
import type { FaceProblem, Job } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Progress, type ProgressState } from '../../components/Progress.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** Line by line as they are written or put back; a failure stands beside its line. */
export function JobSteps({ job }: { job: Job }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const cancel = useAction(async () => await connection.client().app.cancelJob({ id: job.id }));
  const words: Record<ProgressState, string> = {
    waiting: t`waits`,
    running: t`under way`,
    done: t`done`,
    failed: t`did not work`,
    undone: t`not done`,
  };
  const problem = job.problem as FaceProblem | null;
  const failed = job.steps.findIndex(({ state }) => state === 'failed');
  const over = job.state !== 'running';
  return (
    <Stack gap="s">
      <Progress
        label={t`Progress`}
        steps={job.steps.map(({ code, state }, index) => ({
          id: code,
          state: over && state === 'waiting' ? 'undone' : state,
          title: <span className="mono">{code}</span>,
          stateWord: over && state === 'waiting' ? words.undone : words[state],
          problem: index === failed && problem ? <ProblemNote problem={problem} /> : null,
        }))}
      />
      {failed === -1 && over && problem && <ProblemNote problem={problem} />}
      {!over && (
        <Row>
          <Button
            size="s"
            icon={Square}
            busy={cancel.busy && <Trans>Stopping…</Trans>}
            onPress={() => void cancel.run()}
          >
            <Trans>Stop</Trans>
          </Button>
        </Row>
      )}
    </Stack>
  );
}
