import { Trans, useLingui } from '@lingui/react/macro';
import { RefreshCw } from 'lucide-react';
import type { Bridges } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

/** How Biboumi comes to this computer: the exact command, for a person to run. */
export function Install({ biboumi: { possible, command } }: { biboumi: Bridges['biboumi'] }) {
  const { t } = useLingui();
  const { bridges } = useStores();
  const look = useAction(async () => {
    await bridges.load();
    return true;
  });
  if (!possible) {
    return (
      <Banner kind="warn">
        <Trans>Biboumi exists for Linux only. On this computer there can be no bridge to IRC.</Trans>
      </Banner>
    );
  }
  return (
    <Stack gap="s">
      {command === null ? (
        <p>
          <Trans>
            Install the package “biboumi” with this computer’s package manager, or ask whoever looks after it.
          </Trans>
        </p>
      ) : (
        <>
          <p>
            <Trans>
              Run this line in a terminal of this computer. It asks for an administrator’s password, installs
              the package “biboumi”, and stops the copy that the package starts by itself: Chatelaine starts
              its own.
            </Trans>
          </p>
          <Code lines={[command]} label={t`Command that installs Biboumi`} copyLabel={t`Copy the command`} />
        </>
      )}
      <Row>
        <Button icon={RefreshCw} busy={look.busy && <Trans>Looking…</Trans>} onPress={() => void look.run()}>
          <Trans>Look again</Trans>
        </Button>
        <span className="small muted">
          <Trans>The bridge starts by itself as soon as Biboumi is there.</Trans>
        </span>
      </Row>
    </Stack>
  );
}
