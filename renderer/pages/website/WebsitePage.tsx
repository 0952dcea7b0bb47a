/**
 * Behind a website: where another web server has the usual port, what it needs to pass chat on, and whether all of it arrives.
 */
import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import type { WebsiteFront, WebsiteState } from '../../api/types.ts';
import { Page, Stack } from '../../components/Page.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { PROGRAM_NAMES } from '../../words/website.ts';
import { ChecksCard } from './ChecksCard.tsx';
import { ChoiceCard } from './ChoiceCard.tsx';
import { FilesCard } from './FilesCard.tsx';
import { OnePortCard } from './OnePortCard.tsx';
import { useFiles } from './use-website.ts';

export function WebsitePage() {
  const { website } = useStores();
  const state = useResource(website);
  const known = latest(state);
  return (
    <Page title={<Trans>Behind a website</Trans>} lead={known && <Lead state={known} />}>
      <Shown of={state} onRetry={() => void website.load()}>
        {(value) => <Parts key={JSON.stringify(value.inUse)} state={value} />}
      </Shown>
    </Page>
  );
}

/** One true sentence. */
function Lead({ state: { inUse, address } }: { state: WebsiteState }) {
  if (inUse === null)
    return (
      <Trans>
        Files, invitations and chat in browsers are found at {address}. No web server stands in front of them.
      </Trans>
    );
  const { name } = inUse;
  const program = PROGRAM_NAMES[inUse.program];
  return (
    <Trans>
      {program} passes on to Chatelaine what is asked at {name}.
    </Trans>
  );
}

function Parts({ state }: { state: WebsiteState }) {
  const [front, setFront] = useState<WebsiteFront>(state.suggestion);
  const { files, problem } = useFiles(front);
  return (
    <Stack>
      {state.inUse !== null && <ChecksCard />}
      <ChoiceCard state={state} front={front} refused={problem} onChange={setFront} />
      <FilesCard front={front} files={files} problem={problem} />
      <OnePortCard state={state} />
    </Stack>
  );
}
