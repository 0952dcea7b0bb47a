import { Trans, useLingui } from '@lingui/react/macro';
import { Globe, KeyRound } from 'lucide-react';
import type { AccessAnswer } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Tag } from '../../components/Pill.tsx';
import { Secret } from '../../components/Secret.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { browserName } from './browser-name.ts';
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
  const { connection } = useStores();
  const format = useFormat();
  const link = useAction(async () => await connection.client().settings.newLink());
  const made = link.async.state === 'done' ? link.async.value : null;
  const until = made && format.time(made.until);
  return (
    <Card title={<Trans>Access with a browser</Trans>}>
      <SettingRow name={<Trans>Address of this page</Trans>}>
        <code>{address}</code>
        <CopyButton value={address} label={t`Copy the address of this page`} />
      </SettingRow>
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
      <SettingRow name={<Trans>Browsers that are let in</Trans>}>
        <span />
      </SettingRow>
      <Facts label={t`Browsers that are let in`}>
        {access.sessions.map((session) => (
          <Session key={session.id} session={session} />
        ))}
      </Facts>
    </Card>
  );
}

function Session({ session }: { session: AccessAnswer['sessions'][number] }) {
  const { t } = useLingui();
  const { connection, access } = useStores();
  const format = useFormat();
  const now = useNow(60_000);
  const seen = format.ago(session.lastSeen, now);
  const since = format.date(session.since);
  const name = browserName(session.browser) ?? t`Unknown browser`;
  const end = useAction(async () => {
    await connection.client().settings.revokeSession({ id: session.id });
    await access.load();
  });
  return (
    <>
      <Fact
        icon={Globe}
        small={
          <Trans>
            Last seen {seen}, let in on {since}
          </Trans>
        }
        action={
          session.current ? null : (
            <Button
              size="s"
              busy={end.busy && <Trans>Ending…</Trans>}
              label={t`End the session of ${name}`}
              onPress={() => void end.run()}
            >
              <Trans>End the session</Trans>
            </Button>
          )
        }
      >
        <Row>
          {name}
          {session.current && (
            <Tag tone="ok">
              <Trans>this browser</Trans>
            </Tag>
          )}
        </Row>
      </Fact>
      {end.problem && (
        <li>
          <ProblemNote problem={end.problem} />
        </li>
      )}
    </>
  );
}
