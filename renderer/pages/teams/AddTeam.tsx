import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Avatar } from '../../components/Avatar.tsx';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { CheckList } from '../../components/CheckList.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerForm } from '../../components/DrawerParts.tsx';
import { Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { pathTo } from './TeamsTable.tsx';

/** A name and its people; what will be made is said before, and taken back as a whole. */
export function AddTeam() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const stores = useStores();
  const { connection, teams, toasts } = stores;
  const people = (latest(useResource(stores.people)) ?? [])
    .filter(({ disabled }) => !disabled)
    .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const [label, setLabel] = useState('');
  const [members, setMembers] = useState<string[]>([]);
  const close = () => void navigate('/people/teams');
  const name = label.trim();
  const undo = useAction(async (id: string) => {
    await connection.client().teams.remove({ id, room: 'goes' });
    await teams.load();
  });
  const create = useAction(async () => {
    const team = await connection.client().teams.create({ label: name, members });
    await teams.load();
    return team;
  });
  const missing = name === '' ? t`Type a name first.` : null;
  const submit = async () => {
    if (missing !== null) return;
    const team = await create.run();
    if (team === undefined) return;
    toasts.show(t`The team ${name} is there.`, async () => {
      await undo.run(team.id);
      void navigate('/people/teams');
    });
    void navigate(pathTo(team.id));
  };
  return (
    <Drawer
      title={<Trans>Make a team</Trans>}
      subtitle={
        <Trans>People who work together find each other, without adding each other one by one.</Trans>
      }
      onClose={close}
      takeFocus={false}
      foot={
        <Button
          kind="primary"
          icon={UsersRound}
          busy={create.busy && <Trans>Making…</Trans>}
          disabledBecause={missing}
          onPress={() => void submit()}
        >
          <Trans>Make this team</Trans>
        </Button>
      }
    >
      <DrawerForm onSubmit={() => void submit()}>
        <TextField
          label={<Trans>Name of the team</Trans>}
          value={label}
          onChange={setLabel}
          maxLength={200}
          autoFocus
          help={
            <Trans>Such as Workshop. It is the group in the contact lists, and the name of the room.</Trans>
          }
        />
        <Stack gap="s">
          <b aria-hidden>
            <Trans>Who is in it</Trans>
          </b>
          <CheckList
            label={t`Who is in it`}
            values={members}
            onChange={setMembers}
            options={people.map((person) => ({
              id: person.address,
              title: nameOf(person),
              small: person.address,
              lead: <Avatar name={nameOf(person)} />,
            }))}
          />
          <p className="small muted" role="status">
            <Plural
              value={members.length}
              _0="Nobody chosen yet. You can add people later."
              one="# person chosen."
              other="# people chosen."
            />
          </p>
        </Stack>
        <Banner kind="info">
          <Trans>
            <b>What happens:</b> they see each other on their contact lists, in a group with this name. A room
            only they can enter is made, and their programs open it by themselves. Contacts they chose
            themselves stay as they are.
          </Trans>
        </Banner>
        {create.problem && <ProblemNote problem={create.problem} />}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </DrawerForm>
    </Drawer>
  );
}
