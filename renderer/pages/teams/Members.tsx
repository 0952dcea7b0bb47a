import { Trans, useLingui } from '@lingui/react/macro';
import { UserPlus, X } from 'lucide-react';
import { useState } from 'react';
import type { Team } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** Who is in the team; each coming and going can be taken back. */
export function Members({ team }: { team: Team }) {
  const { t } = useLingui();
  const stores = useStores();
  const { connection, teams, toasts } = stores;
  const people = latest(useResource(stores.people)) ?? [];
  const nameAt = new Map(people.map((person) => [person.address, nameOf(person)]));
  const byName = (a: string, b: string) => (nameAt.get(a) ?? a).localeCompare(nameAt.get(b) ?? b);
  const change = useAction(async (how: 'add' | 'takeOut', address: string) => {
    await connection.client().teams[how]({ id: team.id, address });
    await teams.load();
    return true;
  });
  const add = async (address: string) => {
    const name = nameAt.get(address) ?? address;
    if (!(await change.run('add', address))) return;
    toasts.show(t`${name} is in ${team.label} now.`, async () => void (await change.run('takeOut', address)));
  };
  const takeOut = async (address: string) => {
    const name = nameAt.get(address) ?? address;
    if (!(await change.run('takeOut', address))) return;
    toasts.show(t`${name} is out of ${team.label}.`, async () => void (await change.run('add', address)));
  };
  const others = people
    .filter(({ address, disabled }) => !disabled && !team.members.includes(address))
    .map(({ address }) => address)
    .toSorted(byName);
  return (
    <Stack gap="m">
      {others.length > 0 && (
        <AddMember
          options={others.map((id) => ({ id, label: nameAt.get(id) ?? id, aside: id }))}
          busy={change.busy}
          onAdd={(address) => void add(address)}
        />
      )}
      {team.members.length === 0 ? (
        <Empty icon={UserPlus} title={<Trans>Nobody is in this team yet.</Trans>} />
      ) : (
        <Facts label={t`Who is in it`}>
          {team.members.toSorted(byName).map((address) => {
            const name = nameAt.get(address) ?? address;
            return (
              <Fact
                key={address}
                lead={<Avatar name={name} />}
                small={address}
                action={
                  <IconButton
                    icon={X}
                    size="s"
                    label={t`Take ${name} out of the team`}
                    onPress={() => void takeOut(address)}
                  />
                }
              >
                {name}
              </Fact>
            );
          })}
        </Facts>
      )}
      <p className="small muted">
        <Trans>
          Whoever is taken out leaves the room and the others’ contact lists. Messages already on their
          devices stay there.
        </Trans>
      </p>
      {change.problem && <ProblemNote problem={change.problem} />}
    </Stack>
  );
}

function AddMember({
  options,
  busy,
  onAdd,
}: {
  options: readonly { id: string; label: string; aside: string }[];
  busy: boolean;
  onAdd(address: string): void;
}) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Stack gap="s">
      <Select
        label={<Trans>Somebody else</Trans>}
        placeholder={t`Choose a person`}
        value={chosen}
        onChange={setChosen}
        options={options}
      />
      <Row>
        <Button
          kind="primary"
          icon={UserPlus}
          busy={busy && <Trans>Changing…</Trans>}
          disabledBecause={chosen === null ? t`Choose a person first.` : null}
          onPress={() => {
            if (chosen === null) return;
            onAdd(chosen);
            setChosen(null);
          }}
        >
          <Trans>Add to the team</Trans>
        </Button>
      </Row>
    </Stack>
  );
}
