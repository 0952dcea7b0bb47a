import { Trans, useLingui } from '@lingui/react/macro';
import { MessageSquarePlus, Users } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { RoomDetails } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { Values } from '../../components/Values.tsx';
import { roomLink, roomName } from '../../words/rooms.ts';
import { AddRoomForm } from './AddRoomForm.tsx';
import { pathTo } from './RoomsTable.tsx';

export function AddRoom() {
  const navigate = useNavigate();
  const [created, setCreated] = useState<RoomDetails | null>(null);
  // One drawer for the person at the desk, two for the code: the focus goes back to what opened the first.
  const [opener] = useState(() => document.activeElement);
  const close = () => void navigate('/rooms');
  return created === null ? (
    <AddRoomForm returnTo={opener} onCreated={setCreated} onClose={close} />
  ) : (
    <Created room={created} returnTo={opener} onAnother={() => setCreated(null)} onClose={close} />
  );
}

type CreatedProps = {
  room: RoomDetails;
  returnTo: Element | null;
  onAnother(): void;
  onClose(): void;
};

function Created({ room, returnTo, onAnother, onClose }: CreatedProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const name = roomName(room);
  return (
    <Drawer
      title={<Trans>“{name}” is open</Trans>}
      subtitle={room.address}
      returnTo={returnTo}
      onClose={onClose}
      foot={
        <>
          <Button kind="primary" icon={Users} onPress={() => void navigate(pathTo(room.address))}>
            <Trans>Look at the room</Trans>
          </Button>
          <Button icon={MessageSquarePlus} onPress={onAnother}>
            <Trans>Create another room</Trans>
          </Button>
        </>
      }
    >
      <p>
        {room.members > 1 ? (
          <Trans>Everybody you chose has an invitation in their program. Others come in by this link:</Trans>
        ) : (
          <Trans>Send this link to colleagues: it opens the room in their program.</Trans>
        )}
      </p>
      <Values
        rows={[
          { name: t`Link`, value: roomLink(room.address) },
          { name: t`Address`, value: room.address },
        ]}
        copyLabel={(field) => t`Copy the value of ${field}`}
      />
    </Drawer>
  );
}
