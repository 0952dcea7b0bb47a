import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useNavigate } from 'react-router';
import type { Door } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Pill } from '../../components/Pill.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { doorWords, whyWords } from '../../words/doors.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import css from './DoorsSection.module.css';
import { RelayRange } from './RelayRange.tsx';
import { SettingRow } from './SettingRow.tsx';

/** Where programs and servers come in: what for, whether open, and why not. */
export function DoorsSection() {
  const { t } = useMacro();
  const { doors } = useStores();
  const answer = useResource(doors);
  return (
    <Card title={<Trans>Doors of this computer</Trans>}>
      <Shown of={answer} onRetry={() => void doors.load()}>
        {({ doors: list, relay }) => (
          <>
            {list.map((door) => (
              <DoorRow key={door.id} door={door} />
            ))}
            {list.some(({ id, wanted }) => id === 'calls' && wanted) && (
              <RelayRange key={`${relay.from} ${relay.to}`} relay={relay} />
            )}
            <Stack gap="m">
              <p className="small muted">
                <Trans>
                  To open or shut a door the server restarts for a moment: devices come back by themselves,
                  calls under way end. Chatelaine does not touch the firewall or your internet box.
                </Trans>
              </p>
              <Fold title={<Trans>Exactly</Trans>} aside={<Trans>ports and their state</Trans>}>
                <Code
                  lines={exactly(list, relay)}
                  label={t`Ports and their state`}
                  copyLabel={t`Copy these lines`}
                />
              </Fold>
            </Stack>
          </>
        )}
      </Shown>
    </Card>
  );
}

function DoorRow({ door }: { door: Door }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const { connection, doors, toasts } = useStores();
  const { id, wanted, choice, ports } = door;
  const words = doorWords(id);
  const name = i18n._(words.name);
  const set = useAction(async (isOn: boolean) => {
    doors.replace(await connection.client().doors.set({ [id]: isOn }));
    return true;
  });
  const change = async (isOn: boolean) => {
    if (!(await set.run(isOn))) return;
    toasts.show(
      isOn ? t`The door is open: ${name}.` : t`The door is shut: ${name}.`,
      async () => void (await set.run(!isOn)),
    );
  };
  const shut = wanted ? ports.filter(({ state }) => state === 'closed') : [];
  const numbers = [...new Set(ports.map(({ port }) => port))].join(', ');
  return (
    <>
      <SettingRow
        name={name}
        help={
          <>
            {i18n._(words.use)} <span className="nb num">{numbers}</span>
            {shut.length > 0 && (
              <span className={css.shut} role="status">
                {i18n._(words.without)} {[...new Set(shut.map((port) => i18n._(whyWords(port))))].join(' ')}
              </span>
            )}
          </>
        }
      >
        <DoorState door={door} />
        {choice && (
          <Switch isOn={wanted} onChange={(isOn) => void change(isOn)}>
            {set.busy ? <Trans>Changing…</Trans> : wanted ? <Trans>On</Trans> : <Trans>Off</Trans>}
            <span className="sr">{name}</span>
          </Switch>
        )}
        {id === 'companies' && (
          <Button size="s" onPress={() => void navigate('/federation')}>
            <Trans>Decide on “Federation”</Trans>
          </Button>
        )}
      </SettingRow>
      {set.problem && <ProblemNote problem={set.problem} />}
    </>
  );
}

function DoorState({ door: { wanted, ports } }: { door: Door }) {
  if (!wanted) {
    return (
      <Pill dot="off">
        <Trans>Shut</Trans>
      </Pill>
    );
  }
  if (ports.some(({ state }) => state === 'unknown')) {
    return (
      <Pill dot="off">
        <Trans>The server is stopped</Trans>
      </Pill>
    );
  }
  const open = ports.filter(({ state }) => state === 'open').length;
  if (open === ports.length) {
    return (
      <Pill dot="ok">
        <Trans>Open</Trans>
      </Pill>
    );
  }
  return (
    <Pill dot={open > 0 ? 'warn' : 'bad'}>
      {open > 0 ? <Trans>Partly open</Trans> : <Trans>Could not be opened</Trans>}
    </Pill>
  );
}

/** For a firewall, or a technician: `calls  UDP 3478  none  open`. Names of the protocol, not to be translated. */
function exactly(doors: readonly Door[], { from, to }: { from: number; to: number }): string[] {
  const lines = doors.flatMap(({ id, wanted, ports }) =>
    ports.map(({ transport, port, tls, state, why }) =>
      [id, `${transport.toUpperCase()} ${port}`, `tls=${tls}`, wanted ? state : 'off', why]
        .filter(Boolean)
        .join('  '),
    ),
  );
  const calls = doors.some(({ id, wanted }) => id === 'calls' && wanted);
  return calls ? [...lines, `calls  UDP ${from}-${to}  relay`] : lines;
}
