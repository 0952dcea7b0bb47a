/**
 * Is it all right? If not, why, and what do I press?
 */
import { useEffect } from 'react';
import type { Overview } from '../../api/types.ts';
import { Page, Stack, Two } from '../../components/Page.tsx';
import { usePageParams } from '../../components/page-params.ts';
import { useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { rootCauses } from '../../words/findings.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { CauseCard } from './CauseCard.tsx';
import { ConnectedCard } from './ConnectedCard.tsx';
import { LooksAfterItself } from './LooksAfterItself.tsx';
import { NeedsYou } from './NeedsYou.tsx';
import { StatusChain } from './StatusChain.tsx';
import { StatusHero } from './StatusHero.tsx';
import { StopDialog } from './StopDialog.tsx';
import { type ServerControl, useServerControl } from './server-control.ts';

/** Never more than three causes at a time. */
const MOST_CAUSES = 3;

export function HomePage() {
  const stores = useStores();
  const overview = useResource(stores.overview);
  const control = useServerControl();
  useAsked(control);
  return (
    <Page>
      <Shown of={overview} onRetry={() => void stores.overview.load()}>
        {(value) => <Overall overview={value} control={control} checking={overview.state === 'busy'} />}
      </Shown>
    </Page>
  );
}

function Overall({
  overview,
  control,
  checking,
}: {
  overview: Overview;
  control: ServerControl;
  checking: boolean;
}) {
  const causes = rootCauses(overview.findings);
  // Stopped: the sentence at the top says it all and has the button; a card would say it a second time.
  const grave = causes
    .filter(({ root }) => root.severity === 'broken' && root.code !== 'server.stopped')
    .slice(0, MOST_CAUSES);
  const small = causes.filter(({ root }) => root.severity !== 'broken');
  return (
    <>
      <StatusHero overview={overview} control={control} checking={checking} />
      {control.problem && (
        <Stack>
          <ProblemNote problem={control.problem} onRetry={control.again} />
          <span />
        </Stack>
      )}
      <StatusChain overview={overview} />
      {grave.map(({ root, effects }) => (
        <CauseCard key={root.code} finding={root} effects={effects} overview={overview} control={control} />
      ))}
      <Two>
        <Stack>
          <NeedsYou
            findings={small}
            calm={grave.length === 0 && overview.status.state !== 'stopped'}
            running={overview.status.state === 'running'}
            control={control}
          />
          <ConnectedCard overview={overview} />
        </Stack>
        <LooksAfterItself overview={overview} />
      </Two>
      <StopDialog control={control} online={overview.people.online} />
    </>
  );
}

/** `/?do=stop`: the Finder asked for it. Taken out of the address, so that a reload does not do it again. */
function useAsked(control: ServerControl): void {
  const [params, setParams] = usePageParams();
  const asked = params.get('do');
  useEffect(() => {
    if (asked === null) return;
    setParams({}, { replace: true });
    if (asked === 'start') void control.start();
    if (asked === 'restart') void control.restart();
    if (asked === 'stop') control.askToStop(true);
  }, [asked, setParams, control]);
}
