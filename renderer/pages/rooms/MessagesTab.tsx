import { Trans, useLingui } from '@lingui/react/macro';
import { BookOpen, MessageSquareOff } from 'lucide-react';
import { useState } from 'react';
import type { RoomDetails, RoomMessages } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { MessageRow } from './MessageRow.tsx';
import css from './MessagesTab.module.css';
import { TakeBack } from './TakeBack.tsx';

/** The newest first. Shown on demand only: it is what colleagues wrote to each other, and reading it is noted. */
export function MessagesTab({ room }: { room: RoomDetails }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const [shown, setShown] = useState<RoomMessages | null>(null);
  const [taking, setTaking] = useState<string | null>(null);
  const read = useAction(async (before: string | null) => {
    const page = await connection.client().rooms.messages({ address: room.address, before });
    setShown((so) =>
      before === null || so === null ? page : { ...page, messages: [...page.messages, ...so.messages] },
    );
    return true;
  });
  if (shown === null) {
    return (
      <Stack gap="s">
        <Empty icon={BookOpen} title={<Trans>What people wrote is theirs.</Trans>}>
          <Trans>
            Open it to take something back that should not be there. That you read it is noted in the history.
          </Trans>
        </Empty>
        <Row>
          <Button
            icon={BookOpen}
            busy={read.busy && <Trans>Opening…</Trans>}
            onPress={() => void read.run(null)}
          >
            <Trans>Show the last messages</Trans>
          </Button>
        </Row>
        {!room.keepsHistory && (
          <p className="small muted">
            <Trans>This room keeps nothing: only what was said since the server started is there.</Trans>
          </p>
        )}
        {read.problem && <ProblemNote problem={read.problem} />}
      </Stack>
    );
  }
  const { messages, oldest, more } = shown;
  const chosen = messages.find(({ id }) => id === taking);
  if (messages.length === 0)
    return <Empty icon={MessageSquareOff} title={<Trans>Nothing is kept of what was said here.</Trans>} />;
  return (
    <Stack gap="s">
      <ol className={css.list} aria-label={t`Messages`}>
        {messages.toReversed().map((message) => (
          <MessageRow key={message.id} message={message} onTakeBack={() => setTaking(message.id)} />
        ))}
      </ol>
      {more && (
        <Row>
          <Button size="s" busy={read.busy && <Trans>Opening…</Trans>} onPress={() => void read.run(oldest)}>
            <Trans>Show older ones</Trans>
          </Button>
        </Row>
      )}
      {read.problem && <ProblemNote problem={read.problem} />}
      {chosen && (
        <TakeBack
          room={room}
          message={chosen}
          onClose={() => setTaking(null)}
          onDone={(reason) => {
            setTaking(null);
            const gone = { kind: 'taken-back' as const, text: '', reason };
            setShown({
              ...shown,
              messages: messages.map((one) => (one.id === chosen.id ? { ...one, ...gone } : one)),
            });
          }}
        />
      )}
    </Stack>
  );
}
