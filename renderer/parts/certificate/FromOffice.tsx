import { Trans } from '@lingui/react/macro';
import type { CertificateStatus } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import type { UseSource } from './SourceChoice.tsx';

/** Back to the authority of the office itself. */
export function FromOffice({ status, use, busy }: { status: CertificateStatus } & UseSource) {
  if (status.source.from === 'local') {
    return (
      <p className="muted">
        <Trans>
          It is in use now, and renews by itself. How devices learn to believe it is under Connect an app.
        </Trans>
      </p>
    );
  }
  return (
    <Stack gap="s">
      <p>
        <Trans>
          Programs that were not told to believe the office’s authority will warn, and other companies’
          servers will not believe it.
        </Trans>
      </p>
      <Row>
        <Button busy={busy && <Trans>Changing…</Trans>} onPress={() => void use({ from: 'local' }, null)}>
          <Trans>Use the office’s own authority</Trans>
        </Button>
      </Row>
    </Stack>
  );
}
