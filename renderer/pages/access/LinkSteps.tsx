import { Trans, useLingui } from '@lingui/react/macro';
import { PromiseLine } from '../../components/Banner.tsx';
import { Code } from '../../components/Code.tsx';
import css from './AccessPage.module.css';

/** How to get a link, on the computer Chatelaine runs on. */
export function LinkSteps() {
  const { t } = useLingui();
  return (
    <>
      <ol className={css.steps}>
        <li>
          <Trans>Go to the computer on which Chatelaine runs, and open a terminal there.</Trans>
        </li>
        <li>
          <p>
            <Trans>Type these words and press Enter:</Trans>
          </p>
          <Code lines={['chatelaine link']} label={t`Command`} copyLabel={t`Copy the command`} />
          <p className="small muted">
            <Trans>
              If they are not known there: <code>npm start</code>, in the folder Chatelaine was downloaded to.
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
    </>
  );
}
