import { Trans, useLingui } from '@lingui/react/macro';
import { LinkTabs } from '../components/LinkTabs.tsx';

/** Other companies, and other networks: two pages about whom colleagues can talk with outside. */
export function FederationTabs() {
  const { t } = useLingui();
  return (
    <LinkTabs
      label={t`Outside the office`}
      tabs={[
        { to: '/federation', title: <Trans>Other companies</Trans>, end: true },
        { to: '/federation/bridges', title: <Trans>Other networks</Trans> },
      ]}
    />
  );
}
