import { Trans } from '@lingui/react/macro';
import { Link } from 'react-router';
import type { FirewallSeen } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { useFormat } from '../../words/format.ts';

/** What no plan of ours touches, remote access first; and the website that has the web's own doors. */
export function LeftAlone({ seen, website }: { seen: FirewallSeen; website: boolean }) {
  const format = useFormat();
  const remote = format.list(seen.remoteAccess.map(String));
  const programs = [...new Set(seen.web.map(({ program, container }) => program ?? container ?? ''))];
  const who = format.list(programs.filter((name) => name !== ''));
  const ports = format.list(seen.web.map(({ port }) => String(port)));
  return (
    <>
      <Banner kind="ok">
        {remote === '' ? (
          <Trans>
            <b>Stays as it is:</b> remote access, and every other rule of this computer. No door to the
            administration is ever opened to the world.
          </Trans>
        ) : (
          <Trans>
            <b>Stays as it is:</b> remote access ({remote}), and every other rule of this computer. No door to
            the administration is ever opened to the world.
          </Trans>
        )}
      </Banner>
      {ports !== '' && (
        <Banner
          kind="info"
          action={
            website && (
              <Link to="/website">
                <Trans>Behind a website</Trans>
              </Link>
            )
          }
        >
          {who === '' ? (
            <Trans>
              Another program has the web’s own doors ({ports}): that is as it should be where a website lives
              here. Chat does not need them; files and the chat in the browser can pass through that website.
            </Trans>
          ) : (
            <Trans>
              {who} has the web’s own doors ({ports}): that is as it should be where a website lives here.
              Chat does not need them; files and the chat in the browser can pass through that website.
            </Trans>
          )}
        </Banner>
      )}
    </>
  );
}
