import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { ArrowRight, CircleCheck } from 'lucide-react';
import { useRef } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { problemWords } from '../../words/problems.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './Address.module.css';
import { PortFields } from './PortFields.tsx';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

/** The name for trying it on this network only. Checked on leaving the field, never while typing. */
export function Address(setup: Answers) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection } = useStores();
  const { answers, update } = setup;
  const check = useAction(async (value: string) => {
    const { domain } = await connection.client().setup.checkDomain({ value });
    if (domain !== answers.domain) update({ domain });
    return domain;
  });
  const problem = check.problem;
  const refused = problem?.code === 'domain.invalid' ? problemWords(problem, i18n.locale) : null;
  const suggestion = problem?.code === 'domain.invalid' ? problem.data.suggestion : undefined;
  const checked =
    check.async.state === 'done' && check.async.value === answers.domain ? check.async.value : null;
  const samePorts = answers.ports.starttls === answers.ports.direct;
  // WHY an action of its own: pressing "Go on" also leaves the field, whose check is then under way already. It must
  // neither swallow the press nor make the button busy under the finger.
  const leaving = useRef<Promise<unknown> | null>(null);
  const goOn = useAction(async () => {
    await leaving.current;
    if ((await check.run(answers.domain)) !== undefined) setup.goTo('administrator');
  });
  return (
    <SetupFrame
      setup={setup}
      title={<Trans>What is this network’s chat called?</Trans>}
      lead={
        <Trans>
          It stands after the @ in everyone’s address. The proposed name is the one this computer announces on
          your network.
        </Trans>
      }
      go={
        <Button
          kind="primary"
          iconAfter={ArrowRight}
          busy={goOn.busy && <Trans>Checking…</Trans>}
          disabledBecause={samePorts ? t`The two ports must differ.` : null}
          onPress={() => void goOn.run()}
        >
          <Trans>Go on</Trans>
        </Button>
      }
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void goOn.run();
        }}
      >
        <TextField
          label={<Trans>Name on this network</Trans>}
          value={answers.domain}
          onChange={(domain) => {
            check.reset();
            update({ domain });
          }}
          onBlur={() => {
            if (answers.domain.trim() !== '') leaving.current = check.run(answers.domain);
          }}
          mono
          autoFocus
          inputMode="url"
          help={
            checked === null && !refused ? (
              <Trans>You can change it as long as nothing is set up.</Trans>
            ) : undefined
          }
          problem={
            refused && (
              <>
                {refused.what} {refused.next}
              </>
            )
          }
        />
        {suggestion && (
          <Row>
            <Button size="s" onPress={() => void check.run(suggestion)}>
              <Trans>Use {suggestion}</Trans>
            </Button>
          </Row>
        )}
        {checked !== null && (
          <p className={css.checked} role="status">
            <Icon of={CircleCheck} />
            <span>
              <Trans>
                Addresses will look like <b className="mono">sophie@{checked}</b>.
              </Trans>
            </span>
          </p>
        )}
        {problem && !refused && <ProblemNote problem={problem} />}
      </form>
      <Stack gap="m">
        <Banner kind="info">
          <Trans>
            <b>Good for a look around.</b> The name becomes part of every address, and can be reached on this
            network only.
          </Trans>
        </Banner>
        <Fold
          title={<Trans>Ports</Trans>}
          aside={`${answers.ports.starttls}, ${answers.ports.direct}`}
          open={samePorts}
        >
          <PortFields ports={answers.ports} onChange={(ports) => update({ ports })} />
        </Fold>
      </Stack>
    </SetupFrame>
  );
}
