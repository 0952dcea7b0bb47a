import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { FactoryPlan, Job } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Hero } from '../../components/Hero.tsx';
import { Page, Stack } from '../../components/Page.tsx';
import { Progress } from '../../components/Progress.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { farewell } from '../../stores/farewell.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { RemoveItems } from './RemoveItems.tsx';

/** While it is done, and afterwards: what is left, from what this page knew before the manager went. */
export function RemoveLeft({ plan, jobId }: { plan: FactoryPlan; jobId: string }) {
  const { t } = useLingui();
  const { jobs } = useStores();
  const found = latest(useResource(jobs))?.find(({ id }) => id === jobId);
  useEffect(() => {
    farewell.setState({ shown: true });
    return () => farewell.setState({ shown: false });
  }, []);
  // The list may come back empty: from a manager that has never heard of us.
  const last = useRef<Job | undefined>(undefined);
  if (found) last.current = found;
  const job = found ?? last.current;
  const words: Record<string, string> = {
    copy: t`A copy is made`,
    clients: t`This computer’s chat programs`,
    router: t`The internet box`,
    firewall: t`This computer’s firewall`,
    trust: t`Trust in the office’s authority`,
    dns: t`Your domain’s address book`,
    stop: t`The server stops`,
    data: t`The data folder`,
  };
  const states = {
    waiting: t`waits`,
    running: t`under way`,
    done: t`done`,
    failed: t`did not work`,
    undone: t`not done`,
  };
  const left = (job?.steps ?? []).filter(({ data }) => typeof data.left === 'number' && data.left > 0);
  const names = left.map(({ code }) => words[code] ?? code).join(', ');
  const isDone = job?.state === 'done';
  return (
    <Page>
      <Stack>
        {isDone ? (
          <Hero
            tone="ok"
            icon={CircleCheck}
            title={
              plan.wish.what === 'reset' ? (
                <Trans>Chatelaine is as on its first day.</Trans>
              ) : (
                <Trans>What Chatelaine put on this computer is gone.</Trans>
              )
            }
          >
            {plan.wish.what === 'uninstall' ? (
              <Trans>What is left for you stands below. Then close this page.</Trans>
            ) : plan.comesBack ? (
              <Trans>
                This page knows nobody any more. To begin anew, make a link in a terminal of that computer:
              </Trans>
            ) : (
              <Trans>Close Chatelaine now. When it is opened again, it begins anew.</Trans>
            )}
          </Hero>
        ) : (
          <Hero tone="plain" icon={Trash2} title={<Trans>Being taken away</Trans>}>
            <Trans>Leave this page open. What is cut off is gone on with at the next start.</Trans>
          </Hero>
        )}
        {isDone && plan.comesBack && plan.wish.what === 'reset' && (
          <Code lines={['chatelaine link']} label={t`Command`} copyLabel={t`Copy the command`} />
        )}
        {job?.problem && <ProblemNote problem={job.problem as never} />}
        {left.length > 0 && (
          <Banner kind="warn">
            <Trans>
              Not all of it could be taken back: {names}. It is not needed any more, and harms nobody.
            </Trans>
          </Banner>
        )}
        {job && !isDone && (
          <Card label={t`Progress`}>
            <Progress
              label={t`Progress`}
              steps={job.steps.map(({ code, state }) => ({
                id: code,
                title: words[code] ?? code,
                state,
                stateWord: states[state],
              }))}
            />
          </Card>
        )}
        {isDone && plan.hand.length > 0 && (
          <Card title={<Trans>What is left for you</Trans>}>
            <RemoveItems kind="hand" items={plan.hand} />
          </Card>
        )}
        {isDone && (
          <Card title={<Trans>What has stayed</Trans>}>
            <RemoveItems kind="stays" items={plan.stays} />
          </Card>
        )}
      </Stack>
    </Page>
  );
}
