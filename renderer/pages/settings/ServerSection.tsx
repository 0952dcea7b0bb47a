import { Trans } from '@lingui/react/macro';
import type { SettingsValues } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

export function ServerSection({ values }: { values: SettingsValues }) {
  const { connection, settings } = useStores();
  const set = useAction(async (autostart: boolean) => {
    await connection.client().settings.set({ autostart });
    await settings.load();
  });
  return (
    <Card title={<Trans>Server</Trans>}>
      <SettingRow
        name={<Trans>Start with Chatelaine</Trans>}
        help={<Trans>When Chatelaine starts, the server starts too.</Trans>}
      >
        <Switch isOn={values.autostart} onChange={(isOn) => void set.run(isOn)}>
          {values.autostart ? <Trans>On</Trans> : <Trans>Off</Trans>}
          <span className="sr">
            <Trans>Start the server with Chatelaine</Trans>
          </span>
        </Switch>
      </SettingRow>
      {set.problem && <ProblemNote problem={set.problem} />}
    </Card>
  );
}
