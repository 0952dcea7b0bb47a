import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { MonitorSmartphone } from 'lucide-react';
import type { Person, PersonState } from '../../api/types.ts';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Stack } from '../../components/Page.tsx';
import { Coach } from '../../parts/coach/Coach.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { nameOf } from '../../words/presence.ts';
import { Encryption } from './Encryption.tsx';
import { Needs } from './Needs.tsx';
import { ProgramRow } from './ProgramRow.tsx';
import { Push } from './Push.tsx';

/** How somebody stands at this moment: what to do, connected programs, encryption, push, what waits. */
export function DevicesTab({ person }: { person: Person }) {
  const states = latest(useResource(useStores().peopleState));
  const state = states?.find(({ address }) => address === person.address);
  return (
    <Stack gap="s">
      {state && <Needs person={person} state={state} />}
      <Programs person={person} state={state} />
      {state && (
        <>
          <Encryption state={state} />
          <Push person={person} state={state} />
          {state.waiting > 0 && (
            <p className="small muted">
              <Plural
                value={state.waiting}
                one="# message waits until a device connects."
                other="# messages wait until a device connects."
              />
            </p>
          )}
        </>
      )}
      <Coach person={person.address} />
    </Stack>
  );
}

function Programs({ person, state }: { person: Person; state: PersonState | undefined }) {
  const { t } = useLingui();
  const format = useFormat();
  const now = useNow(60_000);
  const seen = state?.lastSeen ?? person.lastLogin;
  const last = seen === null ? null : format.ago(seen, now);
  if (person.devices.length === 0) {
    return (
      <Empty icon={MonitorSmartphone} title={<Trans>No device is connected.</Trans>}>
        {last === null ? <Trans>None ever was.</Trans> : <Trans>The last one was here {last}.</Trans>}
      </Empty>
    );
  }
  return (
    <>
      <Facts label={t`Devices`}>
        {person.devices.map((device) => (
          <ProgramRow
            key={device.address}
            device={device}
            program={state?.programs.find(({ address }) => address === device.address)}
            name={nameOf(person)}
          />
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
