import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowRight, RotateCcw, Square } from 'lucide-react';
import { useEffect } from 'react';
import type { FaceProblem, Job } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row } from '../../components/Page.tsx';
import { Progress, type ProgressState } from '../../components/Progress.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { next } from './machine.ts';
import { stepTitle } from './plan-words.tsx';
import { RepairButton } from './RepairButton.tsx';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

/** The job's own progress. A failure stands beside its step, with what to do. */
export function Apply(setup: Answers) {
  const stores = useStores();
  const jobs = useResource(stores.jobs);
  const job = newest(latest(jobs) ?? []);
  const again = useAction(async () => {
    await stores.connection.client().setup.apply();
    await stores.jobs.load();
  });
  const cancel = useAction(async (id: string) => await stores.connection.client().app.cancelJob({ id }));
  const { goTo } = setup;
  const after = next('apply', setup.answers);
  useEffect(() => {
    if (job?.state !== 'done') return;
    void stores.info.load();
    void stores.overview.load();
    goTo(after);
  }, [job?.state, goTo, after, stores]);
  const running = job?.state === 'running';
  return (
    <SetupFrame
      setup={setup}
      fixed={running}
      title={
        running || job === null ? (
          <Trans>Setting up your server</Trans>
        ) : job.state === 'done' ? (
          <Trans>Your server is set up</Trans>
        ) : (
          <Trans>This has stopped</Trans>
        )
      }
      lead={
        running ? (
          <Trans>
            You can close this window meanwhile: the work goes on, and you come back to this step.
          </Trans>
        ) : job?.state === 'failed' ? (
          <Trans>Everything you typed is kept. What stopped it stands beside its step.</Trans>
        ) : (
          <Trans>Everything you typed is kept.</Trans>
        )
      }
      go={
        running ? (
          <Button
            icon={Square}
            busy={cancel.busy && <Trans>Stopping…</Trans>}
            onPress={() => void cancel.run(job.id)}
          >
            <Trans>Stop</Trans>
          </Button>
        ) : job?.state === 'done' ? (
          <Button kind="primary" iconAfter={ArrowRight} onPress={() => goTo(after)}>
            <Trans>Go on</Trans>
          </Button>
        ) : (
          <Button
            kind="primary"
            icon={RotateCcw}
            busy={again.busy && <Trans>Starting…</Trans>}
            onPress={() => void again.run()}
          >
            {job === null ? <Trans>Set it up now</Trans> : <Trans>Try again</Trans>}
          </Button>
        )
      }
    >
      <Shown of={jobs} onRetry={() => void stores.jobs.load()}>
        {(all) => <JobProgress job={newest(all)} goTo={goTo} />}
      </Shown>
      {(again.problem ?? cancel.problem) && (
        <ProblemNote
          problem={(again.problem ?? cancel.problem)!}
          action={again.problem && <RepairButton problem={again.problem} goTo={goTo} />}
        />
      )}
    </SetupFrame>
  );
}

const newest = (jobs: readonly Job[]): Job | null =>
  jobs.filter(({ name }) => name === 'setup.apply').sort((a, b) => b.startedAt - a.startedAt)[0] ?? null;

function JobProgress({ job, goTo }: { job: Job | null; goTo: Answers['goTo'] }) {
  const { t } = useLingui();
  if (job === null) {
    return (
      <Banner kind="info">
        <Trans>The work has not begun. Press “Set it up now”.</Trans>
      </Banner>
    );
  }
  const words: Record<ProgressState, string> = {
    waiting: t`waits`,
    running: t`under way`,
    done: t`done`,
    failed: t`did not work`,
    undone: t`taken back`,
  };
  const problem = job.problem as FaceProblem | null;
  const failed = job.steps.findIndex(({ state }) => state === 'failed');
  const note = problem && (
    <ProblemNote problem={problem} action={<RepairButton problem={problem} goTo={goTo} />} />
  );
  return (
    <>
      <Progress
        label={t`Progress`}
        steps={job.steps.map((step, index) => ({
          id: step.code,
          state: step.state,
          title: stepTitle(step.code),
          stateWord: words[step.state],
          problem: index === failed ? note : null,
        }))}
      />
      {failed === -1 && job.state !== 'running' && note && <Row>{note}</Row>}
    </>
  );
}
