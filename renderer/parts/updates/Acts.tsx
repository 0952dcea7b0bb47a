/** What can be pressed: to take it, now or tonight, to leave it, to look for one. Nothing at all where nothing can be. */
import { Trans } from '@lingui/react/macro';
import { CircleX, Download, Moon } from 'lucide-react';
import type { UpdatesAnswer } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

const AT_REST: ReadonlySet<UpdatesAnswer['state']['state']> = new Set([
  'idle',
  'done',
  'failed',
  'rolled-back',
]);

export function Acts({ view: { state, feed, byItself } }: { view: UpdatesAnswer }) {
  const { updates, connection } = useStores();
  const take = useAction(async (when: 'now' | 'tonight') =>
    updates.replace(await connection.client().updates.install({ when })),
  );
  const look = useAction(async () => updates.replace(await connection.client().updates.check()));
  const stop = useAction(async () => updates.replace(await connection.client().updates.cancel()));
  const problem = take.problem ?? look.problem ?? stop.problem;
  const mayTake = state.state === 'available' && byItself !== 'no';
  const mayStop = state.state === 'downloading' || state.state === 'ready' || state.state === 'waiting';
  const mayLook = feed !== null && AT_REST.has(state.state);
  return (
    <>
      {(mayTake || mayStop || mayLook) && (
        <Row>
          {mayTake && (
            <Button
              kind="primary"
              icon={Download}
              busy={take.busy && <Trans>Beginning…</Trans>}
              onPress={() => void take.run('now')}
            >
              <Trans>Update now</Trans>
            </Button>
          )}
          {mayTake && byItself === 'yes' && (
            <Button icon={Moon} onPress={() => void take.run('tonight')}>
              <Trans>Tonight at 02:30</Trans>
            </Button>
          )}
          {state.state === 'waiting' && state.at !== null && (
            <Button icon={Download} onPress={() => void take.run('now')}>
              <Trans>Not tonight: now</Trans>
            </Button>
          )}
          {mayStop && (
            <Button icon={CircleX} onPress={() => void stop.run()}>
              <Trans>Not now</Trans>
            </Button>
          )}
          {mayLook && (
            <Button busy={look.busy && <Trans>Looking…</Trans>} onPress={() => void look.run()}>
              <Trans>Look for a newer version</Trans>
            </Button>
          )}
        </Row>
      )}
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}
