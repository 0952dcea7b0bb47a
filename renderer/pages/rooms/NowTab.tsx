import { Trans, useLingui } from '@lingui/react/macro';
import { DoorOpen, MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import type { RoomDetails } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Tag } from '../../components/Pill.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { useNames } from '../../words/use-names.ts';

type Occupant = RoomDetails['occupants'][number];

/** Who is in the room at this moment. */
export function NowTab({ room }: { room: RoomDetails }) {
  const { t } = useLingui();
  if (room.occupants.length === 0) {
    return (
      <Empty icon={MessagesSquare} title={<Trans>Nobody is in the room right now.</Trans>}>
        {room.keepsHistory && <Trans>Whoever comes in sees what was said before.</Trans>}
      </Empty>
    );
  }
  return (
    <Facts label={t`In the room now`}>
      {room.occupants
        .toSorted((a, b) => a.nick.localeCompare(b.nick))
        .map((occupant) => (
          <OccupantRow key={occupant.nick} room={room} occupant={occupant} />
        ))}
    </Facts>
  );
}

function OccupantRow({ room, occupant }: { room: RoomDetails; occupant: Occupant }) {
  const { t } = useLingui();
  const { connection, rooms, toasts } = useStores();
  const format = useFormat();
  const names = useNames();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const { nick, address, devices, role } = occupant;
  const name = names(address);
  const send = useAction(async () => {
    const out = { address: room.address, nick, reason: reason.trim() || undefined };
    rooms.room(room.address).replace(await connection.client().rooms.sendOut(out));
    return true;
  });
  const confirm = async () => {
    if (!(await send.run())) return;
    setAsking(false);
    toasts.show(t`${nick} was sent out of the room.`);
  };
  return (
    <>
      <Fact
        lead={<Avatar name={nick} />}
        small={
          <>
            {name !== nick && <>{name}, </>}
            {format.list(devices)}
          </>
        }
        action={
          <Button
            size="s"
            icon={DoorOpen}
            label={t`Send ${nick} out of the room`}
            onPress={() => setAsking(true)}
          >
            <Trans>Send out</Trans>
          </Button>
        }
      >
        {nick} {role === 'visitor' && <Tag>{t`reads along`}</Tag>}
      </Fact>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Send {nick} out?</Trans>}
        actions={
          <>
            <Button autoFocus onPress={() => setAsking(false)}>
              <Trans>Let them stay</Trans>
            </Button>
            <Button
              kind="danger"
              icon={DoorOpen}
              busy={send.busy && <Trans>Sending out…</Trans>}
              onPress={() => void confirm()}
            >
              <Trans>Send out now</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>
            {nick} leaves with all devices, and may come back at once. To prevent that, choose “Kept out”
            under “People”.
          </Trans>
        </p>
        <TextField
          label={<Trans>Why (those in the room see it)</Trans>}
          value={reason}
          onChange={setReason}
          maxLength={1000}
        />
        {send.problem && <ProblemNote problem={send.problem} />}
      </Dialog>
    </>
  );
}
