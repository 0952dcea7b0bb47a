import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { ArrowRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { problemWords } from '../../words/problems.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './Address.module.css';
import { DomainPicture } from './DomainPicture.tsx';
import { DomainSurvey } from './DomainSurvey.tsx';
import { Moving } from './Moving.tsx';
import { PortFields } from './PortFields.tsx';
import { ReadAs } from './ReadAs.tsx';
import { SetupFrame } from './SetupFrame.tsx';
import type { Answers } from './use-answers.ts';

/**
 * What is typed, what we understood, and what is there already. Read on leaving the field, never while typing; what the DNS says is a
 * note and never a wall.
 */
export function Domain(setup: Answers) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection } = useStores();
  const { answers, update } = setup;
  const read = useAction(async (typed: string) => {
    const model = await connection.client().domains.read({ typed });
    // What was typed stays readable: accents and all. What counts is its form in DNS, which the manager makes again.
    if (model.display !== answers.domain) update({ domain: model.display });
    return model;
  });
  const { run } = read;
  // Coming back, or after a reload: what was typed before is shown as understood.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with what was there when the step opened
  useEffect(() => {
    if (answers.domain.trim() !== '') void run(answers.domain);
  }, [run]);
  const problem = read.problem;
  const refused = problem?.code === 'domain.invalid' ? problemWords(problem, i18n.locale) : null;
  const suggestion = problem?.code === 'domain.invalid' ? problem.data.suggestion : undefined;
  const model =
    read.async.state === 'done' && read.async.value.display === answers.domain ? read.async.value : null;
  const samePorts = answers.ports.starttls === answers.ports.direct;
  // WHY an action of its own: pressing "Go on" also leaves the field, whose check is then under way already. It must
  // neither swallow the press nor make the button busy under the finger.
  const leaving = useRef<Promise<unknown> | null>(null);
  const goOn = useAction(async () => {
    await leaving.current;
    if ((await run(answers.domain)) !== undefined) setup.goTo('administrator');
  });
  return (
    <SetupFrame
      setup={setup}
      title={<Trans>What is your domain?</Trans>}
      lead={
        <Trans>
          It stands after the @ in everyone’s address, as in your mail. Chat and mail get along under the same
          domain.
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
          label={<Trans>Your domain</Trans>}
          value={answers.domain}
          onChange={(domain) => {
            read.reset();
            update({ domain });
          }}
          onBlur={() => {
            if (answers.domain.trim() !== '' && model === null) leaving.current = run(answers.domain);
          }}
          mono
          autoFocus
          inputMode="url"
          placeholder="fabrik-martin.example"
          help={
            model === null && !refused ? (
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
            <Button size="s" onPress={() => void run(suggestion)}>
              <Trans>Use {suggestion}</Trans>
            </Button>
          </Row>
        )}
        {model && <ReadAs model={model} />}
        {problem && !refused && <ProblemNote problem={problem} />}
      </form>
      <Stack gap="m">
        {model ? (
          <>
            <DomainPicture model={model} />
            <DomainSurvey key={model.names.domain} domain={model.names.domain} />
            <Moving model={model} />
          </>
        ) : (
          <Banner kind="ok">
            <Trans>
              <b>Your mail and website stay as they are.</b> Chat gets names of its own beside them, and
              nothing is changed at your domain without your yes.
            </Trans>
          </Banner>
        )}
        <Fold
          title={<Trans>More: several domains, guests, ports</Trans>}
          aside={`${answers.ports.starttls}, ${answers.ports.direct}`}
          open={samePorts}
        >
          <Stack gap="m">
            <p className="small muted">
              <Trans>
                People under several domains, and guests without an account, are added later on the page
                Network: the first domain stays as it is, and nobody is disconnected.
              </Trans>
            </p>
            <PortFields ports={answers.ports} onChange={(ports) => update({ ports })} />
          </Stack>
        </Fold>
      </Stack>
    </SetupFrame>
  );
}
