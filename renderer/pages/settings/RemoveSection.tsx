import { Trans } from '@lingui/react/macro';
import { useNavigate } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { SettingRow } from './SettingRow.tsx';

/** The two ways to end it; each shows first what goes and what stays. */
export function RemoveSection() {
  const navigate = useNavigate();
  return (
    <Card title={<Trans>Beginning anew, or leaving</Trans>}>
      <SettingRow
        name={<Trans>Back to the first day</Trans>}
        help={<Trans>Everything of this office goes, Chatelaine stays. You see first what that is.</Trans>}
      >
        <Button size="s" onPress={() => void navigate('/settings/remove?what=reset')}>
          <Trans>Show what would go…</Trans>
        </Button>
      </SettingRow>
      <SettingRow
        name={<Trans>Take Chatelaine off this computer</Trans>}
        help={<Trans>The same, and how the program itself is removed.</Trans>}
      >
        <Button size="s" onPress={() => void navigate('/settings/remove?what=uninstall')}>
          <Trans>Show what that takes…</Trans>
        </Button>
      </SettingRow>
    </Card>
  );
}
