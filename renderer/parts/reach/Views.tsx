import { Trans, useLingui } from '@lingui/react/macro';
import type { ReachState, ReachView } from '../../api/types.ts';
import { Code } from '../../components/Code.tsx';
import { Stack } from '../../components/Page.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { useReachWords } from '../../words/reach.ts';

/** Who looked, when, and what exactly came back. */
export function Views({ state: { views } }: { state: ReachState }) {
  return (
    <Stack gap="m">
      {views.map((view) => (
        <View key={`${view.from} ${view.name}`} view={view} />
      ))}
    </Stack>
  );
}

function View({ view }: { view: ReachView }) {
  const { t } = useLingui();
  const words = useReachWords();
  const format = useFormat();
  const now = useNow(60_000);
  const who = words.by({ from: view.from, by: view.name });
  const when = format.ago(view.at, now);
  const lines = view.cells.map(
    ({ id, address, verdict, because, evidence }) =>
      `${verdict} (${because})  ${evidence.length > 0 ? evidence.join('; ') : `${id} ${address}`}`,
  );
  return (
    <Stack gap="s">
      <p>
        <strong>
          <Trans>
            Seen by {who}, {when}
          </Trans>
        </strong>
      </p>
      {view.hairpin === 'no' && (
        <p className="small muted">
          <Trans>
            Your internet box does not lead a computer of the office back in by the public address. Many do
            not: it says nothing about the doors.
          </Trans>
        </p>
      )}
      <Code lines={lines} label={t`What was seen by ${who}`} copyLabel={t`Copy what was seen by ${who}`} />
    </Stack>
  );
}
