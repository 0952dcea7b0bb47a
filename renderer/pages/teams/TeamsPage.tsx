/**
 * Teams: people who have each other on their contact lists, with a room. One of them, or a new one, beside the list.
 */
import { Plural, Trans } from '@lingui/react/macro';
import { UsersRound } from 'lucide-react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { Team } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Page, Row, Stack } from '../../components/Page.tsx';
import { Split } from '../../components/Split.tsx';
import { PeopleTabs } from '../../frame/PeopleTabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { AddTeam } from './AddTeam.tsx';
import { TeamDrawer } from './TeamDrawer.tsx';
import { TeamsTable } from './TeamsTable.tsx';

export function TeamsPage() {
  const stores = useStores();
  const teams = useResource(stores.teams);
  const [params] = useSearchParams();
  const { id } = useParams();
  const adding = params.has('add');
  const open = adding || id !== undefined;
  return (
    <Split drawer={adding ? <AddTeam /> : id !== undefined && <TeamDrawer key={id} id={id} />}>
      <Page wide title={<Trans>People</Trans>} lead={<Lead teams={latest(teams)} />}>
        <PeopleTabs />
        <Shown of={teams} onRetry={() => void stores.teams.load()}>
          {(value) => <List teams={value} selected={id ?? null} resting={open} />}
        </Shown>
      </Page>
    </Split>
  );
}

function List({ teams, selected, resting }: { teams: Team[]; selected: string | null; resting: boolean }) {
  const navigate = useNavigate();
  const sorted = teams.toSorted((a, b) => a.label.localeCompare(b.label));
  const add = (
    <Button
      kind={resting ? 'plain' : 'primary'}
      icon={UsersRound}
      onPress={() => void navigate('/people/teams?add')}
    >
      <Trans>Make a team</Trans>
    </Button>
  );
  return teams.length === 0 ? (
    <Empty icon={UsersRound} title={<Trans>No team yet.</Trans>} action={add}>
      <Trans>A team puts its people on each other’s contact lists and gives them a room of their own.</Trans>
    </Empty>
  ) : (
    <Stack gap="s">
      <Row>{add}</Row>
      <TeamsTable teams={sorted} selected={selected} />
    </Stack>
  );
}

function Lead({ teams }: { teams: Team[] | undefined }) {
  if (teams === undefined) return null;
  if (teams.length === 0) return <Trans>There is no team yet.</Trans>;
  return (
    <Plural
      value={teams.length}
      one="# team, kept in step with its room and with everybody’s contact list."
      other="# teams, kept in step with their rooms and with everybody’s contact list."
    />
  );
}
