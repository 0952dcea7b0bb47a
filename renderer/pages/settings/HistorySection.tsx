import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { HistoryAnswer, HistoryPreview, KeepDays } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Select } from '../../components/Select.tsx';
import { useAction, useResource } from '../../stores/async.ts';
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

type Wish = { keep: KeepDays; preview: HistoryPreview };

function Choices({ answer: { keep, oldest } }: { answer: HistoryAnswer }) {
  const { t } = useLingui();
  const { connection, history, toasts } = useStores();
  const [wish, setWish] = useState<Wish | null>(null);
  const set = useAction(async (next: KeepDays) => {
    await connection.client().history.set(next);
    await history.load();
    return true;
  });
  const look = useAction(async (next: KeepDays) => await connection.client().history.preview(next));
  /** Counted first: only where nothing goes is it done at once, and can be taken back. */
  const choose = async (next: KeepDays) => {
    if (next.people === keep.people && next.rooms === keep.rooms) return;
    set.reset();
    const preview = await look.run(next);
    if (preview === undefined) return;
    if (preview.remove.people + preview.remove.rooms > 0) return setWish({ keep: next, preview });
    if (!(await set.run(next))) return;
    toasts.show(t`How long messages are kept was changed.`, async () => void (await set.run(keep)));
  };
  const confirm = async () => {
    if (wish === null || !(await set.run(wish.keep))) return;
    setWish(null);
    toasts.show(t`The older messages are removed.`);
  };
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
      {look.problem && <ProblemNote problem={look.problem} />}
      {set.problem && wish === null && <ProblemNote problem={set.problem} />}
      <Dialog
        grave
        open={wish !== null}
        onClose={() => setWish(null)}
        title={<Trans>Remove older messages for good?</Trans>}
        actions={
          <>
            <Button autoFocus onPress={() => setWish(null)}>
              <Trans>Keep them</Trans>
            </Button>
            <Button
              kind="danger"
              icon={Trash2}
              busy={set.busy && <Trans>Removing…</Trans>}
              onPress={() => void confirm()}
            >
              <Trans>Remove them</Trans>
            </Button>
          </>
        }
      >
        {wish && <Loss preview={wish.preview} />}
        <p>
          <Trans>This cannot be undone. People’s own devices keep what they have.</Trans>
        </p>
        {set.problem && <ProblemNote problem={set.problem} />}
      </Dialog>
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
