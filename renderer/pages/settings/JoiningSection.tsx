import { Trans, useLingui } from '@lingui/react/macro';
import type { JoiningRule } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Card } from '../../components/Card.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

export function JoiningSection() {
  const stores = useStores();
  const rule = useResource(stores.joiningRule);
  return (
    <Card title={<Trans>Who may join</Trans>}>
      <Shown of={rule} onRetry={() => void stores.joiningRule.load()}>
        {(value) => <Rule rule={value} />}
      </Shown>
    </Card>
  );
}

function Rule({ rule }: { rule: JoiningRule }) {
  const { t } = useLingui();
  const { connection, joiningRule, toasts } = useStores();
  const set = useAction(async (next: JoiningRule) => {
    await connection.client().joining.setRule({ rule: next });
    await joiningRule.load();
    return true;
  });
  const choose = async (next: JoiningRule) => {
    if (next === rule || !(await set.run(next))) return;
    toasts.show(t`Who may join was changed.`, async () => void (await set.run(rule)));
  };
  return (
    <>
      <SettingRow name={<Trans>New accounts</Trans>} help={<Explained rule={rule} />}>
        <Segmented<JoiningRule>
          label={t`New accounts`}
          value={rule}
          onChange={(next) => void choose(next)}
          options={[
            { id: 'invited', label: <Trans>Only those I add</Trans> },
            { id: 'approval', label: <Trans>Anyone, once I agree</Trans> },
            { id: 'anyone', label: <Trans>Anyone, at once</Trans> },
          ]}
        />
      </SettingRow>
      {rule === 'anyone' && (
        <Banner kind="warn">
          <Trans>
            Whoever reaches your server can make an account and write to your people. On the internet,
            strangers and machines will.
          </Trans>
        </Banner>
      )}
      {set.problem && <ProblemNote problem={set.problem} />}
    </>
  );
}

function Explained({ rule }: { rule: JoiningRule }) {
  switch (rule) {
    case 'invited':
      return <Trans>You add people, or send them an invitation. Nobody else gets in.</Trans>;
    case 'approval':
      return (
        <Trans>
          People choose an address in their program and wait. You find them under “Waiting for you”.
        </Trans>
      );
    default:
      return <Trans>People choose an address in their program and can chat right away.</Trans>;
  }
}
