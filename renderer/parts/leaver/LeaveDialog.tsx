/** What will happen, what remains, three choices, one button. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Archive, DoorClosed, MessagesSquare, MonitorX, Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { LeavingPreview, Person } from '../../api/types.ts';
import { PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import { Remains } from './Remains.tsx';
import { RoomLine } from './RoomLine.tsx';

const DAY_MS = 86_400_000;
const DELAYS = ['30', '90', '365', 'never'] as const;
type Delay = (typeof DELAYS)[number];

export type LeaveDialogProps = {
  person: Person;
  name: string;
  onClose(): void;
  onDone?: (() => void) | undefined;
};

export function LeaveDialog({ person, name, onClose, onDone }: LeaveDialogProps) {
  const { t, i18n } = useLingui();
  const { connection, people, leavers, toasts } = useStores();
  const { address } = person;
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const [delay, setDelay] = useState<Delay>('30');
  const [copy, setCopy] = useState(true);
  // The one before stays while another is asked for: whoever is in the middle of choosing keeps the place.
  const [shown, setShown] = useState<LeavingPreview | null>(null);
  const preview = useAction(async (to: string | null) =>
    setShown(await connection.client().leaving.preview({ address, successor: to })),
  );
  const { run } = preview;
  // Where nobody else runs a room, somebody is proposed: an administrator, who is named first.
  const needed = shown?.rooms.some(({ becomes }) => becomes !== 'left') ?? false;
  const proposed = needed ? (shown?.successors[0]?.address ?? null) : null;
  const successor = chosen === undefined ? proposed : chosen;
  useEffect(() => void run(successor), [run, successor]);
  const close = useAction(async () => {
    const removeAfterDays = delay === 'never' ? null : Number(delay);
    const language = i18n.locale === 'fr' ? 'fr' : 'en';
    await connection.client().leaving.start({ address, successor, removeAfterDays, copy, language });
    await Promise.all([people.load(), leavers.load()]);
    return true;
  });
  const confirm = async () => {
    if (!(await close.run())) return;
    toasts.show(t`${name} can no longer log in.`);
    onDone?.();
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={<Trans>{name} leaves: what happens</Trans>}
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            <Trans>Not now</Trans>
          </Button>
          <Button
            kind="primary"
            icon={DoorClosed}
            busy={close.busy && <Trans>Closing…</Trans>}
            onPress={() => void confirm()}
          >
            <Trans>Close their access</Trans>
          </Button>
        </>
      }
    >
      {preview.problem && <ProblemNote problem={preview.problem} onRetry={() => void run(successor)} />}
      {shown ? (
        <Stack gap="m">
          <Happens preview={shown} />
          {shown.rooms.some(({ standing }) => standing === 'owner') && (
            <Select
              label={<Trans>Who takes over the rooms they run</Trans>}
              value={successor ?? ''}
              onChange={(one) => setChosen(one === '' ? null : one)}
              options={[
                { id: '', label: t`Nobody` },
                ...shown.successors.map((one) => ({
                  id: one.address,
                  label: one.displayName || one.address,
                  aside: one.address,
                })),
              ]}
            />
          )}
          <WhenRemoved delay={delay} setDelay={setDelay} />
          <Stack gap="s">
            <Switch isOn={copy} onChange={setCopy}>
              <Trans>Make a copy of their data</Trans>
            </Switch>
            <p className="small muted">
              <Trans>
                One file with profile, contacts, messages and files, readable in a browser: what European law
                lets everybody ask for. You can save it here when it is done.
              </Trans>
            </p>
          </Stack>
          <Remains remains={shown.remains} name={name} />
          <PromiseLine>
            <Trans>
              Nothing is deleted now. Until the account goes you can bring {name} back, with rooms and teams.
            </Trans>
          </PromiseLine>
        </Stack>
      ) : (
        !preview.problem && <Looking />
      )}
      {close.problem && <ProblemNote problem={close.problem} />}
    </Dialog>
  );
}

function Happens({ preview: { devices, rooms, teams } }: { preview: LeavingPreview }) {
  const { t } = useLingui();
  const format = useFormat();
  const names = format.list(teams.map(({ label }) => label));
  return (
    <Facts label={t`What happens`}>
      <Fact
        icon={MonitorX}
        small={<Trans>No device comes back by itself, and invitations they made are taken back.</Trans>}
      >
        <Plural
          value={devices}
          _0="Nobody can log in with this account any more"
          one="# device is disconnected at once"
          other="# devices are disconnected at once"
        />
      </Fact>
      {teams.length > 0 && (
        <Fact icon={Users}>
          <Trans>They leave {names}</Trans>
        </Fact>
      )}
      {rooms.length > 0 && (
        <Fact
          tall
          icon={MessagesSquare}
          small={
            <ul>
              {rooms.map((room) => (
                <RoomLine key={room.address} room={room} />
              ))}
            </ul>
          }
        >
          <Plural value={rooms.length} one="# room" other="# rooms" />
        </Fact>
      )}
      <Fact
        icon={Archive}
        small={<Trans>Whoever writes to them is not told; it waits, unread, in their account.</Trans>}
      >
        <Trans>Their address stays theirs until the account goes</Trans>
      </Fact>
    </Facts>
  );
}

function WhenRemoved({ delay, setDelay }: { delay: Delay; setDelay: (delay: Delay) => void }) {
  const { t } = useLingui();
  const format = useFormat();
  return (
    <Select<Delay>
      label={<Trans>When the account goes for good</Trans>}
      value={delay}
      onChange={setDelay}
      options={DELAYS.map((id) => {
        if (id === 'never') return { id, label: t`Never: it stays, closed` };
        const day = format.date(Date.now() + Number(id) * DAY_MS);
        return { id, label: t`On ${day}`, aside: format.days(Number(id)) };
      })}
    />
  );
}
