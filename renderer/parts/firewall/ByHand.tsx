import { Trans, useLingui } from '@lingui/react/macro';
import type { FirewallState } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Stack } from '../../components/Page.tsx';

/** Where only an administrator may: what to type, and that this page notices by itself. */
export function ByHand({ state, seen }: { state: FirewallState; seen: boolean }) {
  const { t } = useLingui();
  const { byHand } = state;
  return (
    <Card title={<Trans>An administrator of this computer can do it</Trans>}>
      <Stack gap="m">
        <p>
          <Trans>
            Chatelaine runs here without an administrator’s rights, and a browser is no place for that
            password. Type one of these in a terminal of this computer; this page shows what it found as soon
            as it is done.
          </Trans>
        </p>
        {!seen && (
          <div>
            <p className="small muted">
              <Trans>Only look, change nothing</Trans>
            </p>
            <Code
              lines={[byHand.look]}
              label={t`The command that only looks`}
              copyLabel={t`Copy the command that only looks`}
            />
          </div>
        )}
        <div>
          <p className="small muted">
            <Trans>Open what is closed; it is taken back by itself unless “keep” is typed within 60 s</Trans>
          </p>
          <Code
            lines={[byHand.apply]}
            label={t`The command that opens the doors`}
            copyLabel={t`Copy the command that opens the doors`}
          />
        </div>
      </Stack>
    </Card>
  );
}
