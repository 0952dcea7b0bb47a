import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { MachineServiceState } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Pill } from '../../components/Pill.tsx';
import { useConfirmed } from '../../parts/access/use-confirmed.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

/** Whether colleagues can chat while nobody is logged in at this computer: the service, put in place and taken away. */
export function KeepRunningSection() {
  const stores = useStores();
  const service = useResource(stores.machineService);
  return (
    <Card title={<Trans>When nobody is logged in</Trans>}>
      <Shown of={service} onRetry={() => void stores.machineService.load()}>
        {(value) => <KeepRunning service={value} />}
      </Shown>
    </Card>
  );
}

function KeepRunning({ service }: { service: MachineServiceState }) {
  const { connection, machineService } = useStores();
  const confirmed = useConfirmed();
  const { installed, hindrance, way } = service;
  const act = useAction(async (what: 'install' | 'remove') => {
    const calls = connection.client().machineService;
    const run = what === 'install' ? () => calls.install({ scope: 'system' }) : () => calls.remove();
    machineService.replace(await confirmed.run(run));
  });
  const mayAct = hindrance === null && way !== 'commands';
  return (
    <Stack gap="s">
      <SettingRow
        name={<Trans>Keep running</Trans>}
        help={
          installed === null ? (
            <Trans>
              Chatelaine ends when its account logs out, and nobody can chat until somebody opens it again.
            </Trans>
          ) : (
            <Trans>It starts with this computer, and does not end when somebody logs out.</Trans>
          )
        }
      >
        <Row>
          <State installed={installed} />
          {mayAct && installed === null && (
            <Button
              size="s"
              busy={act.busy && <Trans>Handing over…</Trans>}
              onPress={() => void act.run('install')}
            >
              <Trans>Keep it running</Trans>
            </Button>
          )}
          {mayAct && installed !== null && (
            <Button
              size="s"
              busy={act.busy && <Trans>Taking it away…</Trans>}
              onPress={() => void act.run('remove')}
            >
              <Trans>Not any more</Trans>
            </Button>
          )}
        </Row>
      </SettingRow>
      {mayAct && installed === null && way === 'asks' && (
        <Banner kind="info">
          <Trans>
            This computer asks for an administrator's password. Then the server stops for a moment and goes on
            as a service; chat programs come back by themselves.
          </Trans>
        </Banner>
      )}
      {installed?.otherFolder != null && (
        <Banner kind="warn">
          <Trans>That service looks after another data folder: {installed.otherFolder}</Trans>
        </Banner>
      )}
      {act.problem && <ProblemNote problem={act.problem} />}
      {!mayAct && <ByHand service={service} />}
      {confirmed.dialog}
    </Stack>
  );
}

function State({ installed }: { installed: MachineServiceState['installed'] }) {
  if (installed === null)
    return (
      <Pill dot="off">
        <Trans>Off</Trans>
      </Pill>
    );
  switch (installed.state) {
    case 'running':
      return (
        <Pill dot="ok">
          <Trans>On</Trans>
        </Pill>
      );
    case 'waiting':
      return (
        <Pill dot="off">
          <Trans>Starting</Trans>
        </Pill>
      );
    case 'stopped':
      return (
        <Pill dot="warn">
          <Trans>Stopped</Trans>
        </Pill>
      );
    case 'failed':
      return (
        <Pill dot="bad">
          <Trans>Does not start</Trans>
        </Pill>
      );
    case 'unknown':
      return (
        <Pill dot="off">
          <Trans>Not known</Trans>
        </Pill>
      );
    default:
      return assertNever(installed.state);
  }
}

/** Where this page may not do it: why, and the exact commands. */
function ByHand({ service }: { service: MachineServiceState }) {
  const { t } = useLingui();
  const { hindrance, installed, commands, account, dataDir } = service;
  const list = installed === null ? commands.install : commands.remove;
  return (
    <Stack gap="s">
      <p>
        <Why hindrance={hindrance} />
      </p>
      {(hindrance === null || hindrance === 'package') && (
        <Fold
          title={
            installed === null ? (
              <Trans>How to keep it running</Trans>
            ) : (
              <Trans>How to take the service away</Trans>
            )
          }
        >
          <Stack gap="s">
            <Code lines={list} label={t`The commands`} copyLabel={t`Copy the commands`} />
            <p>
              <Trans>
                It runs as {account}, on {dataDir}.
              </Trans>
            </p>
          </Stack>
        </Fold>
      )}
    </Stack>
  );
}

function Why({ hindrance }: { hindrance: MachineServiceState['hindrance'] }): ReactNode {
  switch (hindrance) {
    case null:
      return (
        <Trans>
          An administrator of this computer does this, in a terminal. Nothing is moved, and everybody stays
          connected but for a moment.
        </Trans>
      );
    case 'no-keeper':
      return (
        <Trans>
          Nothing we know starts programs on this computer. A technician can put a definition in place.
        </Trans>
      );
    case 'passing-place':
      return (
        <Trans>
          This Chatelaine runs out of a file that is only unpacked while it is open. Install the package for
          your system first.
        </Trans>
      );
    case 'root-account':
      return (
        <Trans>
          This Chatelaine was opened as root, which no chat server should be. Open it as an ordinary account.
        </Trans>
      );
    case 'package':
      return <Trans>The Debian package brought this service, and the system looks after it.</Trans>;
    default:
      return assertNever(hindrance);
  }
}
