import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { MonitorSmartphone, Unplug } from 'lucide-react';
import type { Device, Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Dot } from '../../components/Pill.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { devicePresence, nameOf, presenceTone, presenceWord } from '../../words/presence.ts';
import { ProblemNote } from '../../words/Shown.tsx';

export function DevicesTab({ person }: { person: Person }) {
  const { t } = useMacro();
  const format = useFormat();
  const now = useNow(60_000);
  const last = person.lastLogin === null ? null : format.ago(person.lastLogin, now);
  if (person.devices.length === 0) {
    return (
      <Empty icon={MonitorSmartphone} title={<Trans>No device is connected.</Trans>}>
        {last === null ? <Trans>None ever was.</Trans> : <Trans>The last log-in was {last}.</Trans>}
      </Empty>
    );
  }
  return (
    <>
      <Facts label={t`Devices`}>
        {person.devices.map((device) => (
          <DeviceRow key={device.address} device={device} name={nameOf(person)} />
        ))}
      </Facts>
      <p className="small muted">
        <Trans>
          A disconnected program comes back by itself, unless the password was changed or the account
          disabled.
        </Trans>
      </p>
    </>
  );
}

function DeviceRow({ device, name }: { device: Device; name: string }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, people, toasts } = useStores();
  const format = useFormat();
  const now = useNow(60_000);
  const since = format.moment(device.since, now);
  const disconnect = useAction(async () => {
    await connection.client().people.disconnect({ address: device.address });
    toasts.show(t`${device.resource} was disconnected.`);
    await people.load();
  });
  const state = devicePresence(device);
  return (
    <>
      <Fact
        icon={MonitorSmartphone}
        small={
          <>
            <Dot tone={presenceTone(state)} /> {i18n._(presenceWord(state))}
            {device.status && `, “${device.status}”`}
            <br />
            <Trans>
              since {since}, from <span className="mono">{device.remoteAddress}</span>
            </Trans>
          </>
        }
        action={
          <Button
            size="s"
            icon={Unplug}
            busy={disconnect.busy && <Trans>Disconnecting…</Trans>}
            label={t`Disconnect ${device.resource} of ${name}`}
            onPress={() => void disconnect.run()}
          >
            <Trans>Disconnect</Trans>
          </Button>
        }
      >
        {device.resource}
      </Fact>
      {disconnect.problem && (
        <li>
          <ProblemNote problem={disconnect.problem} />
        </li>
      )}
    </>
  );
}
