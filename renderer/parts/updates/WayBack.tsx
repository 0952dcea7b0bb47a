/** The version before, for seven days: what would go aside is said before anything is pressed. */
import { Plural, Trans } from '@lingui/react/macro';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { RollbackPreview, UpdatesAnswer } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { useConfirmed } from '../access/use-confirmed.tsx';

type Way = NonNullable<UpdatesAnswer['wayBack']>;

export function WayBack({ wayBack: { version, until } }: { wayBack: Way }) {
  const { updates, connection } = useStores();
  const format = useFormat();
  const [preview, setPreview] = useState<RollbackPreview | null>(null);
  const confirmed = useConfirmed();
  const look = useAction(async () => setPreview(await connection.client().updates.rollbackPreview()));
  const back = useAction(() =>
    confirmed.run(async () => {
      updates.replace(await connection.client().updates.rollback());
      setPreview(null);
    }),
  );
  const day = format.date(until);
  return (
    <div>
      <Button icon={Undo2} busy={look.busy && <Trans>Counting…</Trans>} onPress={() => void look.run()}>
        <Trans>Go back to {version}…</Trans>
      </Button>{' '}
      <Trans>Possible until {day}.</Trans>
      {look.problem && <ProblemNote problem={look.problem} />}
      {preview && (
        <ConfirmDialog
          open
          onClose={() => setPreview(null)}
          title={<Trans>Go back to version {version}?</Trans>}
          keep={<Trans>Stay with this one</Trans>}
          act={<Trans>Go back</Trans>}
          icon={Undo2}
          busy={back.busy && <Trans>Going back…</Trans>}
          onConfirm={() => void back.run()}
          problem={back.problem && <ProblemNote problem={back.problem} />}
        >
          <Lost preview={preview} />
        </ConfirmDialog>
      )}
      {confirmed.dialog}
    </div>
  );
}

function Lost({ preview: { puts, since } }: { preview: RollbackPreview }) {
  if (puts === 'program')
    return (
      <p>
        <Trans>
          Both versions read the same data: only the program goes back, and nothing is lost. Chatting pauses
          for about a minute.
        </Trans>
      </p>
    );
  const { people, messages } = since;
  return (
    <>
      <p>
        <Trans>
          The version before cannot read today’s data. What there was before the update comes back.
        </Trans>
      </p>
      <p>
        <Plural
          value={messages}
          one="# message written since goes aside,"
          other="# messages written since go aside,"
        />{' '}
        <Plural
          value={people}
          _0="and nobody who was added."
          one="and # person who was added."
          other="and # people who were added."
        />
      </p>
      <p>
        <Trans>
          That is not thrown away: a snapshot of today is made first, for the day this version comes back.
        </Trans>
      </p>
    </>
  );
}
