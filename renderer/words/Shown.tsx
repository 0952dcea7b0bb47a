/**
 * The one way to draw something that takes time: the old answer stays, a failure stands beside it with its next step.
 */
import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { CircleX, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FaceProblem } from '../api/types.ts';
import { Button } from '../components/Button.tsx';
import { Code } from '../components/Code.tsx';
import { Fold } from '../components/Fold.tsx';
import { Icon } from '../components/Icon.tsx';
import type { Async } from '../stores/async.ts';
import { latest } from '../stores/async.ts';
import { problemLines, problemWords } from './problems.ts';
import css from './Shown.module.css';

export type ShownProps<T> = { of: Async<T>; children: (value: T) => ReactNode; onRetry?: () => void };

export function Shown<T>({ of: async, children, onRetry }: ShownProps<T>) {
  const value = latest(async);
  return (
    <>
      {async.state === 'failed' && (
        <div className={value === undefined ? undefined : css.above}>
          <ProblemNote problem={async.problem} onRetry={onRetry} />
        </div>
      )}
      {value !== undefined ? children(value) : async.state !== 'failed' && <Looking />}
    </>
  );
}

/** Before the first answer. Never a full-page spinner. */
export function Looking() {
  return (
    <p className={css.looking} role="status">
      <Icon of={LoaderCircle} className={css.live} />
      <Trans>Looking…</Trans>
    </p>
  );
}

export type ProblemNoteProps = { problem: FaceProblem; onRetry?: () => void; action?: ReactNode };

/** A refused call, beside what was tried: what happened, what to do, and the raw lines one click deeper. */
export function ProblemNote({ problem, onRetry, action }: ProblemNoteProps) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { what, next } = problemWords(problem, i18n.locale);
  const lines = problemLines(problem);
  return (
    <div className={css.note} role="alert">
      <div className={css.top}>
        <Icon of={CircleX} />
        <div className={css.words}>
          <b>{what}</b> <span>{next}</span>
        </div>
        {action}
        {onRetry && (
          <Button size="s" onPress={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        )}
      </div>
      {lines.length > 0 && (
        <Fold title={<Trans>As it was written</Trans>} flush>
          <Code lines={lines} label={t`As it was written`} copyLabel={t`Copy these lines`} />
        </Fold>
      )}
    </div>
  );
}
