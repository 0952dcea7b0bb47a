/**
 * What was changed, when, and how to go back: by day, the newest first.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { History } from 'lucide-react';
import { useState } from 'react';
import type { ShownChange } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Page, Stack } from '../../components/Page.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { ChangeRow } from './ChangeRow.tsx';

/** As many as the store asks for. */
const PAGE = 100;

export function HistoryPage() {
  const { changes } = useStores();
  const newest = useResource(changes);
  return (
    <Page
      title={<Trans>History</Trans>}
      lead={
        <Trans>
          What was changed here and by whom, the newest first. Where there is a way back, it is beside the
          change.
        </Trans>
      }
    >
      <Shown of={newest} onRetry={() => void changes.load()}>
        {(value) => (value.length > 0 ? <Days newest={value} /> : <Nothing />)}
      </Shown>
    </Page>
  );
}

function Days({ newest }: { newest: readonly ShownChange[] }) {
  const { connection } = useStores();
  const [older, setOlder] = useState<readonly ShownChange[]>([]);
  const [ended, setEnded] = useState(newest.length < PAGE);
  const last = older.at(-1) ?? newest.at(-1);
  const more = useAction(async () => {
    const page = await connection.client().app.changes({ before: last?.id ?? null, limit: PAGE });
    setOlder([...older, ...page]);
    setEnded(page.length < PAGE);
  });
  // What came while the page was open has moved the last of the newest into the older ones.
  const seen = new Set(newest.map(({ id }) => id));
  const all = [...newest, ...older.filter(({ id }) => !seen.has(id))];
  return (
    <Stack>
      {byDay(all).map(([day, changes]) => (
        <Day key={day} at={changes[0]!.at} changes={changes} />
      ))}
      {more.problem && <ProblemNote problem={more.problem} />}
      {!ended && (
        <Button busy={more.busy && <Trans>Looking…</Trans>} onPress={() => void more.run()}>
          <Trans>Show what was before</Trans>
        </Button>
      )}
    </Stack>
  );
}

function Day({ at, changes }: { at: number; changes: readonly ShownChange[] }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const sameYear = new Date(at).getFullYear() === new Date().getFullYear();
  const words = sameYear ? format.weekday(at) : format.date(at);
  return (
    <Card title={words.slice(0, 1).toLocaleUpperCase(i18n.locale) + words.slice(1)}>
      <Facts>
        {changes.map((change) => (
          <ChangeRow key={change.id} change={change} />
        ))}
      </Facts>
    </Card>
  );
}

function byDay(changes: readonly ShownChange[]): [string, ShownChange[]][] {
  const days = new Map<string, ShownChange[]>();
  for (const change of changes) {
    const day = new Date(change.at).toDateString();
    days.set(day, [...(days.get(day) ?? []), change]);
  }
  return [...days];
}

const Nothing = () => (
  <Card>
    <Empty icon={History} title={<Trans>Nothing was changed yet.</Trans>}>
      <Trans>From now on, every change is noted here with what was before.</Trans>
    </Empty>
  </Card>
);
