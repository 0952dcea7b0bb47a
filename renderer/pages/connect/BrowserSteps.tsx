/** The chat in the browser: nothing to install. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from 'react-router';
import type { Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { ProgramSteps } from './ProgramSteps.tsx';

export function BrowserSteps({ person }: { person: Person }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const stores = useStores();
  const webchat = useResource(stores.webchat);
  return (
    <Shown of={webchat} onRetry={() => void stores.webchat.load()}>
      {({ on, address }) =>
        on ? (
          <ProgramSteps
            steps={[
              {
                id: 'open',
                text: <Trans>Open this page. There is nothing to install.</Trans>,
                rows: [{ name: t`Address of the page`, value: address }],
              },
              {
                id: 'log-in',
                text: <Trans>Log in:</Trans>,
                rows: [
                  { name: t`Name`, value: person.username },
                  { name: t`Password`, value: t`the password you handed over`, choice: true },
                ],
              },
              {
                id: 'trust',
                text: (
                  <Trans>
                    On somebody else’s computer, leave “trusted device” unticked: then nothing stays there.
                  </Trans>
                ),
              },
            ]}
          />
        ) : (
          <Stack gap="s">
            <p>
              <Trans>The chat in the browser is off.</Trans>
            </p>
            <Row>
              <Button onPress={() => void navigate('/settings')}>
                <Trans>Decide in Settings</Trans>
              </Button>
            </Row>
          </Stack>
        )
      }
    </Shown>
  );
}
