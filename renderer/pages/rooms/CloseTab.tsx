import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { DoorClosed } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { RoomDetails } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Dots } from '../../components/DrawerParts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { roomName } from '../../words/rooms.ts';
import { ProblemNote } from '../../words/Shown.tsx';

const NOWHERE = '';

/** There is no way back: what goes is said before, counted. */
export function CloseTab({ room }: { room: RoomDetails }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { connection, rooms, toasts } = useStores();
  const others = (latest(useResource(rooms.list))?.rooms ?? [])
    .filter(({ address }) => address !== room.address)
    .sort((a, b) => roomName(a).localeCompare(roomName(b)));
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [alternate, setAlternate] = useState(NOWHERE);
  const name = roomName(room);
  const close = useAction(async () => {
    await connection.client().rooms.close({
      address: room.address,
      reason: reason.trim() || undefined,
      alternate: alternate || undefined,
    });
    return true;
  });
  const confirm = async () => {
    if (!(await close.run())) return;
    setAsking(false);
    toasts.show(t`“${name}” was closed.`);
    await navigate('/rooms');
    void rooms.list.load();
  };
  return (
    <Stack gap="m">
      <p>
        <Trans>Closing takes the room away for everybody. There is no way back.</Trans>
      </p>
      <WhatGoes room={room} />
      <TextField
        label={<Trans>Why (those in the room see it)</Trans>}
        value={reason}
        onChange={setReason}
        maxLength={1000}
      />
      {others.length > 0 && (
        <Select
          label={<Trans>Where people meet from now on</Trans>}
          value={alternate}
          onChange={setAlternate}
          options={[
            { id: NOWHERE, label: t`Nowhere in particular` },
            ...others.map((other) => ({ id: other.address, label: roomName(other) })),
          ]}
        />
      )}
      <Row>
        <Button kind="danger" icon={DoorClosed} onPress={() => setAsking(true)}>
          <Trans>Close the room…</Trans>
        </Button>
      </Row>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Close “{name}” for good?</Trans>}
        keep={<Trans>Keep the room</Trans>}
        act={<Trans>Close for good</Trans>}
        icon={DoorClosed}
        busy={close.busy && <Trans>Closing…</Trans>}
        onConfirm={() => void confirm()}
        problem={close.problem && <ProblemNote problem={close.problem} />}
      >
        <p>
          <Trans>This cannot be undone. These go with the room:</Trans>
        </p>
        <WhatGoes room={room} />
        <p className="small">
          <Trans>
            What the programs of colleagues have kept stays with them. Accounts and other rooms are not
            touched.
          </Trans>
        </p>
      </ConfirmDialog>
    </Stack>
  );
}

function WhatGoes({ room }: { room: RoomDetails }) {
  return (
    <Dots>
      <li>
        <Plural
          value={room.messages}
          _0="no messages: none are kept"
          one="# message that is kept"
          other="# messages that are kept"
        />
      </li>
      <li>
        <Plural
          value={room.members}
          _0="its list of people: nobody"
          one="its list of people: # person"
          other="its list of people: # people"
        />
      </li>
      <li>
        <Plural
          value={room.now}
          _0="nobody has to leave: no one is there"
          one="# person who is there now has to leave"
          other="# people who are there now have to leave"
        />
      </li>
    </Dots>
  );
}
