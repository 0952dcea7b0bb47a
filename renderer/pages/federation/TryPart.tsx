import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { PlugZap, Square } from 'lucide-react';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Progress, type ProgressState } from '../../components/Progress.tsx';
import { CODE_WORDS, menderWord, stepWord } from '../../words/federation.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { Technical } from './Technical.tsx';
import type { Trying } from './use-try.ts';
import { STEPS } from './use-try.ts';

/** The steps of a try as they really go; what failed says so beside its step, with what to do. */
export function TryProgress({ trying }: { trying: Trying }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { state, steps, domain } = trying;
  if (state === 'idle') return null;
  const words: Record<ProgressState, string> = {
    waiting: t`waits`,
    running: t`under way`,
    done: t`done`,
    failed: t`did not work`,
    undone: t`not done`,
  };
  const over = state !== 'running';
  const failed = steps.some(({ ok }) => !ok);
  const total = steps.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <Stack gap="m">
      <Progress
        label={t`Progress`}
        steps={STEPS.map((step, index) => {
          const ended = steps[index];
          const now: ProgressState = ended
            ? ended.ok
              ? 'done'
              : 'failed'
            : index === steps.length && !over && !failed
              ? 'running'
              : 'waiting';
          const problem = ended?.problem;
          return {
            id: step,
            state: now,
            title: i18n._(stepWord(step)),
            stateWord: ended?.ok ? `${Math.round(ended.ms)} ms` : over && !ended ? t`not done` : words[now],
            detail: ended?.ok ? ended.detail && <span className="mono small">{ended.detail}</span> : null,
            problem: problem && (
              <Stack gap="s">
                <p>
                  <b>{i18n._(CODE_WORDS[problem.code].what)}</b> {i18n._(CODE_WORDS[problem.code].next)}
                </p>
                <p className="small muted">{i18n._(menderWord(problem.who))}.</p>
                <Technical problem={problem} />
              </Stack>
            ),
          };
        })}
      />
      {state === 'done' && trying.ok && (
        <Banner kind="ok" live>
          <Reached domain={domain} ms={Math.round(total)} />
        </Banner>
      )}
      {state === 'done' && !trying.ok && (
        <p role="status" className="sr">
          <Trans>The try has stopped.</Trans>
        </p>
      )}
      {trying.problem && <ProblemNote problem={trying.problem} />}
    </Stack>
  );
}

const Reached = ({ domain, ms }: { domain: string; ms: number }) => (
  <Trans>
    <b>{domain} can be reached.</b> It answered after {ms} ms, all steps together.
  </Trans>
);

/** Start and stop in one place. */
export function TryButtons({
  trying,
  onTry,
  missing = null,
  primary = false,
}: {
  trying: Trying;
  onTry(): void;
  /** Why it cannot be tried yet. */
  missing?: string | null;
  primary?: boolean;
}) {
  return (
    <Row>
      {trying.state === 'running' ? (
        <Button icon={Square} onPress={trying.stop}>
          <Trans>Stop trying</Trans>
        </Button>
      ) : (
        <Button kind={primary ? 'primary' : 'plain'} icon={PlugZap} disabledBecause={missing} onPress={onTry}>
          {trying.state === 'idle' ? <Trans>Try it now</Trans> : <Trans>Try it again</Trans>}
        </Button>
      )}
    </Row>
  );
}
