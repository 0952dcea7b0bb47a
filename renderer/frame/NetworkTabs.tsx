import { Trans, useLingui } from '@lingui/react/macro';
import { LinkTabs } from '../components/LinkTabs.tsx';

/** How the server is found, whether people get in, and how programs know that it is the right one: the way in. */
export function NetworkTabs() {
  const { t } = useLingui();
  return (
    <LinkTabs
      label={t`Network`}
      tabs={[
        { to: '/network', title: <Trans>Names</Trans>, end: true },
        { to: '/network/doors', title: <Trans>Doors</Trans> },
        { to: '/network/certificate', title: <Trans>Certificate</Trans> },
      ]}
    />
  );
}
