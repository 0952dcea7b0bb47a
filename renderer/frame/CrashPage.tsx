import { Trans, useLingui } from '@lingui/react/macro';
import { useRouteError } from 'react-router';
import { Button } from '../components/Button.tsx';
import { Code } from '../components/Code.tsx';
import { Page } from '../components/Page.tsx';

/** A page that fell over while it was drawn: a bug of ours. The server is another program and goes on. */
export function CrashPage() {
  const { t } = useLingui();
  const error = useRouteError();
  const lines = error instanceof Error ? (error.stack ?? error.message).split('\n') : [String(error)];
  return (
    <main>
      <Page
        title={<Trans>This page could not be drawn</Trans>}
        lead={
          <Trans>It is a mistake of ours. The server is not touched by it, and nothing was changed.</Trans>
        }
        actions={
          <Button kind="primary" onPress={() => window.location.reload()}>
            <Trans>Load the page again</Trans>
          </Button>
        }
      >
        <Code lines={lines} label={t`For a technician`} copyLabel={t`Copy these lines`} />
      </Page>
    </main>
  );
}
