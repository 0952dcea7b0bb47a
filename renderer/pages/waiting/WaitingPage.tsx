/**
 * What waits for a yes or a no from whoever looks after the office: people who ask for an account, invitations that are out,
 * reports of spam and abuse.
 */
import { Trans } from '@lingui/react/macro';
import { Page, Stack } from '../../components/Page.tsx';
import { PeopleTabs } from '../../frame/PeopleTabs.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Applicants } from './Applicants.tsx';
import { Invitations } from './Invitations.tsx';
import { Reports } from './Reports.tsx';

export function WaitingPage() {
  const stores = useStores();
  const waiting = latest(useResource(stores.waiting))?.length;
  const reports = latest(useResource(stores.reports))?.length;
  return (
    <Page wide title={<Trans>People</Trans>} lead={<Lead waiting={waiting} reports={reports} />}>
      <PeopleTabs />
      <Stack>
        <Applicants />
        <Reports />
        <Invitations />
      </Stack>
    </Page>
  );
}

function Lead({ waiting, reports }: { waiting: number | undefined; reports: number | undefined }) {
  if (waiting === undefined || reports === undefined) return null;
  if (waiting + reports === 0) return <Trans>Nothing waits for you.</Trans>;
  if (waiting === 0) return <Trans>Somebody was reported. Look at it when you can.</Trans>;
  return <Trans>Somebody asked for an account and cannot log in before you say yes.</Trans>;
}
