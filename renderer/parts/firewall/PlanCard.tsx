import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Timer } from 'lucide-react';
import type { FirewallPlan, FirewallState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './firewall.module.css';

const TIME = '60\u00a0s';

/** What pressing does, step by step, and the one button. */
export function PlanCard({ plan, access }: { plan: FirewallPlan; access: FirewallState['access'] }) {
  const { t } = useLingui();
  const { firewall, connection } = useStores();
  const apply = useAction(async () => {
    try {
      await firewall.apply(plan.id);
    } catch (error) {
      // Other rules by now: what is shown next is what would be done with those.
      await firewall.load();
      throw error;
    }
  });
  const lookAgain = useAction(async () => firewall.replace(await connection.client().firewall.look()));
  return (
    <Card title={<Trans>What will happen</Trans>}>
      <div className={css.ready}>
        <ol className={css.order}>
          <li>
            <span aria-hidden>1</span>
            <b>
              <Plural value={plan.rules} one="One rule is added" other="# rules are added" />
            </b>
            <Trans>Nothing is removed, nothing is closed, nobody is disconnected</Trans>
          </li>
          <li>
            <span aria-hidden>2</span>
            <b>
              <Trans>We look whether anybody was cut off</Trans>
            </b>
            <Trans>This window, remote access, the connections of colleagues</Trans>
          </li>
          <li>
            <span aria-hidden>3</span>
            <b>
              <Trans>You say “Keep” within {TIME}</Trans>
            </b>
            <Trans>
              If you don’t, or if this window is cut off, the old rules come back by themselves, even if
              Chatelaine is ended meanwhile
            </Trans>
          </li>
        </ol>
        <div className={css.buttons}>
          <Button
            kind="primary"
            className={css.wide}
            icon={Timer}
            busy={apply.busy && <Trans>Applying…</Trans>}
            onPress={() => void apply.run()}
          >
            <Plural value={plan.rules} one="Apply the rule" other="Apply the # rules" />
            <small>
              <Trans>and keep them only if all still works ({TIME})</Trans>
            </small>
          </Button>
          <CopyButton
            size="m"
            value={plan.commands.join('\n')}
            label={t`Copy the commands instead of applying them`}
          >{t`Copy the commands instead`}</CopyButton>
        </div>
        {access === 'asks' && (
          <p className="small muted">
            <Trans>Your computer asks for an administrator’s password first, in a window of its own.</Trans>
          </p>
        )}
        {apply.problem && (
          <ProblemNote
            problem={apply.problem}
            {...(apply.problem.code === 'firewall.outdated' && {
              onRetry: () => void lookAgain.run().then(apply.reset),
            })}
          />
        )}
      </div>
    </Card>
  );
}
