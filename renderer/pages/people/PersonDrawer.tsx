import { Trans, useLingui } from '@lingui/react/macro';
import { QrCode } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerAddress } from '../../components/DrawerParts.tsx';
import { Tag } from '../../components/Pill.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { LinesLink } from '../../parts/log-lines/LinesLink.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { AccountTab } from './AccountTab.tsx';
import { DevicesTab } from './DevicesTab.tsx';

export function PersonDrawer({ address }: { address: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const stores = useStores();
  const [tab, setTab] = useState('devices');
  const people = latest(useResource(stores.people));
  const person = people?.find((candidate) => candidate.address === address);
  const close = () => void navigate('/people');
  if (people === undefined) return null;
  if (person === undefined) {
    return (
      <Drawer title={address} onClose={close}>
        <ProblemNote problem={{ code: 'person.unknown', data: { address } }} />
      </Drawer>
    );
  }
  const name = nameOf(person);
  return (
    <Drawer
      title={name}
      subtitle={
        <DrawerAddress value={person.address} copyLabel={t`Copy the address of ${name}`}>
          {person.admin && <Tag tone="info">{t`Administrator`}</Tag>}
        </DrawerAddress>
      }
      lead={<Avatar name={name} large />}
      onClose={close}
      foot={
        <>
          <Button
            icon={QrCode}
            onPress={() => void navigate(`/connect?person=${encodeURIComponent(address)}`)}
          >
            <Trans>Settings for an app</Trans>
          </Button>
          <LinesLink query={{ person: address }} about={name} />
        </>
      }
    >
      <Tabs
        label={t`About ${name}`}
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: 'devices', title: <Trans>Devices</Trans>, content: <DevicesTab person={person} /> },
          {
            id: 'account',
            title: <Trans>Account</Trans>,
            content: <AccountTab key={address} person={person} />,
          },
        ]}
      />
    </Drawer>
  );
}
