/**
 * Everyone with an address here: who is connected, and one person or the form for a new one beside the list.
 */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { UserPlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Filters } from '../../components/Filters.tsx';
import { Page, Row, Stack } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Split } from '../../components/Split.tsx';
import { PeopleTabs } from '../../frame/PeopleTabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { isOnline } from '../../words/presence.ts';
import { Shown } from '../../words/Shown.tsx';
import { AddPerson } from './AddPerson.tsx';
import { arrange, type Filter } from './arrange.ts';
import { Everybody } from './Everybody.tsx';
import { PeopleTable } from './PeopleTable.tsx';
import { PersonDrawer } from './PersonDrawer.tsx';

export function PeoplePage() {
  const stores = useStores();
  const people = useResource(stores.people);
  const [params] = useSearchParams();
  const { address } = useParams();
  const adding = params.has('add');
  return (
    <Split drawer={adding ? <AddPerson /> : address !== undefined && <PersonDrawer address={address} />}>
      <Shown of={people} onRetry={() => void stores.people.load()}>
        {(value) => (
          <List people={value} selected={address ?? null} resting={address !== undefined || adding} />
        )}
      </Shown>
    </Split>
  );
}

function List({
  people,
  selected,
  resting,
}: {
  people: Person[];
  selected: string | null;
  resting: boolean;
}) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('everyone');
  const states = latest(useResource(useStores().peopleState));
  const needing = useMemo(
    () => new Set(states?.flatMap(({ address, needs }) => (needs.length > 0 ? [address] : []))),
    [states],
  );
  const shown = useMemo(() => arrange(people, filter, search, needing), [people, filter, search, needing]);
  const counts = {
    online: people.filter(isOnline).length,
    disabled: people.filter(({ disabled }) => disabled).length,
  };
  const add = (
    // When a drawer is open its button is the primary one; this one rests.
    <Button kind={resting ? 'plain' : 'primary'} icon={UserPlus} onPress={() => void navigate('/people?add')}>
      <Trans>Add a person</Trans>
    </Button>
  );
  const filters: { id: Filter; label: string; count: number }[] = [
    { id: 'everyone', label: t`Everyone`, count: people.length },
    { id: 'connected', label: t`Connected`, count: counts.online },
    ...(needing.size > 0 ? [{ id: 'needing' as const, label: t`Need you`, count: needing.size }] : []),
    ...(counts.disabled > 0 ? [{ id: 'disabled' as const, label: t`Disabled`, count: counts.disabled }] : []),
  ];
  return (
    <Page
      wide
      title={<Trans>People</Trans>}
      lead={
        <>
          <Plural value={people.length} _0="Nobody has an address yet." one="# person," other="# people," />{' '}
          {people.length > 0 && (
            <Plural value={counts.online} _0="nobody connected." one="# connected." other="# connected." />
          )}
        </>
      }
    >
      <PeopleTabs />
      <Stack gap="m">
        <Everybody people={people} />
        <Row>
          <SearchField label={t`Name or address`} value={search} onChange={setSearch} shortcut="/" />
          {add}
        </Row>
      </Stack>
      <Filters<Filter> label={t`Show`} filters={filters} value={filter} onChange={setFilter} />
      <PeopleTable people={shown} states={states} selected={selected} />
      {people.length <= 1 && (
        <Empty
          icon={UserPlus}
          title={people.length === 0 ? <Trans>Nobody yet.</Trans> : <Trans>Nobody yet but you.</Trans>}
        >
          <Trans>Add one colleague first, to see how it goes.</Trans>
        </Empty>
      )}
      {people.length > 1 && shown.length === 0 && (
        <p className="muted" role="status">
          {search ? <NoMatch search={search} /> : <Trans>Nobody is connected right now.</Trans>}
        </p>
      )}
    </Page>
  );
}

const NoMatch = ({ search }: { search: string }) => <Trans>Nobody here is called “{search}”.</Trans>;
