import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { RoomDetails, RoomOptions } from '../../api/types.ts';
import { Stack } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { ProblemNote } from '../../words/Shown.tsx';
import { useRoomChange } from './use-room-change.ts';

type Flag = { [K in keyof RoomOptions]: RoomOptions[K] extends boolean ? K : never }[keyof RoomOptions];

export type SwitchRow = { id: Flag; title: ReactNode; help: ReactNode };

/** What can be on or off about a room, in the words of people; the form for a new one shows the same. */
export const SWITCHES: readonly SwitchRow[] = [
  {
    id: 'keepsHistory',
    title: <Trans>Keep what is said</Trans>,
    help: (
      <Trans>
        So that people can read later what they missed. Off: nothing more is kept, and nobody can read what
        was kept before until it is on again.
      </Trans>
    ),
  },
  {
    id: 'listed',
    title: <Trans>Show in the list of rooms</Trans>,
    help: <Trans>Off: only those who know the address or are invited find it.</Trans>,
  },
  {
    id: 'membersMayInvite',
    title: <Trans>Members may invite colleagues</Trans>,
    help: <Trans>Counts where only members may enter: whoever is invited becomes one.</Trans>,
  },
  {
    id: 'everyoneSetsTopic',
    title: <Trans>Everybody may change the topic</Trans>,
    help: <Trans>Off: only those who run the room or help run it.</Trans>,
  },
  {
    id: 'moderated',
    title: <Trans>Only members may write</Trans>,
    help: <Trans>Everybody else reads along, and can ask in their program to be heard.</Trans>,
  },
];

export function RoomSwitches({ room }: { room: RoomDetails }) {
  const { t } = useLingui();
  const { problem, change } = useRoomChange(room);
  return (
    <Stack gap="m">
      {SWITCHES.map(({ id, title, help }) => (
        <div key={id}>
          <Switch isOn={room[id]} onChange={(isOn) => void change({ [id]: isOn }, t`The room was changed.`)}>
            {title}
          </Switch>
          <p className="small muted">{help}</p>
        </div>
      ))}
      {problem && <ProblemNote problem={problem} />}
    </Stack>
  );
}
