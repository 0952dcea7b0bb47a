import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { ArrowLeft, Check, Clock, Pause } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { SkipLink } from '../../components/SkipLink.tsx';
import { LanguageChoice } from '../../frame/LanguageChoice.tsx';
import { LostBanner } from '../../frame/LostBanner.tsx';
import { TitleBar } from '../../frame/TitleBar.tsx';
import { ToastRegion } from '../../frame/ToastRegion.tsx';
import { ProblemNote } from '../../words/Shown.tsx';
import { back, isAfterApply, markOf, mayOpen, stepsOf } from './machine.ts';
import css from './SetupFrame.module.css';
import { STEPS } from './steps.ts';
import type { Answers } from './use-answers.ts';
import { useWaitingSteps } from './waiting.ts';

export type SetupFrameProps = {
  setup: Answers;
  title: ReactNode;
  lead: ReactNode;
  children: ReactNode;
  /** The one primary button of the step. */
  go?: ReactNode;
  /** No way back while the work is done, nor afterwards. */
  fixed?: boolean;
  /** A table needs the whole sheet. */
  wide?: boolean;
};

export function SetupFrame({
  setup,
  title,
  lead,
  children,
  go,
  fixed = false,
  wide = false,
}: SetupFrameProps) {
  const { i18n } = useLingui();
  const [leaving, setLeaving] = useState(false);
  const main = useRef<HTMLElement>(null);
  const foot = useRef<HTMLElement>(null);
  const before = back(setup.step);
  const beforeName = STEPS.find(({ step }) => step === before)?.name;
  const heading = useId();
  const name = STEPS.find(({ step }) => step === setup.step)?.name;
  const windowTitle = name ? `${i18n._(name)} · Chatelaine` : 'Chatelaine';
  useEffect(() => {
    document.title = windowTitle;
  }, [windowTitle]);
  // A new step is a new page for a reader: the focus goes into it, to its first field or to its beginning.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the step changes, and only then
  useEffect(() => {
    if (!main.current?.contains(document.activeElement)) main.current?.focus();
  }, [setup.step]);
  return (
    <div className={css.setup}>
      <TitleBar />
      <StepList setup={setup} fixed={fixed} />
      <main className={css.sheet} ref={main} tabIndex={-1} id="main" aria-labelledby={heading}>
        {wide && go && (
          <SkipLink onPress={() => toGo(foot.current)}>
            <Trans>Skip to the end of this step</Trans>
          </SkipLink>
        )}
        <div className={cx(css.scroll, wide && css.wide)}>
          <LostBanner />
          <header className={css.head}>
            <h1 id={heading}>{title}</h1>
            <p>{lead}</p>
          </header>
          {children}
          {setup.problem && <ProblemNote problem={setup.problem} />}
        </div>
        <footer className={css.foot} ref={foot}>
          {before && !fixed && (
            <Button kind="quiet" icon={ArrowLeft} onPress={() => setup.goTo(before)}>
              {beforeName ? i18n._(beforeName) : <Trans>Back</Trans>}
            </Button>
          )}
          <span className={css.push} />
          {!fixed && (
            <Button kind="quiet" onPress={() => setLeaving(true)}>
              <Trans>Finish later</Trans>
            </Button>
          )}
          {go}
        </footer>
      </main>
      <Dialog
        open={leaving}
        onClose={() => setLeaving(false)}
        title={<Trans>You can close this window</Trans>}
        actions={
          <Button kind="primary" autoFocus onPress={() => setLeaving(false)}>
            <Trans>Go on now</Trans>
          </Button>
        }
      >
        <p>
          <Trans>
            Everything you typed is kept. Open Chatelaine again whenever you like: you go on at this step.
          </Trans>
        </p>
        {setup.hasPassword && (
          <p>
            <Trans>
              Only the password is not written down anywhere. If Chatelaine itself is stopped meanwhile, you
              choose it again.
            </Trans>
          </p>
        )}
      </Dialog>
      <ToastRegion />
    </div>
  );
}

/** The button that goes on is the last of the step, after every line with its copy buttons. */
const toGo = (foot: HTMLElement | null): void =>
  [...(foot?.querySelectorAll<HTMLElement>('button') ?? [])].at(-1)?.focus();

function StepList({ setup, fixed }: { setup: Answers; fixed: boolean }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const facts = { answers: setup.answers, hasPassword: setup.hasPassword };
  const waiting = useWaitingSteps(isAfterApply(setup.step));
  const steps = STEPS.filter(({ step }) => stepsOf(setup.answers).includes(step));
  const total = steps.length;
  const at = steps.findIndex(({ step }) => step === setup.step);
  // The last step asks nothing: arriving there is having done it.
  const now = setup.step === 'done' ? total : at;
  return (
    <nav className={css.steps} aria-label={t`Setting up`}>
      <div className={css.where}>
        <div className={css.meter} role="img" aria-label={t`${now} of ${total} steps done`}>
          {steps.map(({ step }) => (
            <i key={step} className={css[markOf(step, setup.step, waiting)]} />
          ))}
        </div>
        <Trans>
          {now} of {total} done
        </Trans>
      </div>
      <ol>
        {steps.map(({ step, name, answer, time }, index) => {
          const mark = markOf(step, setup.step, waiting);
          const past = mark === 'done' || mark === 'waiting';
          const isDone = mark === 'done' || (step === 'done' && mark === 'current');
          // Done steps can be opened again; later ones only by going on, so that nothing is skipped unseen.
          const open = !fixed && past && mayOpen(step, setup.step, facts);
          return (
            <li key={step} className={css[mark]}>
              <button
                type="button"
                disabled={!open}
                aria-current={mark === 'current' ? 'step' : undefined}
                onClick={() => setup.goTo(step)}
              >
                <span className={css.n}>
                  {isDone ? (
                    <Icon of={Check} size="s" />
                  ) : mark === 'waiting' ? (
                    <Icon of={Clock} size="s" />
                  ) : (
                    index + 1
                  )}
                </span>
                <b>{i18n._(name)}</b>
                <small className={cx(mark === 'done' && css.answer)}>
                  {mark === 'done'
                    ? (answer?.(setup.answers) ?? '')
                    : mark === 'waiting'
                      ? t`waiting`
                      : i18n._(time)}
                  {mark === 'done' && <span className="sr"> {t`(done)`}</span>}
                </small>
              </button>
            </li>
          );
        })}
      </ol>
      <div className={css.note}>
        {!fixed && (
          <p>
            <Icon of={Pause} />
            <span>
              <Trans>Stop whenever you like. Everything is kept, and nothing is half done.</Trans>
            </span>
          </p>
        )}
        <LanguageChoice />
      </div>
    </nav>
  );
}
