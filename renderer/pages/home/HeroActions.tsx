import { Trans } from '@lingui/react/macro';
import { Play, RotateCcw, Square } from 'lucide-react';
import type { ServerState } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { Button } from '../../components/Button.tsx';
import type { ServerControl } from './server-control.ts';

/** What can be done with the server in the state it is in. */
export function HeroActions({ status, control }: { status: ServerState; control: ServerControl }) {
  const starting = <Trans>Starting…</Trans>;
  switch (status.state) {
    case 'running':
      return (
        <>
          <Button
            icon={RotateCcw}
            busy={control.doing === 'restart' && <Trans>Restarting…</Trans>}
            onPress={() => void control.restart()}
          >
            <Trans>Restart</Trans>
          </Button>
          <Button
            icon={Square}
            busy={control.doing === 'stop' && <Trans>Stopping…</Trans>}
            onPress={() => control.askToStop(true)}
          >
            <Trans>Stop</Trans>
          </Button>
        </>
      );
    case 'stopped':
      return (
        <Button
          kind="primary"
          icon={Play}
          busy={control.doing !== null && starting}
          onPress={() => void control.start()}
        >
          <Trans>Start the server</Trans>
        </Button>
      );
    case 'waiting':
      return (
        <Button icon={Play} busy={control.doing !== null && starting} onPress={() => void control.start()}>
          <Trans>Start now</Trans>
        </Button>
      );
    case 'failed':
    case 'starting':
    case 'stopping':
    case 'not-set-up':
      // Failed: the button stands in the card that names the cause.
      return null;
    default:
      return assertNever(status);
  }
}
