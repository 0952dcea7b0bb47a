import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import type { HistoryAnswer, HistoryPreview, KeepDays } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Select } from '../../components/Select.tsx';
import { useResource } from '../../stores/async.ts';
import { useLookBefore } from '../../stores/look-before.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

/** Days to choose from; 0 is for good. */
const CHOICES = [0, 3653, 1826, 1096, 730, 365, 183, 92, 31];

export function HistorySection() {
  const stores = useStores();
  const history = useResource(stores.history);
  return (
    <Card title={<Trans>How long messages are kept</Trans>}>
      <Shown of={history} onRetry={() => void stores.history.load()}>
        {(value) => <Choices answer={value} />}
      </Shown>
    </Card>
  );
}

function Choices({ answer: { keep, oldest } }: { answer: HistoryAnswer }) {
  const { t } = useLingui();
  const { connection, history } = useStores();
  const asked = useLookBefore<KeepDays, HistoryPreview>({
    now: keep,
    isSame: (one, other) => one.people === other.people && one.rooms === other.rooms,
    preview: async (next) => await connection.client().history.preview(next),
    takesAway: ({ remove }) => remove.people + remove.rooms > 0,
    async set(next) {
      await connection.client().history.set(next);
      await history.load();
    },
    said: {
      changed: t`How long messages are kept was changed.`,
      removed: t`The older messages are removed.`,
    },
  });
  const { choose } = asked;
  return (
    <>
      <SettingRow name={<Trans>Conversations</Trans>} help={<Oldest at={oldest.people} />}>
        <Days
          label={t`How long conversations are kept`}
          value={keep.people}
          onChange={(people) => void choose({ ...keep, people })}
        />
      </SettingRow>
      <SettingRow name={<Trans>Rooms</Trans>} help={<Oldest at={oldest.rooms} />}>
        <Days
          label={t`How long messages in rooms are kept`}
          value={keep.rooms}
          onChange={(rooms) => void choose({ ...keep, rooms })}
        />
      </SettingRow>
      <p className="small muted">
        <Trans>
          On the server. It is what a new phone, or one that was away, can read again. What is on people’s own
          devices is theirs.
        </Trans>
      </p>
      {asked.problem && <ProblemNote problem={asked.problem} />}
      <ConfirmDialog
        open={asked.loss !== null}
        onClose={asked.cancel}
        title={<Trans>Remove older messages for good?</Trans>}
        keep={<Trans>Keep them</Trans>}
        act={<Trans>Remove them</Trans>}
        icon={Trash2}
        busy={asked.busy && <Trans>Removing…</Trans>}
        onConfirm={() => void asked.confirm()}
        problem={asked.confirmProblem && <ProblemNote problem={asked.confirmProblem} />}
      >
        {asked.loss && <Loss preview={asked.loss} />}
        <p>
          <Trans>This cannot be undone. People’s own devices keep what they have.</Trans>
        </p>
      </ConfirmDialog>
    </>
  );
}

/** What would go, counted and dated. */
function Loss({ preview: { remove, before, oldest } }: { preview: HistoryPreview }) {
  const format = useFormat();
  const date = (at: number | null) => (at === null ? '' : format.date(at));
  const [limitPeople, firstPeople] = [date(before.people), date(oldest.people)];
  const [limitRooms, firstRooms] = [date(before.rooms), date(oldest.rooms)];
  return (
    <>
      {remove.people > 0 && (
        <p>
          <Plural
            value={remove.people}
            one={`# message in conversations, older than ${limitPeople}, would go. It is from ${firstPeople}.`}
            other={`# messages in conversations, older than ${limitPeople}, would go, the oldest from ${firstPeople}.`}
          />
        </p>
      )}
      {remove.rooms > 0 && (
        <p>
          <Plural
            value={remove.rooms}
            one={`# message in rooms, older than ${limitRooms}, would go. It is from ${firstRooms}.`}
            other={`# messages in rooms, older than ${limitRooms}, would go, the oldest from ${firstRooms}.`}
          />
        </p>
      )}
    </>
  );
}

function Oldest({ at }: { at: number | null }) {
  const format = useFormat();
  if (at === null) return null;
  const date = format.date(at);
  return <Trans>The oldest is from {date}.</Trans>;
}

function Days({ label, value, onChange }: { label: string; value: number; onChange(days: number): void }) {
  const { t } = useLingui();
  const format = useFormat();
  // Set elsewhere to something else: it is shown as it is.
  const choices = CHOICES.includes(value) ? CHOICES : [...CHOICES, value].sort((a, b) => b - a);
  const word = (days: number) => (days === 0 ? t`For good` : format.days(days));
  return (
    <Select
      label={<span className="sr">{label}</span>}
      value={String(value)}
      onChange={(id) => onChange(Number(id))}
      options={choices.map((days) => ({ id: String(days), label: word(days) }))}
    />
  );
}
