import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import type { RoomDetails, Standing } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { roomName, standingWord } from '../../words/rooms.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { useNames } from '../../words/use-names.ts';
import { KeepOut } from './KeepOut.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';

type Entry = RoomDetails['people'][number];

const ORDER: readonly Standing[] = ['owner', 'admin', 'member', 'outcast'];

/** Who belongs to the room, and what they may. Each change takes effect at once and can be undone. */
export function PeopleTab({ room }: { room: RoomDetails }) {
  const { t } = useMacro();
  const names = useNames();
  const people = room.people.toSorted(
    (a, b) =>
      ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) ||
      names(a.address).localeCompare(names(b.address)),
  );
  return (
    <Stack gap="m">
      <AddPeople room={room} />
      {people.length === 0 ? (
        <Empty icon={Users} title={<Trans>Nobody belongs to this room yet.</Trans>} />
      ) : (
        <Facts label={t`People of the room`}>
          {people.map((entry) => (
            <PersonRow key={entry.address} room={room} entry={entry} name={names(entry.address)} />
          ))}
        </Facts>
      )}
      <p className="small muted">
        <Trans>
          Who runs the room may change everything about it; who helps may send people out and take messages
          back.
        </Trans>
      </p>
    </Stack>
  );
}

function AddPeople({ room }: { room: RoomDetails }) {
  const { t } = useMacro();
  const stores = useStores();
  const people = latest(useResource(stores.people)) ?? [];
  const belong = new Set(room.people.map(({ address }) => address));
  const others = people.filter(({ address, disabled }) => !belong.has(address) && !disabled);
  const [choosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { rooms, toasts, connection } = stores;
  const set = useAction(async (addresses: readonly string[], standing: 'member' | 'none') => {
    for (const person of addresses)
      await connection.client().rooms.setStanding({ address: room.address, person, standing });
    await rooms.room(room.address).load();
    return true;
  });
  if (!choosing) {
    return (
      <Row>
        <Button
          icon={UserPlus}
          onPress={() => setChoosing(true)}
          disabledBecause={others.length === 0 ? t`All colleagues belong to it.` : null}
        >
          <Trans>Add colleagues</Trans>
        </Button>
      </Row>
    );
  }
  const add = async () => {
    const added = [...chosen];
    if (!(await set.run(added, 'member'))) return;
    setChosen(new Set());
    setChoosing(false);
    toasts.show(t`They were added and invited.`, async () => void (await set.run(added, 'none')));
  };
  return (
    <Stack gap="s">
      <PeoplePicker label={t`Colleagues to add`} people={others} chosen={chosen} onChange={setChosen} />
      <Row>
        <Button
          kind="primary"
          icon={UserPlus}
          busy={set.busy && <Trans>Adding…</Trans>}
          disabledBecause={chosen.size === 0 ? t`Choose somebody first.` : null}
          onPress={() => void add()}
        >
          <Plural value={chosen.size} _0="Add people" one="Add # person" other="Add # people" />
        </Button>
        <Button kind="quiet" onPress={() => setChoosing(false)}>
          <Trans>Never mind</Trans>
        </Button>
      </Row>
      <p className="small muted">
        <Trans>Each gets an invitation in their program.</Trans>
      </p>
      {set.problem && <ProblemNote problem={set.problem} />}
    </Stack>
  );
}

function PersonRow({ room, entry, name }: { room: RoomDetails; entry: Entry; name: string }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, rooms, toasts } = useStores();
  const [asking, setAsking] = useState(false);
  const title = roomName(room);
  const set = useAction(async (standing: Standing | 'none', reason?: string) => {
    const change = { address: room.address, person: entry.address, standing, reason };
    rooms.room(room.address).replace(await connection.client().rooms.setStanding(change));
    return true;
  });
  const change = async (standing: Standing | 'none', reason?: string) => {
    if (standing === entry.standing || !(await set.run(standing, reason))) return;
    setAsking(false);
    const said =
      standing === 'none'
        ? t`${name} does not belong to “${title}” any more.`
        : standing === 'outcast'
          ? t`${name} is kept out of “${title}”.`
          : t`${name} in “${title}”: ${i18n._(standingWord(standing))}.`;
    toasts.show(said, async () => void (await set.run(entry.standing, entry.reason)));
  };
  return (
    <>
      <Fact
        lead={<Avatar name={name} />}
        small={
          <>
            {name !== entry.address && entry.address}
            {entry.reason && (
              <>
                {' '}
                <Trans>“{entry.reason}”</Trans>
              </>
            )}
          </>
        }
        action={
          <Select
            label={<span className="sr">{t`What ${name} is to this room`}</span>}
            value={entry.standing as Standing | 'none'}
            onChange={(standing) => (standing === 'outcast' ? setAsking(true) : void change(standing))}
            options={[
              ...ORDER.map((standing) => ({ id: standing, label: i18n._(standingWord(standing)) })),
              { id: 'none' as const, label: i18n._(standingWord('none')) },
            ]}
          />
        }
      >
        {name}
      </Fact>
      {set.problem && (
        <li>
          <ProblemNote problem={set.problem} />
        </li>
      )}
      <KeepOut
        open={asking}
        name={name}
        room={title}
        busy={set.busy}
        onClose={() => setAsking(false)}
        onConfirm={(reason) => void change('outcast', reason)}
      />
    </>
  );
}
