import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { RoomDetails } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { roomName } from '../../words/rooms.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { useRoomChange } from './use-room-change.ts';

/** In the clear on purpose: it is told to colleagues, and programs keep it for them. */
export function PasswordPart({ room }: { room: RoomDetails }) {
  const { t } = useLingui();
  const [typed, setPassword] = useState<string | null>(null);
  const password = typed ?? room.password;
  const { busy, problem, change } = useRoomChange(room);
  const name = roomName(room);
  const save = async () => {
    const said =
      password === '' ? t`The room needs no password any more.` : t`The room’s password was changed.`;
    if (await change({ password }, said)) setPassword(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== room.password) void save();
      }}
    >
      <Stack gap="s">
        <TextField
          label={<Trans>Password of the room</Trans>}
          value={password}
          onChange={setPassword}
          mono
          maxLength={200}
          help={
            <Trans>
              Most rooms need none. With one, everybody types it once to enter; it is shown here so that you
              can tell it.
            </Trans>
          }
          end={
            room.password !== '' &&
            password === room.password && (
              <CopyButton value={room.password} label={t`Copy the password of ${name}`} />
            )
          }
        />
        {password !== room.password && (
          <Row>
            <Button type="submit" size="s" busy={busy && <Trans>Changing…</Trans>}>
              {password === '' ? <Trans>Take the password away</Trans> : <Trans>Set this password</Trans>}
            </Button>
          </Row>
        )}
        {problem && <ProblemNote problem={problem} />}
      </Stack>
    </form>
  );
}
