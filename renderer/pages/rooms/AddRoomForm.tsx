import { Trans, useLingui } from '@lingui/react/macro';
import { MessageSquarePlus } from 'lucide-react';
import { useState } from 'react';
import type { RoomDetails, RoomOptions } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerForm } from '../../components/DrawerParts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextField } from '../../components/TextField.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { roomName } from '../../words/rooms.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import { proposeLocal } from './propose-local.ts';
import { SWITCHES } from './RoomSwitches.tsx';
import { useUndoCreate } from './use-undo-create.ts';

/** A room as most offices want it; it stays, of course. */
const DEFAULTS: RoomOptions = {
  ...{ name: '', description: '', entry: 'everyone' },
  ...{ membersMayInvite: true, everyoneSetsTopic: false, keepsHistory: true, listed: true, moderated: false },
};

const ABOUT_ADDRESS = ['room.exists', 'room.name-invalid'];

export type AddRoomFormProps = {
  returnTo: Element | null;
  onCreated(room: RoomDetails): void;
  onClose(): void;
};

export function AddRoomForm({ returnTo, onCreated, onClose }: AddRoomFormProps) {
  const { t } = useLingui();
  const stores = useStores();
  const list = latest(useResource(stores.rooms.list));
  const people = (latest(useResource(stores.people)) ?? []).filter(({ disabled }) => !disabled);
  const taken = new Set((list?.rooms ?? []).map(({ address }) => address.split('@')[0] ?? ''));
  const [options, setOptions] = useState(DEFAULTS);
  const [topic, setTopic] = useState('');
  // Follows the name until someone types another.
  const [typed, setTyped] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const local = typed ?? proposeLocal(options.name, taken);
  const undo = useUndoCreate();
  const create = useAction(async () => {
    const wish = { ...options, name: options.name.trim(), local, topic, password: '', people: [...chosen] };
    const room = await stores.connection.client().rooms.create(wish);
    void stores.rooms.list.load();
    return room;
  });
  const missing = options.name.trim() === '' || local === '' ? t`Type a name first.` : null;
  const submit = async () => {
    if (missing !== null) return;
    const room = await create.run();
    if (room === undefined) return;
    onCreated(room);
    const name = roomName(room);
    stores.toasts.show(t`“${name}” was created.`, async () => void (await undo.run(room.address)));
  };
  const aboutAddress = create.problem !== null && ABOUT_ADDRESS.includes(create.problem.code);
  return (
    <Drawer
      title={<Trans>Create a room</Trans>}
      subtitle={<Trans>It is there at once, and stays until you close it.</Trans>}
      onClose={onClose}
      returnTo={returnTo}
      takeFocus={false}
      foot={
        <Button
          kind="primary"
          icon={MessageSquarePlus}
          busy={create.busy && <Trans>Creating…</Trans>}
          disabledBecause={missing}
          onPress={() => void submit()}
        >
          <Trans>Create this room</Trans>
        </Button>
      }
    >
      <DrawerForm onSubmit={() => void submit()}>
        <TextField
          label={<Trans>Name</Trans>}
          value={options.name}
          onChange={(name) => setOptions({ ...options, name })}
          maxLength={200}
          autoFocus
          help={<Trans>What it is for: “Workshop”, “Site in Rue Duval”.</Trans>}
        />
        <TextField
          label={<Trans>Address</Trans>}
          value={local}
          onChange={setTyped}
          mono
          maxLength={255}
          help={list && local && <span className="mono">{`${local}@${list.service}`}</span>}
          problem={aboutAddress && create.problem ? <ProblemNote problem={create.problem} /> : null}
        />
        <Stack gap="s">
          <b aria-hidden>
            <Trans>Who may enter</Trans>
          </b>
          <Segmented
            label={t`Who may enter`}
            value={options.entry}
            onChange={(entry) => setOptions({ ...options, entry, listed: entry === 'everyone' })}
            options={[
              { id: 'everyone', label: <Trans>Everyone in the office</Trans> },
              { id: 'members', label: <Trans>Only its members</Trans> },
            ]}
          />
        </Stack>
        {people.length > 0 && (
          <Stack gap="s">
            <b aria-hidden>
              <Trans>Who is invited now</Trans>
            </b>
            <PeoplePicker
              label={t`Who is invited now`}
              people={people}
              chosen={chosen}
              onChange={setChosen}
            />
          </Stack>
        )}
        <Fold title={<Trans>More about the room</Trans>}>
          <Stack gap="m">
            <TextField label={<Trans>Topic</Trans>} value={topic} onChange={setTopic} maxLength={1000} />
            {SWITCHES.map(({ id, title, help }) => (
              <div key={id}>
                <Switch isOn={options[id]} onChange={(isOn) => setOptions({ ...options, [id]: isOn })}>
                  {title}
                </Switch>
                <p className="small muted">{help}</p>
              </div>
            ))}
          </Stack>
        </Fold>
        {create.problem && !aboutAddress && <ProblemNote problem={create.problem} />}
        {/* So that Enter in a field creates, as people expect. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </DrawerForm>
    </Drawer>
  );
}
