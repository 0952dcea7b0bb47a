import { Trans } from '@lingui/react/macro';
import { KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Locked } from '../../api/access.ts';
import { assertNever } from '../../assert-never.ts';
import { Button } from '../../components/Button.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Hero } from '../../components/Hero.tsx';
import { LanguageChoice } from '../../frame/LanguageChoice.tsx';
import { GiveKey } from '../../parts/access/GiveKey.tsx';
import { type AccessWays, askWays, keepTicket } from '../../stores/door.ts';
import css from './AccessPage.module.css';
import { LinkSteps } from './LinkSteps.tsx';

/** Nobody is let in without a password, a passkey or a link. Asks for what there is, and says how to get the last. */
export function AccessPage({ because }: { because: Locked }) {
  const [ways, setWays] = useState<AccessWays | null>(null);
  useEffect(() => {
    let here = true;
    void askWays().then((found) => here && setWays(found));
    return () => {
      here = false;
    };
  }, []);
  const hasKey = ways !== null && (ways.password || ways.passkey);
  return (
    <main className={css.page}>
      <div className={css.top}>
        <img src="./mark.svg" alt="" />
        <b>Chatelaine</b>
        <LanguageChoice />
      </div>
      {ways !== null && (hasKey ? <Login ways={ways} because={because} /> : <LinkOnly because={because} />)}
    </main>
  );
}

const reload = () => window.location.reload();

async function goOn(ticket: string | null): Promise<null> {
  keepTicket(ticket);
  reload();
  return null;
}

function Login({ ways, because }: { ways: AccessWays; because: Locked }) {
  return (
    <>
      <Hero tone="plain" icon={KeyRound} title={<Trans>Log in</Trans>}>
        {because === 'no-link' ? (
          <Trans>From here the whole server is looked after, so only those who look after it come in.</Trans>
        ) : (
          <Why because={because} />
        )}
      </Hero>
      <GiveKey what="enter" ways={ways} act={<Trans>Log in</Trans>} onGiven={goOn} />
      {ways.passkeyAt !== null && <ByName name={ways.passkeyAt} />}
      <div className={css.other}>
        <Fold title={<Trans>The password is forgotten, or this is a new computer</Trans>}>
          <LinkSteps />
          <p>
            <Trans>
              Whoever may use the terminal of that computer can also set another password there:{' '}
              <code>chatelaine password set</code>
            </Trans>
          </p>
        </Fold>
      </div>
    </>
  );
}

/** Passkeys belong to a name, and numbers are none. */
function ByName({ name }: { name: string }) {
  const { protocol, port } = window.location;
  // Numbers without TLS are this computer's own, and so is that name.
  const address = `${protocol}//${name}${port === '' ? '' : `:${port}`}/`;
  return (
    <p>
      <Trans>
        Your passkey works under the name of this computer, not under its number. To use it, open{' '}
        <a href={address}>{address}</a>
      </Trans>
    </p>
  );
}

function LinkOnly({ because }: { because: Locked }) {
  return (
    <>
      <Hero tone="plain" icon={KeyRound} title={<Trans>You need a link to come in.</Trans>}>
        <Why because={because} />
      </Hero>
      <h2>
        <Trans>How to get a link</Trans>
      </h2>
      <LinkSteps />
      <div className={css.actions}>
        <Button onPress={reload}>
          <Trans>Try again</Trans>
        </Button>
      </div>
    </>
  );
}

function Why({ because }: { because: Locked }) {
  switch (because) {
    case 'no-link':
      return <Trans>This keeps strangers out: whoever opens this page could manage your server.</Trans>;
    case 'link-used':
      return <Trans>The link you opened was used already, or it is older than ten minutes.</Trans>;
    case 'too-many':
      return <Trans>Too many links were tried in a short time. Wait a minute, then use a new one.</Trans>;
    default:
      return assertNever(because);
  }
}
