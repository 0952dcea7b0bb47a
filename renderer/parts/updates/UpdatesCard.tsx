/** Updates as one card: a dated sentence, what is new, when to take it, how far it is, the way back. Placed on Backups & updates. */
import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { CircleX, Download, Moon } from 'lucide-react';
import type { UpdatesAnswer } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { lookTrouble, stepOf, updateSentence, whyNot } from '../../words/updates.ts';
import { Notes } from './Notes.tsx';
import { Steps } from './Steps.tsx';
import { WayBack } from './WayBack.tsx';

export function UpdatesCard() {
  const { updates } = useStores();
  const view = useResource(updates);
  return (
    <Card title={<Trans>Updates</Trans>}>
      <Shown of={view} onRetry={() => void updates.load()}>
        {(value) => <View view={value} />}
      </Shown>
    </Card>
  );
}

function View({ view }: { view: UpdatesAnswer }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const { state, trouble, commands, wayBack } = view;
  const why = whyNot(state, format.locale);
  return (
    <Stack gap="m">
      <p>{i18n._(updateSentence(view, format))}</p>
      {why && <p>{why}</p>}
      {trouble && <Banner kind="warn">{i18n._(lookTrouble(trouble))}</Banner>}
      {commands.length > 0 && <ByPackages commands={commands} />}
      {stepOf(state) && <Steps state={state} />}
      <Acts view={view} />
      <Notes offer={'offer' in state ? state.offer.notes : null} />
      {wayBack && <WayBack wayBack={wayBack} />}
    </Stack>
  );
}

function ByPackages({ commands }: { commands: readonly string[] }) {
  const { t } = useMacro();
  return (
    <div>
      <p>
        <Trans>Your package manager brings new versions. Whoever may administer this computer types:</Trans>
      </p>
      <Code lines={commands} label={t`What to type`} copyLabel={t`Copy what to type`} />
    </div>
  );
}

function Acts({ view }: { view: UpdatesAnswer }) {
  const { updates, connection } = useStores();
  const { state, feed, kind, byItself } = view;
  const take = useAction(async (when: 'now' | 'tonight') =>
    updates.replace(await connection.client().updates.install({ when })),
  );
  const look = useAction(async () => updates.replace(await connection.client().updates.check()));
  const stop = useAction(async () => updates.replace(await connection.client().updates.cancel()));
  const problem = take.problem ?? look.problem ?? stop.problem;
  const isStill =
    state.state === 'idle' ||
    state.state === 'done' ||
    state.state === 'failed' ||
    state.state === 'rolled-back';
  const byUs = byItself !== 'no';
  return (
    <>
      <Row>
        {state.state === 'available' && byUs && (
          <>
            <Button
              kind="primary"
              icon={Download}
              busy={take.busy && <Trans>Beginning…</Trans>}
              onPress={() => void take.run('now')}
            >
              <Trans>Update now</Trans>
            </Button>
            {byItself === 'yes' && (
              <Button icon={Moon} onPress={() => void take.run('tonight')}>
                <Trans>Tonight at 02:30</Trans>
              </Button>
            )}
          </>
        )}
        {(state.state === 'downloading' || state.state === 'ready' || state.state === 'waiting') && (
          <>
            {state.state === 'waiting' && state.at !== null && (
              <Button icon={Download} onPress={() => void take.run('now')}>
                <Trans>Not tonight: now</Trans>
              </Button>
            )}
            <Button icon={CircleX} onPress={() => void stop.run()}>
              <Trans>Not now</Trans>
            </Button>
          </>
        )}
        {feed !== null && isStill && (
          <Button busy={look.busy && <Trans>Looking…</Trans>} onPress={() => void look.run()}>
            <Trans>Look for a newer version</Trans>
          </Button>
        )}
      </Row>
      {state.state === 'available' && byUs && kind !== 'desktop' && (
        <p>
          <Trans>
            Chatting pauses for about a minute. All the office has is copied first; if anybody or anything is
            missing with the new version, this one comes back by itself.
          </Trans>
        </p>
      )}
      {state.state === 'available' && byItself === 'attended' && (
        <p>
          <Trans>Stay at this computer: it asks whether the installer may run.</Trans>
        </p>
      )}
      {state.state === 'available' && kind === 'desktop' && byItself === 'no' && (
        <p>
          <Trans>
            This copy cannot exchange itself. Quit Chatelaine and run the new installer over it; everybody and
            every message stays. Its address: {feed}
          </Trans>
        </p>
      )}
      {kind === 'desktop' && byUs && state.state === 'available' && (
        <p>
          <Trans>
            Chatting pauses for some minutes, and all the office has is copied first. If the new version does
            not work, everybody and every message goes back as it was; the installer of this version has to be
            run by you then, and its address is shown.
          </Trans>
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}
