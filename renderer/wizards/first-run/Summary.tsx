import { Trans, useLingui } from '@lingui/react/macro';
import {
  BadgeCheck,
  Check,
  FolderLock,
  KeyRound,
  type LucideIcon,
  Play,
  Settings,
  UserCheck,
} from 'lucide-react';
import { useEffect } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { type PlanCode, planSentence, stepTitle } from './plan-words.tsx';
import { RepairButton } from './RepairButton.tsx';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

const ICONS: Record<PlanCode, LucideIcon> = {
  folder: FolderLock,
  authority: KeyRound,
  certificate: BadgeCheck,
  configuration: Settings,
  administrator: UserCheck,
  start: Play,
};

/** Look before: the plan in words, what is left alone, and the exact values one click deeper. */
export function Summary(setup: Answers) {
  const { t } = useLingui();
  const { connection } = useStores();
  const plan = useAction(async () => await connection.client().setup.plan());
  const apply = useAction(async () => await connection.client().setup.apply());
  const { run } = plan;
  useEffect(() => void run(), [run]);
  const start = async () => {
    if ((await apply.run()) !== undefined) setup.goTo('apply');
  };
  return (
    <SetupFrame
      setup={setup}
      title={<Trans>This is what will be done</Trans>}
      lead={<Trans>Nothing has been changed so far. It takes less than a minute.</Trans>}
      go={
        <Button
          kind="primary"
          icon={Check}
          busy={apply.busy && <Trans>Starting…</Trans>}
          disabledBecause={plan.problem ? t`Something has to be settled first.` : null}
          onPress={() => void start()}
        >
          <Trans>Set it up now</Trans>
        </Button>
      }
    >
      {apply.problem && (
        <ProblemNote
          problem={apply.problem}
          action={<RepairButton problem={apply.problem} goTo={setup.goTo} />}
        />
      )}
      {plan.problem ? (
        <ProblemNote
          problem={plan.problem}
          onRetry={() => void run()}
          action={<RepairButton problem={plan.problem} goTo={setup.goTo} />}
        />
      ) : (
        <Shown of={plan.async}>
          {({ items }) => (
            <Stack gap="m">
              <Card>
                <Facts label={t`The plan`}>
                  {items.map((item) => {
                    const { what, more } = planSentence(item);
                    return (
                      <Fact key={item.code} icon={ICONS[item.code]} small={more}>
                        {what}
                      </Fact>
                    );
                  })}
                </Facts>
              </Card>
              <Banner kind="ok">
                <Trans>
                  <b>Left alone:</b> your mail, your website, your domain’s records, the firewall, and every
                  other program on this computer.
                </Trans>
              </Banner>
              <p className="small muted">
                <Trans>The way back: stop Chatelaine and delete its folder. Nothing else is left.</Trans>
              </p>
              <Fold title={<Trans>Exactly</Trans>} aside={<Trans>files, names and configuration</Trans>}>
                <Stack gap="m">
                  {items.map((item) => (
                    <ExactItem key={item.code} code={item.code} exact={item.exact} />
                  ))}
                </Stack>
              </Fold>
            </Stack>
          )}
        </Shown>
      )}
    </SetupFrame>
  );
}

function ExactItem({ code, exact }: { code: PlanCode; exact: readonly string[] }) {
  const { t } = useLingui();
  return (
    <div>
      <p className="small muted">{stepTitle(code)}</p>
      <Code lines={exact} label={t`Exactly: ${code}`} copyLabel={t`Copy these lines`} />
    </div>
  );
}
