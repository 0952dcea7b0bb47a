import { Trans, useLingui } from '@lingui/react/macro';
import type { Person } from '../../api/types.ts';
import { Sections } from '../../components/DrawerParts.tsx';
import { Stack } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { Leaver } from '../../parts/leaver/Leaver.tsx';
import { NameForm } from '../../parts/rename/NameForm.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { nameOf } from '../../words/presence.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { DeletePerson } from './DeletePerson.tsx';
import { ResetPassword } from './ResetPassword.tsx';
import { TheirTeams } from './TheirTeams.tsx';

export function AccountTab({ person }: { person: Person }) {
  const format = useFormat();
  const created = format.date(person.createdAt);
  return (
    <Sections>
      <Rename person={person} />
      <TheirTeams person={person} />
      <ResetPassword person={person} />
      <Disable person={person} />
      <Leaver person={person} />
      <DeletePerson person={person} />
      <p className="small muted">
        <Trans>Added on {created}.</Trans>
      </p>
    </Sections>
  );
}

function Rename({ person }: { person: Person }) {
  const { t } = useLingui();
  const { connection, people } = useStores();
  return (
    <NameForm
      label={<Trans>Name</Trans>}
      help={<Trans>The address stays the same.</Trans>}
      name={person.displayName}
      rename={async (displayName) => {
        await connection.client().people.rename({ address: person.address, displayName });
        await people.load();
      }}
      done={() => t`The name was changed.`}
    />
  );
}

function Disable({ person }: { person: Person }) {
  const { t } = useLingui();
  const { connection, people, toasts } = useStores();
  const name = nameOf(person);
  const set = useAction(async (disabled: boolean) => {
    await connection.client().people.setDisabled({ address: person.address, disabled });
    await people.load();
    return true;
  });
  const change = async (disabled: boolean) => {
    if (!(await set.run(disabled))) return;
    toasts.show(
      disabled ? t`${name} can no longer log in.` : t`${name} can log in again.`,
      async () => void (await set.run(!disabled)),
    );
  };
  return (
    <Stack gap="s">
      <Switch isOn={!person.disabled} onChange={(isOn) => void change(!isOn)}>
        <Trans>May log in</Trans>
      </Switch>
      <p className="small muted">
        <Trans>Off: every device is disconnected and none can log in. Contacts and messages are kept.</Trans>
      </p>
      {set.problem && <ProblemNote problem={set.problem} />}
    </Stack>
  );
}
