import { Trans, useLingui } from '@lingui/react/macro';
import { KeyRound } from 'lucide-react';
import type { AccessAnswer } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Stack } from '../../components/Page.tsx';
import { Secret } from '../../components/Secret.tsx';
import { type Confirmed, useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { AccessLan } from './AccessLan.tsx';
import { AccessPasskeys } from './AccessPasskeys.tsx';
import { AccessPassword } from './AccessPassword.tsx';
import { AccessSessions } from './AccessSessions.tsx';
import { SettingRow } from './SettingRow.tsx';

/** Who may open this page in a browser. On the desktop there is nothing to let in, and nothing is shown. */
export function AccessSection() {
  const stores = useStores();
  const access = useResource(stores.access);
  return (
    <Shown of={access} onRetry={() => void stores.access.load()}>
      {(value) => (value.address === null ? null : <Access access={value} address={value.address} />)}
    </Shown>
  );
}

function Access({ access, address }: { access: AccessAnswer; address: string }) {
  const { t } = useLingui();
  const confirmed = useConfirmed();
  return (
    <Card title={<Trans>Who may open this app</Trans>}>
      <SettingRow name={<Trans>Address of this page</Trans>}>
        <code>{address}</code>
        <CopyButton value={address} label={t`Copy the address of this page`} />
      </SettingRow>
      <AccessPassword access={access} confirmed={confirmed} />
      <AccessPasskeys access={access} confirmed={confirmed} />
      <AnotherBrowser confirmed={confirmed} />
      <AccessSessions access={access} />
      <AccessLan access={access} confirmed={confirmed} />
      {confirmed.dialog}
    </Card>
  );
}

function AnotherBrowser({ confirmed }: { confirmed: Confirmed }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const format = useFormat();
  const link = useAction(() => confirmed.run(() => connection.client().access.newLink()));
  const made = link.async.state === 'done' ? link.async.value : null;
  const until = made && format.time(made.until);
  return (
    <>
      <SettingRow
        name={<Trans>Another browser</Trans>}
        help={<Trans>A link lets one browser in. It works once, for ten minutes.</Trans>}
      >
        <Button icon={KeyRound} busy={link.busy && <Trans>Making it…</Trans>} onPress={() => void link.run()}>
          <Trans>Make a new link</Trans>
        </Button>
      </SettingRow>
      {link.problem && <ProblemNote problem={link.problem} />}
      {made && (
        <Stack gap="s">
          <Secret value={made.url} label={<Trans>The new link</Trans>} copyLabel={t`Copy the new link`} />
          <Banner kind="warn">
            <Trans>Whoever opens it first is let in and can manage the server. It works until {until}.</Trans>
          </Banner>
        </Stack>
      )}
    </>
  );
}
