/**
 * Every room: who may enter, who is there, when somebody last wrote; and one room or the form for a new one beside the list.
 */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { MessageSquarePlus, MessagesSquare } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { Room } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Filters } from '../../components/Filters.tsx';
import { Page, Row } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Split } from '../../components/Split.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { AddRoom } from './AddRoom.tsx';
import { arrange, type Filter } from './arrange.ts';
import { RoomDrawer } from './RoomDrawer.tsx';
import { RoomsTable } from './RoomsTable.tsx';

export function RoomsPage() {
  const { rooms } = useStores();
  const list = useResource(rooms.list);
  const [params] = useSearchParams();
  const { address } = useParams();
  const adding = params.has('add');
  const known = latest(list)?.rooms;
  return (
    <Split drawer={adding ? <AddRoom /> : address !== undefined && <RoomDrawer address={address} />}>
      <Page wide title={<Trans>Rooms</Trans>} lead={known && <Lead rooms={known} />}>
        <Shown of={list} onRetry={() => void rooms.list.load()}>
          {(value) => (
            <List rooms={value.rooms} selected={address ?? null} resting={address !== undefined || adding} />
          )}
        </Shown>
      </Page>
    </Split>
  );
}

const busyIn = (rooms: readonly Room[]): number => rooms.filter(({ now }) => now > 0).length;

function Lead({ rooms }: { rooms: readonly Room[] }) {
  if (rooms.length === 0) return <Trans>There is no room yet.</Trans>;
  return (
    <>
      <Plural value={rooms.length} one="# room," other="# rooms," />{' '}
      <Plural
        value={busyIn(rooms)}
        _0="nobody there right now."
        one="# with people in it now."
        other="# with people in them now."
      />
    </>
  );
}

function List({ rooms, selected, resting }: { rooms: Room[]; selected: string | null; resting: boolean }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const shown = useMemo(() => arrange(rooms, filter, search), [rooms, filter, search]);
  const counts = {
    busy: busyIn(rooms),
    members: rooms.filter(({ entry }) => entry === 'members').length,
  };
  const filters: { id: Filter; label: string; count: number }[] = [
    { id: 'all', label: t`All`, count: rooms.length },
    { id: 'busy', label: t`With people now`, count: counts.busy },
    ...(counts.members > 0
      ? [{ id: 'members' as const, label: t`Only for members`, count: counts.members }]
      : []),
  ];
  const create = (
    // When a drawer is open its button is the primary one; this one rests.
    <Button
      kind={resting ? 'plain' : 'primary'}
      icon={MessageSquarePlus}
      onPress={() => void navigate('/rooms?add')}
    >
      <Trans>Create a room</Trans>
    </Button>
  );
  if (rooms.length === 0) {
    return (
      <Empty
        icon={MessagesSquare}
        title={<Trans>A room is where several people talk.</Trans>}
        action={create}
      >
        <Trans>Make one for everybody first: it is the quickest way to tell all of them something.</Trans>
      </Empty>
    );
  }
  return (
    <>
      <Row>
        <SearchField label={t`Name, topic or address`} value={search} onChange={setSearch} shortcut="/" />
        {create}
      </Row>
      <Filters<Filter> label={t`Show`} filters={filters} value={filter} onChange={setFilter} />
      <RoomsTable rooms={shown} selected={selected} />
      {shown.length === 0 && (
        <p className="muted" role="status">
          {search ? <NoMatch search={search} /> : <Trans>Nobody is in a room right now.</Trans>}
        </p>
      )}
    </>
  );
}

const NoMatch = ({ search }: { search: string }) => <Trans>No room is called “{search}”.</Trans>;
