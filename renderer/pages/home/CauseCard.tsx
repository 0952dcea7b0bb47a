import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { BadgeCheck, Play, RotateCcw, ScrollText, Signpost } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Finding, Overview } from '../../api/types.ts';
import { PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Cause } from '../../components/Cause.tsx';
import { Code } from '../../components/Code.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { linesOf } from '../../words/finding-lines.ts';
import { findingWords } from '../../words/findings.ts';
import { useFormat } from '../../words/format.ts';
import { logsLink } from '../../words/logs-link.ts';
import type { ServerControl } from './server-control.ts';

export type CauseCardProps = {
  finding: Finding;
  effects: readonly Finding[];
  overview: Overview;
  control: ServerControl;
};

/** One root cause with its evidence; what follows from it folds under it. */
export function CauseCard({ finding, effects, overview, control }: CauseCardProps) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const format = useFormat();
  const words = findingWords(finding, format, Date.now());
  const { status } = overview;
  const evidence = finding.code === 'server.failed' && status.state === 'failed' ? status : null;
  return (
    <Cause
      tone="bad"
      eyebrow={<Trans>The cause</Trans>}
      title={i18n._(words.title)}
      actions={
        <>
          {words.action === 'start' && (
            <Button
              kind="primary"
              size="l"
              icon={Play}
              busy={control.doing !== null && <Trans>Starting…</Trans>}
              onPress={() => void control.start()}
            >
              <Trans>Start the server</Trans>
            </Button>
          )}
          {words.action === 'restart' && (
            <Button
              kind="primary"
              size="l"
              icon={RotateCcw}
              busy={control.doing !== null && <Trans>Restarting…</Trans>}
              onPress={() => void control.restart()}
            >
              <Trans>Restart the server</Trans>
            </Button>
          )}
          {words.action === 'certificate' && (
            <Button
              kind="primary"
              size="l"
              icon={BadgeCheck}
              onPress={() => void navigate('/network/certificate')}
            >
              <Trans>Look at the certificate</Trans>
            </Button>
          )}
          {words.action === 'names' && (
            <Button kind="primary" size="l" icon={Signpost} onPress={() => void navigate('/network')}>
              <Trans>Look at the names</Trans>
            </Button>
          )}
          {linesOf(finding) && (
            <Button
              kind="link"
              icon={ScrollText}
              onPress={() => void navigate(logsLink(linesOf(finding) ?? {}))}
            >
              <Trans>Open the log</Trans>
            </Button>
          )}
        </>
      }
      promise={
        <PromiseLine>
          <Trans>Accounts, contacts, messages and settings are not touched.</Trans>
        </PromiseLine>
      }
      folds={
        <>
          {effects.length > 0 && (
            <Fold flush title={<Trans>What follows from this</Trans>}>
              <Facts>
                {effects.map((effect) => (
                  <Fact key={effect.code} small={i18n._(findingWords(effect, format, Date.now()).text)}>
                    {i18n._(findingWords(effect, format, Date.now()).title)}
                  </Fact>
                ))}
              </Facts>
            </Fold>
          )}
          {evidence && (
            <Fold flush title={<Trans>How we know</Trans>} aside={evidence.exit}>
              <p className="small muted">
                <Trans>The first lines it wrote</Trans>
              </p>
              <Code lines={evidence.firstLines} label={t`The first lines it wrote`} />
              <p className="small muted">
                <Trans>The last lines it wrote</Trans>
              </p>
              <Code
                lines={evidence.lastLines}
                label={t`The last lines it wrote`}
                copyLabel={t`Copy the last lines`}
              />
            </Fold>
          )}
        </>
      }
    >
      <p>
        {i18n._(words.text)} {words.more && <b>{i18n._(words.more)}</b>}
      </p>
    </Cause>
  );
}
