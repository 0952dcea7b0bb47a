import { Trans, useLingui } from '@lingui/react/macro';
import { Mail, Send } from 'lucide-react';
import { useState } from 'react';
import type { Invitation } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { QrWithLink } from '../../components/QrWithLink.tsx';
import { Secret } from '../../components/Secret.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { TextField } from '../../components/TextField.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';

/** Links that let somebody make an account, whatever the rule is. */
export function Invitations() {
  const { t } = useLingui();
  const stores = useStores();
  const invitations = useResource(stores.invitations);
  return (
    <Card title={<Trans>Invitations</Trans>}>
      <Stack gap="m">
        <Invite />
        <Shown of={invitations} onRetry={() => void stores.invitations.load()}>
          {(list) =>
            list.length === 0 ? (
              <Empty icon={Mail} title={<Trans>No invitation is out.</Trans>} />
            ) : (
              <Facts label={t`Invitations`}>
                {list.map((invitation) => (
                  <One key={invitation.token} invitation={invitation} />
                ))}
              </Facts>
            )
          }
        </Shown>
      </Stack>
    </Card>
  );
}

/** What to send: the page explains itself to somebody who has no program yet. */
const linkOf = ({ page, uri }: Invitation): string => page ?? uri;

type Days = '1' | '7' | '30';

function Invite() {
  const { t } = useLingui();
  const stores = useStores();
  const { connection, invitations } = stores;
  const format = useFormat();
  const domain = latest(useResource(stores.overview))?.domain ?? '';
  const [username, setUsername] = useState('');
  const [days, setDays] = useState<Days>('7');
  const invite = useAction(async () => {
    const made = await connection.client().joining.invite({ username: username.trim(), days: Number(days) });
    await invitations.load();
    setUsername('');
    return made;
  });
  const made = invite.async.state === 'done' ? invite.async.value : null;
  const until = made && format.date(made.expires);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void invite.run();
      }}
    >
      <Stack gap="s">
        <TextField
          label={<Trans>For which address</Trans>}
          value={username}
          onChange={setUsername}
          mono
          suffix={domain && `@${domain}`}
          help={
            <Trans>It is kept free for that person. Without a name, whoever has the link chooses one.</Trans>
          }
        />
        <Row>
          <Segmented<Days>
            label={t`How long the invitation is good`}
            value={days}
            onChange={setDays}
            options={[
              { id: '1', label: <Trans>1 day</Trans> },
              { id: '7', label: <Trans>1 week</Trans> },
              { id: '30', label: <Trans>30 days</Trans> },
            ]}
          />
          <Button type="submit" icon={Send} busy={invite.busy && <Trans>Making it…</Trans>}>
            <Trans>Make an invitation</Trans>
          </Button>
        </Row>
        {invite.problem && <ProblemNote problem={invite.problem} />}
        {made && (
          <>
            <QrWithLink link={linkOf(made)} label={t`QR code of the invitation`}>
              <Secret
                value={linkOf(made)}
                label={<Trans>The invitation</Trans>}
                copyLabel={t`Copy the invitation`}
              />
              <p className="small muted">
                <Trans>
                  Somebody beside you points the phone’s camera at the square; to anybody else, send the link.
                </Trans>
              </p>
            </QrWithLink>
            <Banner kind="info" live>
              <Trans>
                Send it to one person. Whoever opens it first gets the account; it works until {until}.
              </Trans>
            </Banner>
          </>
        )}
      </Stack>
    </form>
  );
}

function One({ invitation }: { invitation: Invitation }) {
  const { t } = useLingui();
  const { connection, invitations, toasts } = useStores();
  const format = useFormat();
  const until = format.date(invitation.expires);
  const revoke = useAction(async () => {
    await connection.client().joining.revoke({ token: invitation.token });
    await invitations.load();
    return true;
  });
  const takeBack = async () => {
    if (await revoke.run()) toasts.show(t`The invitation does not work any more.`);
  };
  return (
    <>
      <Fact
        icon={Mail}
        small={<Trans>Good until {until}</Trans>}
        action={
          <Row>
            <CopyButton value={linkOf(invitation)} label={t`Copy the invitation`} />
            <Button
              size="s"
              busy={revoke.busy && <Trans>Taking it back…</Trans>}
              onPress={() => void takeBack()}
            >
              <Trans>Take back</Trans>
            </Button>
          </Row>
        }
      >
        <About invitation={invitation} />
      </Fact>
      {revoke.problem && (
        <li>
          <ProblemNote problem={revoke.problem} />
        </li>
      )}
    </>
  );
}

function About({ invitation: { kind, username, inviter } }: { invitation: Invitation }) {
  if (kind === 'reset') return <Trans>A new password for {username}</Trans>;
  if (kind === 'contact') return <Trans>From {inviter}, to a contact</Trans>;
  return username === '' ? <Trans>For whoever has the link</Trans> : <Trans>For {username}</Trans>;
}
