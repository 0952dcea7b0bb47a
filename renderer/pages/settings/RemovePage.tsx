/**
 * Back to the first day, or off this computer: what goes, what stays, what is left for a person; the domain's name typed, and
 * a last screen that is there even when the manager behind it is not.
 */
import { Trans } from '@lingui/react/macro';
import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { FaceProblem, FactoryPlan, FactoryWish } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Card } from '../../components/Card.tsx';
import { Page, Stack } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { toProblem } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { RemoveGoes } from './RemoveGoes.tsx';
import { RemoveItems } from './RemoveItems.tsx';
import { RemoveLeft } from './RemoveLeft.tsx';
import { SettingRow } from './SettingRow.tsx';

export function RemovePage() {
  const [search] = useSearchParams();
  const what = search.get('what') === 'uninstall' ? 'uninstall' : 'reset';
  const [choice, setChoice] = useState({ copy: true, dns: false });
  const [jobId, setJobId] = useState<string | null>(null);
  const { copy, dns } = choice;
  const { plan, problem } = usePlan({ what, copy, dns });
  const started = useCallback((id: string) => setJobId(id), []);
  if (plan !== null && jobId !== null) return <RemoveLeft plan={plan} jobId={jobId} />;
  return (
    <Page
      title={
        what === 'reset' ? (
          <Trans>Back to the first day</Trans>
        ) : (
          <Trans>Take Chatelaine off this computer</Trans>
        )
      }
      lead={
        <Trans>
          Nothing is done yet. This is what would go, what would stay, and what would be left for you.
        </Trans>
      }
    >
      {problem && <ProblemNote problem={problem} />}
      {plan && (
        <Stack>
          <Choices wish={{ what, copy, dns }} plan={plan} onChange={setChoice} />
          <Card title={<Trans>What goes</Trans>}>
            <RemoveItems kind="goes" items={plan.goes} />
          </Card>
          <Card title={<Trans>What stays</Trans>}>
            <RemoveItems kind="stays" items={plan.stays} />
          </Card>
          {plan.hand.length > 0 && (
            <Card title={<Trans>What is left for you</Trans>}>
              <RemoveItems kind="hand" items={plan.hand} />
            </Card>
          )}
          <RemoveGoes plan={plan} onStarted={started} />
        </Stack>
      )}
    </Page>
  );
}

/** What the wish would take; the newest answer, and only to the newest wish. */
function usePlan({ what, copy, dns }: FactoryWish): {
  plan: FactoryPlan | null;
  problem: FaceProblem | null;
} {
  const { connection } = useStores();
  const [plan, setPlan] = useState<FactoryPlan | null>(null);
  const [problem, setProblem] = useState<FaceProblem | null>(null);
  useEffect(() => {
    let here = true;
    const ask = async () => connection.client().factory.plan({ what, copy, dns });
    ask().then(
      (found) => {
        if (!here) return;
        setPlan(found);
        setProblem(null);
      },
      (error) => here && setProblem(toProblem(error)),
    );
    return () => {
      here = false;
    };
  }, [connection, what, copy, dns]);
  return { plan, problem };
}

type Choice = Pick<FactoryWish, 'copy' | 'dns'>;

function Choices({
  wish: { copy, dns },
  plan,
  onChange,
}: {
  wish: FactoryWish;
  plan: FactoryPlan;
  onChange(choice: Choice): void;
}) {
  const hasLines = [...plan.goes, ...plan.stays].some(({ what }) => what === 'dns');
  return (
    <Card title={<Trans>Before anything goes</Trans>}>
      <SettingRow
        name={<Trans>Keep a copy of everything</Trans>}
        help={<Trans>In the data folder of this computer. “Backups & updates” can put it back.</Trans>}
      >
        <Switch isOn={copy} onChange={(isOn) => onChange({ copy: isOn, dns })}>
          {copy ? <Trans>Kept</Trans> : <Trans>Not kept</Trans>}
          <span className="sr">
            <Trans>Keep a copy of everything</Trans>
          </span>
        </Switch>
      </SettingRow>
      {hasLines && (
        <SettingRow
          name={<Trans>Take out the lines in your domain’s address book</Trans>}
          help={
            <Trans>
              Those Chatelaine wrote at your provider. Leave them where another server takes over.
            </Trans>
          }
        >
          <Switch isOn={dns} onChange={(isOn) => onChange({ copy, dns: isOn })}>
            {dns ? <Trans>Taken out</Trans> : <Trans>Left there</Trans>}
            <span className="sr">
              <Trans>Take out the lines in your domain’s address book</Trans>
            </span>
          </Switch>
        </SettingRow>
      )}
      {!copy && (
        <Banner kind="warn">
          <Trans>Without a copy, only a backup at another place can bring this office back.</Trans>
        </Banner>
      )}
    </Card>
  );
}
