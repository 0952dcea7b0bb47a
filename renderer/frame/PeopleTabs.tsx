import { Trans, useLingui } from '@lingui/react/macro';
import { LinkTabs } from '../components/LinkTabs.tsx';
import { latest, useResource } from '../stores/async.ts';
import { useStores } from '../stores/stores.ts';

/** People, their teams, and who waits for a yes: three pages that are one to whoever looks after the office. */
export function PeopleTabs() {
  const { t } = useLingui();
  const stores = useStores();
  const waiting = latest(useResource(stores.waiting))?.length ?? 0;
  const reports = latest(useResource(stores.reports))?.length ?? 0;
  return (
    <LinkTabs
      label={t`People and teams`}
      tabs={[
        { to: '/people', title: <Trans>Everyone</Trans>, end: true },
        { to: '/people/teams', title: <Trans>Teams</Trans> },
        {
          to: '/people/waiting',
          title: <Trans>Waiting for you</Trans>,
          count: waiting + reports,
          countLabel: <Trans>waiting</Trans>,
        },
      ]}
    />
  );
}
