import { Trans, useLingui } from '@lingui/react/macro';
import { UsersRound } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Team } from '../../api/types.ts';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerAddress, Sections } from '../../components/DrawerParts.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Tile } from '../../components/Pill.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { DeleteTeam } from './DeleteTeam.tsx';
import { Members } from './Members.tsx';
import { RenameTeam } from './RenameTeam.tsx';

export function TeamDrawer({ id }: { id: string }) {
  const navigate = useNavigate();
  const stores = useStores();
  const teams = latest(useResource(stores.teams));
  const team = teams?.find((candidate) => candidate.id === id);
  const close = () => void navigate('/people/teams');
  if (teams === undefined) return null;
  if (team === undefined) {
    return (
      <Drawer title={id} onClose={close}>
        <ProblemNote problem={{ code: 'team.unknown', data: {} }} />
      </Drawer>
    );
  }
  return <Open team={team} onClose={close} />;
}

function Open({ team, onClose }: { team: Team; onClose(): void }) {
  const { t } = useLingui();
  const { label, room } = team;
  return (
    <Drawer
      title={label}
      subtitle={
        room === null ? (
          <Trans>This team has no room.</Trans>
        ) : (
          <DrawerAddress value={room} copyLabel={t`Copy the address of the room of ${label}`} />
        )
      }
      lead={
        <Tile tone="info" large>
          <Icon of={UsersRound} />
        </Tile>
      }
      onClose={onClose}
    >
      <Tabs
        label={t`About ${label}`}
        tabs={[
          { id: 'members', title: <Trans>Who is in it</Trans>, content: <Members team={team} /> },
          {
            id: 'team',
            title: <Trans>Team</Trans>,
            content: (
              <Sections>
                <RenameTeam key={label} team={team} />
                <DeleteTeam team={team} />
              </Sections>
            ),
          },
        ]}
      />
    </Drawer>
  );
}
