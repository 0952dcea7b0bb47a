/** How far an update is: its steps by name, a percentage beside megabytes only. */
import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import type { UpdatesAnswer } from '../../api/types.ts';
import { Progress, type ProgressState } from '../../components/Progress.tsx';
import { useFormat } from '../../words/format.ts';
import { STEP_WORDS, STEPS, stepOf } from '../../words/updates.ts';

export function Steps({ state }: { state: UpdatesAnswer['state'] }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const at = STEPS.indexOf(stepOf(state) ?? 'downloading');
  const words: Record<'done' | 'running' | 'waiting', string> = {
    done: t`done`,
    running: t`now`,
    waiting: t`to come`,
  };
  const steps = STEPS.map((id, index) => {
    const how = index < at ? 'done' : index === at ? 'running' : 'waiting';
    const isFetching = id === 'downloading' && state.state === 'downloading';
    return {
      ...{ id, state: how as ProgressState, stateWord: words[how], title: i18n._(STEP_WORDS[id]) },
      detail: isFetching ? (
        <Fetched done={format.bytes(state.doneBytes)} all={format.bytes(state.offer.bytes ?? 0)} />
      ) : undefined,
    };
  });
  return <Progress steps={steps} label={t`How far the update is`} />;
}

const Fetched = ({ done, all }: { done: string; all: string }) => (
  <Trans>
    {done} of {all}
  </Trans>
);
