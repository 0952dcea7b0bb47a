import { Trans, useLingui } from '@lingui/react/macro';
import { House, ShieldCheck, UserPlus } from 'lucide-react';
import { useNavigate } from 'react-router';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Secret } from '../../components/Secret.tsx';
import { Values } from '../../components/Values.tsx';
import { Coach } from '../../parts/coach/Coach.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

/** What to note now, and the one thing to do next. */
export function Done(setup: Answers) {
  const { t } = useLingui();
  const stores = useStores();
  const navigate = useNavigate();
  const { admin, domain } = setup.answers;
  const address = `${admin.username}@${domain}`;
  const leave = useAction(async (to: string) => {
    await stores.connection.client().setup.finish();
    await stores.info.load();
    void navigate(to);
  });
  return (
    <SetupFrame
      setup={setup}
      fixed
      title={<Trans>Your server is running</Trans>}
      lead={
        <>
          <b>
            <Trans>{address} can log in.</Trans>
          </b>{' '}
          <Trans>Two things are left: connect your own program, and invite someone to talk to.</Trans>
        </>
      }
      go={
        <>
          <Button kind="quiet" icon={House} onPress={() => void leave.run('/')}>
            <Trans>Go to Home</Trans>
          </Button>
          <Button
            kind="primary"
            icon={UserPlus}
            busy={leave.busy && <Trans>Opening…</Trans>}
            onPress={() => void leave.run('/people?add')}
          >
            <Trans>Add your first colleague</Trans>
          </Button>
        </>
      }
    >
      <Card title={<Trans>Note this now</Trans>}>
        <Stack gap="m">
          <Values
            rows={[{ name: t`Your address`, value: address }]}
            copyLabel={(name) => t`Copy the value of ${name}`}
          />
          {setup.password !== null ? (
            <>
              <Secret
                value={setup.password}
                label={<Trans>Your password</Trans>}
                copyLabel={t`Copy the password`}
              />
              <p className="small muted">
                <Trans>The password is shown here for the last time.</Trans>
              </p>
            </>
          ) : (
            <Banner kind="info">
              <Trans>
                The password was shown on the page “Administrator” and is kept nowhere. If it is lost, make a
                new one under People.
              </Trans>
            </Banner>
          )}
        </Stack>
      </Card>
      <Card title={<Trans>Let this computer trust it</Trans>}>
        <Stack gap="s">
          <p className="small muted">
            <Trans>
              Your certificate comes from your own authority, which programs do not know yet. The next page
              has the steps for each kind of computer, and the settings for each program.
            </Trans>
          </p>
          <Row>
            <Button
              icon={ShieldCheck}
              onPress={() => void leave.run(`/connect?person=${encodeURIComponent(address)}`)}
            >
              <Trans>Connect your program, and trust the certificate</Trans>
            </Button>
          </Row>
        </Stack>
      </Card>
      <Coach />
      {leave.problem && <ProblemNote problem={leave.problem} />}
    </SetupFrame>
  );
}
