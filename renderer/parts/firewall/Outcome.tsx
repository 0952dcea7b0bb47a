import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import type { FirewallState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { useNow } from '../../stores/now.ts';
import { outcomeWords } from '../../words/firewall.ts';
import { useFormat } from '../../words/format.ts';

/** How the last change ended: told for a day, with what was lost. */
const SHOWN_MS = 24 * 60 * 60_000;

/** @param read whether something reads the firewall's files when this computer starts, as far as is known */
export function Outcome({ last, read }: { last: NonNullable<FirewallState['last']>; read: boolean }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const now = useNow(60_000);
  if (now - last.at > SHOWN_MS) return null;
  const { kind, words } = outcomeWords(last.outcome, last.rules);
  const files = format.list(last.files);
  const forgotten = format.list(last.forgotten);
  return (
    <>
      <Banner kind={kind} live>
        <b>{i18n._(words)}</b>{' '}
        {last.files.length > 0 && !read && (
          <Trans>
            They are written down in {files}, but nothing reads that yet when this computer starts: see below.
          </Trans>
        )}
        {last.files.length > 0 && read && (
          <Trans>They are there again after this computer restarts; changed for that: {files}.</Trans>
        )}
        {last.outcome === 'kept' &&
          read &&
          last.files.length === 0 &&
          last.forgotten.length === 0 &&
          last.unwritten.length === 0 && <Trans>They are there again after this computer restarts.</Trans>}
      </Banner>
      {last.forgotten.length > 0 && (
        <Banner kind="warn">
          <Trans>
            <b>After this computer restarts the rules are gone:</b> nothing on it keeps the rules of{' '}
            {forgotten}. On Debian and Ubuntu, an administrator installs “iptables-persistent” or “nftables”
            for that; then apply once more.
          </Trans>
        </Banner>
      )}
      {last.unwritten.length > 0 && (
        <Banner kind="warn">
          <Trans>
            <b>The rules are in force, but may be gone after this computer restarts:</b> they could not be
            written down.
          </Trans>{' '}
          <span className="mono">{last.unwritten.join('; ')}</span>
        </Banner>
      )}
      {last.lost.length > 0 && (
        <Fold title={<Trans>What was lost meanwhile</Trans>} aside={last.lost.length}>
          <Code lines={last.lost} label={t`What was lost meanwhile`} copyLabel={t`Copy these lines`} />
        </Fold>
      )}
    </>
  );
}
