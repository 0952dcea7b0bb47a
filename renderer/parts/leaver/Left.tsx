/** Somebody who has left: how it stands, the copy to save, the way back. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Download, RefreshCw, Trash2, Undo2 } from 'lucide-react';
import type { FaceProblem, Leaver } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { offerBytes } from '../../components/offer-file.ts';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { RoomLine } from './RoomLine.tsx';

type Props = { leaver: Leaver; name: string; onDone?: (() => void) | undefined };

export function Left({ leaver, name, onDone }: Props) {
  const { t, i18n } = useLingui();
  const format = useFormat();
  const { connection, people, leavers, toasts } = useStores();
  const { address, state, removeAt, problem } = leaver;
  const since = format.date(leaver.leftAt);
  const until = removeAt === null ? '' : format.date(removeAt);
  const reload = () => Promise.all([people.load(), leavers.load()]);
  const back = useAction(async () => {
    await connection.client().leaving.back({ address });
    await reload();
    toasts.show(t`${name} is back and can log in again.`);
    onDone?.();
  });
  const again = useAction(async () => {
    const { successor } = leaver;
    const days = removeAt === null ? null : Math.max(1, Math.round((removeAt - Date.now()) / 86_400_000));
    const language = i18n.locale === 'fr' ? 'fr' : 'en';
    const wish = { address, successor, removeAfterDays: days, copy: leaver.wantsCopy, language } as const;
    await connection.client().leaving.start(wish);
    await reload();
  });
  const stays = leaver.rooms.filter(({ becomes }) => becomes === 'stays');
  return (
    <Stack gap="m">
      <Banner kind="info">
        {removeAt === null ? (
          <Trans>
            {name} left on {since}. The account stays, closed. You can bring {name} back at any time.
          </Trans>
        ) : (
          <Trans>
            {name} left on {since}. The account is removed on {until}. Until then you can bring {name} back.
          </Trans>
        )}
      </Banner>
      {state === 'closing' && <UnderWay leaver={leaver} />}
      {state === 'failed' && problem && (
        <ProblemNote
          problem={problem as FaceProblem}
          action={
            <Button
              size="s"
              icon={RefreshCw}
              busy={again.busy && <Trans>Going on…</Trans>}
              onPress={() => void again.run()}
            >
              <Trans>Go on</Trans>
            </Button>
          }
        />
      )}
      {stays.length > 0 && (
        <ul className="small">
          {stays.map((room) => (
            <RoomLine key={room.address} room={room} />
          ))}
        </ul>
      )}
      {leaver.copy && <SaveCopy leaver={leaver} />}
      <Row>
        <Button
          icon={Undo2}
          busy={back.busy && <Trans>Bringing back…</Trans>}
          disabledBecause={state === 'closing' ? t`First the closing ends.` : null}
          onPress={() => void back.run()}
        >
          <Trans>Bring {name} back</Trans>
        </Button>
      </Row>
      {back.problem && <ProblemNote problem={back.problem} />}
      {again.problem && <ProblemNote problem={again.problem} />}
    </Stack>
  );
}

function UnderWay({ leaver: { copying } }: { leaver: Leaver }) {
  const format = useFormat();
  const done = format.number(copying?.messages ?? 0);
  const of = format.number(copying?.of ?? 0);
  return (
    <p className="small" role="status">
      {copying && copying.of > 0 ? (
        <Trans>
          The doors are closed. The copy is being made: {done} of {of} messages.
        </Trans>
      ) : (
        <Trans>The doors are closed. Rooms, teams and the copy follow.</Trans>
      )}
    </p>
  );
}

function SaveCopy({ leaver: { address, copy } }: { leaver: Leaver }) {
  const format = useFormat();
  const { connection, leavers } = useStores();
  const save = useAction(async () => {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let name = '';
    for (let offset: number | null = 0; offset !== null; ) {
      const piece: { name: string; data: string; next: number | null } = await connection
        .client()
        .leaving.copy({ address, offset });
      pieces.push(Uint8Array.from(atob(piece.data), (letter) => letter.charCodeAt(0)));
      ({ name, next: offset } = piece);
    }
    offerBytes(name, 'application/zip', pieces);
  });
  const forget = useAction(async () => {
    await connection.client().leaving.forgetCopy({ address });
    await leavers.load();
  });
  const size = format.bytes(copy?.bytes ?? 0);
  return (
    <Stack gap="s">
      <Row>
        <Button icon={Download} busy={save.busy && <Trans>Fetching…</Trans>} onPress={() => void save.run()}>
          <Trans>Save the copy of their data ({size})</Trans>
        </Button>
        <Button
          kind="quiet"
          icon={Trash2}
          busy={forget.busy && <Trans>Removing…</Trans>}
          onPress={() => void forget.run()}
        >
          <Trans>Remove the copy</Trans>
        </Button>
      </Row>
      <p className="small muted">
        <Trans>It holds private messages: hand it to the person it is about, and to nobody else.</Trans>
      </p>
      {save.problem && <ProblemNote problem={save.problem} />}
    </Stack>
  );
}
