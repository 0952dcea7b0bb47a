import { Trans } from '@lingui/react/macro';
import { useNavigate } from 'react-router';
import type { Federation } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { useFormat } from '../../words/format.ts';

/** Whether other servers find this one, as far as it is known: only what was seen is called so. */
export function Findable({ facts }: { facts: Federation }) {
  const format = useFormat();
  const navigate = useNavigate();
  const { policy, way, domain, running, ports, domains } = facts;
  if (policy === 'closed' || !running) return null;
  const shut = ports.filter(({ open }) => !open).map(({ port }) => String(port));
  if (shut.length > 0) {
    const list = format.list(shut);
    return (
      <Banner
        kind="warn"
        action={
          <Button size="s" onPress={() => void navigate('/settings')}>
            <Trans>See the doors</Trans>
          </Button>
        }
      >
        {shut.length === ports.length ? (
          <Trans>
            <b>No other company gets in.</b> Its doors on this computer, {list}, could not be opened. Your
            people can still write to others.
          </Trans>
        ) : (
          <Trans>
            <b>One of two doors for other companies is shut:</b> {list}. Others most likely come in by the
            other one.
          </Trans>
        )}
      </Banner>
    );
  }
  if (way === 'lan') {
    return (
      <Banner kind="info">
        <Trans>
          <b>Other companies cannot find you:</b> the name {domain} exists on your own network only. For a
          server on the same network, try it here and give its address under “Rules”.
        </Trans>
      </Banner>
    );
  }
  // Somebody came in from outside: then they do find us.
  if (domains.some(({ links }) => links.some(({ direction }) => direction === 'in'))) return null;
  const port = String(ports[0]?.port ?? '');
  return (
    <Banner
      kind="info"
      action={
        <Button size="s" onPress={() => void navigate('/network')}>
          <Trans>See “Network”</Trans>
        </Button>
      }
    >
      <Trans>
        <b>Do other companies find you?</b> Their servers look up {domain} and knock at port {port}. “Network”
        says whether your domain leads them here. Whether your internet box lets them in was not checked.
      </Trans>
    </Banner>
  );
}
