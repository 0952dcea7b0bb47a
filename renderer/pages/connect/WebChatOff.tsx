import { Trans } from '@lingui/react/macro';
import { useNavigate } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';

/** The chat in the browser is the office's own to turn on. */
export function WebChatOff() {
  const navigate = useNavigate();
  return (
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
  );
}
