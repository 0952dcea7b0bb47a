import { Trans, useLingui } from '@lingui/react/macro';
import { History } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { SettingsAnswer } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { SettingRow } from './SettingRow.tsx';

export function DataSection({ settings }: { settings: SettingsAnswer }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const stores = useStores();
  const info = latest(useResource(stores.info));
  return (
    <Stack gap="m">
      <Card title={<Trans>Data</Trans>}>
        <SettingRow
          name={<Trans>Data folder</Trans>}
          help={
            <Trans>
              Accounts, messages, keys and settings. Who can read it can read everything: keep it and its
              copies safe.
            </Trans>
          }
        >
          <code>{settings.dataDir}</code>
          <CopyButton value={settings.dataDir} label={t`Copy the path of the data folder`} />
        </SettingRow>
        <SettingRow
          name={<Trans>History</Trans>}
          help={<Trans>What was changed with Chatelaine, when, and the way back where there is one.</Trans>}
        >
          <Button size="s" icon={History} onPress={() => void navigate('/history')}>
            <Trans>Show what was changed</Trans>
          </Button>
        </SettingRow>
        {info && (
          <SettingRow name={<Trans>About</Trans>} help={info.system}>
            <span className="num">Chatelaine {info.version}</span>
          </SettingRow>
        )}
      </Card>
      <Fold title={<Trans>Which files hold the settings</Trans>} remember="settings.files">
        <Code lines={settings.files} label={t`Files`} copyLabel={t`Copy the paths`} />
      </Fold>
      {info && (
        <Fold title={<Trans>Licences</Trans>} remember="settings.licences">
          <Code lines={info.licences.split('\n')} label={t`Licences`} />
        </Fold>
      )}
    </Stack>
  );
}
