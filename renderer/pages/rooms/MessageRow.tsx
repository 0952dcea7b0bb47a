import { Trans, useLingui } from '@lingui/react/macro';
import { Undo2 } from 'lucide-react';
import type { RoomMessage } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { useNames } from '../../words/use-names.ts';
import css from './MessagesTab.module.css';

export function MessageRow({ message, onTakeBack }: { message: RoomMessage; onTakeBack(): void }) {
  const { t } = useLingui();
  const format = useFormat();
  const now = useNow(60_000);
  const names = useNames();
  const { nick, author, at, kind } = message;
  const when = format.moment(at, now);
  const who = nick || (author ? names(author) : t`The room`);
  return (
    <li className={css.message}>
      <Avatar name={who} />
      <div className={css.words}>
        <span className={css.head}>
          <b title={author}>{who}</b> <small className="num">{when}</small>
        </span>
        <Said message={message} />
      </div>
      {kind !== 'taken-back' && kind !== 'topic' && (
        <IconButton
          icon={Undo2}
          size="s"
          label={t`Take back what ${who} wrote, ${when}`}
          onPress={onTakeBack}
        />
      )}
    </li>
  );
}

function Said({ message }: { message: RoomMessage }) {
  const { text, kind, reason } = message;
  switch (kind) {
    case 'text':
      return <p className={css.text}>{text}</p>;
    case 'topic':
      return (
        <p className={css.note}>
          {text === '' ? <Trans>took the topic away</Trans> : <Trans>set the topic: “{text}”</Trans>}
        </p>
      );
    case 'encrypted':
      return (
        <p className={css.note}>
          <Trans>Encrypted between their programs; nobody else can read it.</Trans>
        </p>
      );
    case 'taken-back':
      return (
        <p className={css.note}>
          {reason === '' ? <Trans>Taken back.</Trans> : <Trans>Taken back: “{reason}”</Trans>}
        </p>
      );
    default:
      return assertNever(kind);
  }
}
