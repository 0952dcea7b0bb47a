import { Trans } from '@lingui/react/macro';
import type { DynamicState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';

type Look = NonNullable<DynamicState['look']>;

/** What stands between this computer and the internet, where that needs somebody. */
export function NetworkNote({ look: { network } }: { look: Look }) {
  switch (network) {
    case 'carrier':
      return (
        <Banner kind="warn">
          <Trans>
            <b>Your internet provider shares one address among many customers</b> (CGNAT). From outside nobody
            can reach a server behind it. Ask the provider for a public address of your own, or use IPv6; the
            lines alone do not help.
          </Trans>
        </Banner>
      );
    case 'double':
      return (
        <Banner kind="warn">
          <Trans>
            <b>There are two internet boxes, one behind the other.</b> Both have to let chat in, the outer one
            to the inner one.
          </Trans>
        </Banner>
      );
    case 'router':
      return (
        <Banner kind="info">
          <Trans>
            The address is that of your internet box: it has to let chat in and pass it on to this computer.
          </Trans>
        </Banner>
      );
    case 'public':
    case 'unknown':
      return null;
  }
}
