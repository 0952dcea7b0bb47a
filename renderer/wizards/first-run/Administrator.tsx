import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowRight, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FaceProblem } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { Secret } from '../../components/Secret.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { proposeUsername } from '../../words/login.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './Administrator.module.css';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

/** The first person: they look after the server, and chat like everyone else. */
export function Administrator(setup: Answers) {
  const { t } = useLingui();
  const { answers, update } = setup;
  const { displayName, username } = answers.admin;
  // The address follows the name until someone types another one.
  const follows = username === '' || username === proposeUsername(displayName);
  const missing =
    username.trim() === ''
      ? t`Type your name first.`
      : !setup.hasPassword
        ? t`The password is still missing.`
        : null;
  return (
    <SetupFrame
      setup={setup}
      title={<Trans>Who looks after it?</Trans>}
      lead={<Trans>The first person on the server, most likely you. Others can be added afterwards.</Trans>}
      go={
        <Button
          kind="primary"
          iconAfter={ArrowRight}
          disabledBecause={missing}
          onPress={() => setup.goTo('summary')}
        >
          <Trans>Go on</Trans>
        </Button>
      }
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (missing === null) setup.goTo('summary');
        }}
      >
        <TextField
          label={<Trans>First and last name</Trans>}
          value={displayName}
          onChange={(name) =>
            update({ admin: { displayName: name, username: follows ? proposeUsername(name) : username } })
          }
          maxLength={200}
          autoFocus
          autoComplete="name"
          help={<Trans>As colleagues know you.</Trans>}
        />
        <TextField
          label={<Trans>Address</Trans>}
          value={username}
          onChange={(name) => update({ admin: { displayName, username: name } })}
          mono
          suffix={`@${answers.domain}`}
          help={<Trans>Short and easy to say. It cannot be changed later.</Trans>}
        />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      <Password setup={setup} />
    </SetupFrame>
  );
}

function Password({ setup }: { setup: Answers }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const { hasPassword, password, setPassword } = setup;
  const [kind, setKind] = useState<'proposed' | 'chosen'>('proposed');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<FaceProblem | null>(null);
  const propose = useAction(async () => {
    const made = await connection.client().setup.suggestPassword();
    setProblem(await setPassword(made.password));
  });
  const { run } = propose;
  // A first one without being asked; one that is kept already is left in force.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the step opens
  useEffect(() => {
    if (!hasPassword) void run();
  }, []);
  const choose = (next: 'proposed' | 'chosen') => {
    setKind(next);
    setProblem(null);
    if (next === 'proposed') void run();
    else void setPassword(null);
  };
  const chosen = async () => setProblem(typed === '' ? null : await setPassword(typed));
  return (
    <Stack gap="m">
      <div>
        <h2 className={css.title}>
          <Trans>Password</Trans>
        </h2>
        <Segmented
          label={t`Password`}
          value={kind}
          onChange={choose}
          options={[
            { id: 'proposed', label: <Trans>Made by Chatelaine</Trans> },
            { id: 'chosen', label: <Trans>Chosen by you</Trans> },
          ]}
        />
      </div>
      {kind === 'proposed' ? (
        <>
          {password !== null ? (
            <Secret value={password} label={<Trans>Your password</Trans>} copyLabel={t`Copy the password`} />
          ) : (
            hasPassword && (
              <Banner kind="info">
                <Trans>
                  A password is kept from before. It cannot be shown again; make another one if you did not
                  note it.
                </Trans>
              </Banner>
            )
          )}
          <Row>
            <Button
              size="s"
              icon={RefreshCw}
              busy={propose.busy && <Trans>Making it…</Trans>}
              onPress={() => void run()}
            >
              <Trans>Make another one</Trans>
            </Button>
          </Row>
          <p className="small muted">
            <Trans>Note it now. You see it once more at the end, then never again.</Trans>
          </p>
        </>
      ) : (
        <PasswordField
          label={<Trans>Your password</Trans>}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            // Long enough to be worth asking; the verdict on a short one waits until the field is left.
            if ([...value].length >= 8) void setPassword(value).then(setProblem);
          }}
          onBlur={() => void chosen()}
          help={<Trans>Four words in a row are good: long, and easy to remember.</Trans>}
        />
      )}
      {(problem ?? propose.problem) && <ProblemNote problem={(problem ?? propose.problem)!} />}
    </Stack>
  );
}
