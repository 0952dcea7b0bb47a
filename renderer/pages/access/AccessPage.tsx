import { Trans, useLingui } from '@lingui/react/macro';
import { KeyRound } from 'lucide-react';
import type { Locked } from '../../api/access.ts';
import { assertNever } from '../../assert-never.ts';
import { PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Hero } from '../../components/Hero.tsx';
import { LanguageChoice } from '../../frame/LanguageChoice.tsx';
import css from './AccessPage.module.css';

/** Nobody is let in without a link. Says how to get one. */
export function AccessPage({ because }: { because: Locked }) {
  const { t } = useLingui();
  return (
    <main className={css.page}>
      <div className={css.top}>
        <img src="./mark.svg" alt="" />
        <b>Chatelaine</b>
        <LanguageChoice />
      </div>
      <Hero tone="plain" icon={KeyRound} title={<Trans>You need a link to come in.</Trans>}>
        <Why because={because} />
      </Hero>
      <h2>
        <Trans>How to get a link</Trans>
      </h2>
      <ol className={css.steps}>
        <li>
          <Trans>Go to the computer on which Chatelaine runs, and open a terminal there.</Trans>
        </li>
        <li>
          <p>
            <Trans>Type this word and press Enter:</Trans>
          </p>
          <Code lines={['chatelaine']} label={t`Command`} copyLabel={t`Copy the command`} />
          <p className="small muted">
            <Trans>
              If that word is not known there: <code>npm start</code>, in the folder Chatelaine was downloaded
              to.
            </Trans>
          </p>
        </li>
        <li>
          <Trans>It prints an address. Open it in this browser: it works once, for ten minutes.</Trans>
        </li>
      </ol>
      <PromiseLine>
        <Trans>After that, this browser is remembered. Any session can be ended on Settings.</Trans>
      </PromiseLine>
      <div className={css.actions}>
        <Button onPress={() => window.location.reload()}>
          <Trans>Try again</Trans>
        </Button>
      </div>
    </main>
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
