import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerAddress } from '../../components/DrawerParts.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Tag, Tile } from '../../components/Pill.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { entryWord, roomLink, roomName } from '../../words/rooms.ts';
import { Shown } from '../../words/Shown.tsx';
import { AboutTab } from './AboutTab.tsx';
import { CloseTab } from './CloseTab.tsx';
import { MessagesTab } from './MessagesTab.tsx';
import { NowTab } from './NowTab.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { iconOf } from './RoomsTable.tsx';

export function RoomDrawer({ address }: { address: string }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const { rooms } = useStores();
  const [tab, setTab] = useState('about');
  const resource = rooms.room(address);
  const details = useResource(resource);
  // The list knows the name before the details are there.
  const listed = latest(useResource(rooms.list))?.rooms.find((room) => room.address === address);
  const room = latest(details) ?? listed;
  const name = room ? roomName(room) : address;
  return (
    <Drawer
      title={name}
      subtitle={
        <DrawerAddress value={address} copyLabel={t`Copy the address of ${name}`}>
          {room && <Tag>{i18n._(entryWord(room))}</Tag>}
        </DrawerAddress>
      }
      lead={
        room && (
          <Tile large tone="primary">
            <Icon of={iconOf(room)} size="l" />
          </Tile>
        )
      }
      onClose={() => void navigate('/rooms')}
      foot={
        <CopyButton size="m" value={roomLink(address)} label={t`Copy the link to ${name}`}>
          {t`Copy the link`}
        </CopyButton>
      }
    >
      <Shown of={details} onRetry={() => void resource.load()}>
        {(value) => (
          <Tabs
            label={t`About ${name}`}
            selected={tab}
            onSelect={setTab}
            tabs={[
              { id: 'about', title: <Trans>About</Trans>, content: <AboutTab key={address} room={value} /> },
              {
                id: 'people',
                title: <Trans>People</Trans>,
                content: <PeopleTab key={address} room={value} />,
              },
              { id: 'now', title: <Trans>There now</Trans>, content: <NowTab key={address} room={value} /> },
              {
                id: 'messages',
                title: <Trans>Messages</Trans>,
                content: <MessagesTab key={address} room={value} />,
              },
              { id: 'close', title: <Trans>Close</Trans>, content: <CloseTab key={address} room={value} /> },
            ]}
          />
        )}
      </Shown>
    </Drawer>
  );
}
