import { Trans, useLingui } from '@lingui/react/macro';
import { QrCode, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { FaceProblem, Person } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerForm } from '../../components/DrawerParts.tsx';
import { Secret } from '../../components/Secret.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Values } from '../../components/Values.tsx';
import { latest, toProblem, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { proposeUsername } from '../../words/login.ts';
import { nameOf } from '../../words/presence.ts';
import { problemWords } from '../../words/problems.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { PasswordChoice, type PasswordWish } from './PasswordChoice.tsx';
import { TeamsChoice, teamsOfAll } from './TeamsChoice.tsx';

interface AddedPerson {
  readonly person: Person;
  readonly password: string;
  /** Teams that did not take them, each with its reason. */
  readonly leftOut: readonly LeftOut[];
}

interface LeftOut {
  readonly team: string;
  readonly problem: FaceProblem;
}

export function AddPerson() {
  const navigate = useNavigate();
  const [added, setAdded] = useState<AddedPerson | null>(null);
  // One drawer for the person at the desk, two for the code: the focus goes back to what opened the first.
  const [opener] = useState(() => document.activeElement);
  const close = () => void navigate('/people');
  return added === null ? (
    <Form returnTo={opener} onAdded={setAdded} onClose={close} />
  ) : (
    <Added {...added} returnTo={opener} onAnother={() => setAdded(null)} onClose={close} />
  );
}

function Form({
  returnTo,
  onAdded,
  onClose,
}: {
  returnTo: Element | null;
  onAdded(added: AddedPerson): void;
  onClose(): void;
}) {
  const { t } = useLingui();
  const stores = useStores();
  const people = latest(useResource(stores.people)) ?? [];
  const first = latest(useResource(stores.overview))?.domain ?? '';
  // One field more only for an office with several domains.
  const served = latest(useResource(stores.domains)) ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const domain = chosen ?? first;
  const [displayName, setName] = useState('');
  // Follows the name until someone types another.
  const [typed, setTyped] = useState<string | null>(null);
  const [wish, setWish] = useState<PasswordWish>({ kind: 'proposed' });
  // The same name may stand before each domain.
  const taken = new Set(people.filter(({ host }) => host === domain).map(({ username }) => username));
  // Teams are the first domain's.
  const known = latest(useResource(stores.teams)) ?? [];
  const teams = domain === first ? known : [];
  const here = people.filter(({ disabled, host }) => !disabled && host === first);
  const [picked, setPicked] = useState<string[] | null>(null);
  const inTeams =
    picked ??
    teamsOfAll(
      teams,
      here.map(({ address }) => address),
    );
  const username = typed ?? proposeUsername(displayName, taken);
  const add = useAction(async () => {
    const password = wish.kind === 'chosen' ? wish.password : undefined;
    const answer = await stores.connection
      .client()
      .people.add({ username, displayName: displayName.trim(), password, domain: chosen ?? undefined });
    const leftOut: LeftOut[] = [];
    // The account is there and its password is shown this once: a team that refuses is told beside it, not instead.
    for (const { id, label } of teams.filter((team) => inTeams.includes(team.id)))
      await stores.connection
        .client()
        .teams.add({ id, address: answer.person.address })
        .catch((error) => leftOut.push({ team: label, problem: toProblem(error) }));
    void stores.people.load();
    if (inTeams.length > 0) void stores.teams.load();
    return { ...answer, leftOut };
  });
  const missing =
    username === ''
      ? t`Type a name first.`
      : wish.kind === 'chosen' && wish.password === ''
        ? t`Type a password first.`
        : null;
  const submit = async () => {
    if (missing !== null) return;
    const answer = await add.run();
    if (answer !== undefined) onAdded(answer);
  };
  return (
    <Drawer
      title={<Trans>Add a person</Trans>}
      subtitle={<Trans>They can log in as soon as you have handed over the password.</Trans>}
      onClose={onClose}
      returnTo={returnTo}
      takeFocus={false}
      foot={
        <Button
          kind="primary"
          icon={UserPlus}
          busy={add.busy && <Trans>Adding…</Trans>}
          disabledBecause={missing}
          onPress={() => void submit()}
        >
          <Trans>Add this person</Trans>
        </Button>
      }
    >
      <DrawerForm onSubmit={() => void submit()}>
        <TextField
          label={<Trans>First and last name</Trans>}
          value={displayName}
          onChange={setName}
          maxLength={200}
          autoFocus
          help={<Trans>As colleagues know them.</Trans>}
        />
        <TextField
          label={<Trans>Address</Trans>}
          value={username}
          onChange={setTyped}
          mono
          suffix={domain && `@${domain}`}
          problem={
            add.problem?.code === 'person.exists' || add.problem?.code === 'person.name-invalid' ? (
              <ProblemNote problem={add.problem} />
            ) : null
          }
        />
        {served.length > 1 && (
          <Select
            label={<Trans>Address ends in</Trans>}
            value={domain}
            onChange={setChosen}
            options={served.map(({ names, display }) => ({ id: names.domain, label: display }))}
          />
        )}
        <PasswordChoice wish={wish} onChange={setWish} />
        <TeamsChoice teams={teams} values={inTeams} onChange={setPicked} />
        {add.problem &&
          add.problem.code !== 'person.exists' &&
          add.problem.code !== 'person.name-invalid' && <ProblemNote problem={add.problem} />}
        {/* So that Enter in a field adds, as people expect. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </DrawerForm>
    </Drawer>
  );
}

function Added({
  person,
  password,
  leftOut,
  returnTo,
  onAnother,
  onClose,
}: AddedPerson & {
  returnTo: Element | null;
  onAnother(): void;
  onClose(): void;
}) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { i18n } = useLingui();
  const name = nameOf(person);
  return (
    <Drawer
      title={<Trans>{name} can log in now</Trans>}
      subtitle={person.address}
      returnTo={returnTo}
      onClose={onClose}
      foot={
        <>
          <Button
            kind="primary"
            icon={QrCode}
            onPress={() => void navigate(`/connect?person=${encodeURIComponent(person.address)}`)}
          >
            <Trans>Settings for an app</Trans>
          </Button>
          <Button icon={UserPlus} onPress={onAnother}>
            <Trans>Add another person</Trans>
          </Button>
        </>
      }
    >
      <Banner kind="info">
        <Trans>
          <b>The password is shown this once.</b> Hand it over now, best in person. If it gets lost, make a
          new one.
        </Trans>
      </Banner>
      {leftOut.map(({ team, problem }) => {
        const { what, next } = problemWords(problem, i18n.locale);
        return (
          <Banner key={team} kind="warn">
            <b>
              <Trans>
                {name} is not in the team {team}.
              </Trans>
            </b>{' '}
            {what} {next}
          </Banner>
        );
      })}
      <Values
        rows={[{ name: t`Address`, value: person.address }]}
        copyLabel={(field) => t`Copy the value of ${field}`}
      />
      <Secret value={password} label={<Trans>Password</Trans>} copyLabel={t`Copy the password of ${name}`} />
    </Drawer>
  );
}
