import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { Check, Info, TriangleAlert } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Finding } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Stack } from '../../components/Page.tsx';
import { LinesLink } from '../../parts/log-lines/LinesLink.tsx';
import { linesOf } from '../../words/finding-lines.ts';
import { findingWords } from '../../words/findings.ts';
import { useFormat } from '../../words/format.ts';
import { logsLink } from '../../words/logs-link.ts';
import type { ServerControl } from './server-control.ts';

export type NeedsYouProps = {
  /** What is not grave enough for a card of its own. */
  findings: readonly { root: Finding }[];
  /** Nothing grave stands above. */
  calm: boolean;
  running: boolean;
  control: ServerControl;
};

export function NeedsYou({ findings, calm, running, control }: NeedsYouProps) {
  // What Chatelaine is seeing to by itself needs nobody.
  const needs = ({ root }: { root: Finding }) => root.severity === 'warning' && root.who !== 'chatelaine';
  const warnings = findings.filter(needs);
  const infos = findings.filter((finding) => !needs(finding));
  return (
    <Stack>
      <Card title={<Trans>Needs you</Trans>}>
        {warnings.length > 0 ? (
          <List findings={warnings} control={control} />
        ) : calm ? (
          <Empty icon={Check} tone="ok" title={<Trans>Nothing.</Trans>}>
            {running ? (
              <Trans>You can close this window: the server keeps running.</Trans>
            ) : (
              <Trans>Chatelaine is seeing to it.</Trans>
            )}
          </Empty>
        ) : (
          <p className="small muted">
            <Trans>Only what stands above.</Trans>
          </p>
        )}
      </Card>
      {infos.length > 0 && (
        <Card title={<Trans>Good to know</Trans>}>
          <List findings={infos} control={control} />
        </Card>
      )}
    </Stack>
  );
}

function List({ findings, control }: { findings: readonly { root: Finding }[]; control: ServerControl }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <Facts>
      {findings.map(({ root }) => {
        const { title, text, more, action } = findingWords(root, format, Date.now());
        const warning = root.severity === 'warning';
        const lines = linesOf(root);
        return (
          <Fact
            key={root.code + root.subject}
            icon={warning ? TriangleAlert : Info}
            tone={warning ? 'warn' : undefined}
            small={more ? `${i18n._(text)} ${i18n._(more)}` : i18n._(text)}
            action={
              action === 'invite' ? (
                <Button size="s" onPress={() => void navigate('/people?add')}>
                  <Trans>Add someone</Trans>
                </Button>
              ) : action === 'waiting' || action === 'reports' ? (
                <Button size="s" onPress={() => void navigate('/people/waiting')}>
                  <Trans>Look</Trans>
                </Button>
              ) : action === 'person' ? (
                <Button size="s" onPress={() => void navigate(`/people/${encodeURIComponent(root.subject)}`)}>
                  <Trans>Look</Trans>
                </Button>
              ) : action === 'federation' || action === 'doors' ? (
                <Button
                  size="s"
                  onPress={() => void navigate(action === 'doors' ? '/settings' : '/federation')}
                >
                  <Trans>Look</Trans>
                </Button>
              ) : action === 'backups' ? (
                <Button size="s" onPress={() => void navigate('/backups')}>
                  <Trans>Look</Trans>
                </Button>
              ) : action === 'firewall' ? (
                <Button size="s" onPress={() => void navigate('/network/doors')}>
                  <Trans>Look</Trans>
                </Button>
              ) : action === 'bridges' || action === 'website' ? (
                <Button
                  size="s"
                  onPress={() => void navigate(action === 'website' ? '/website' : '/federation/bridges')}
                >
                  <Trans>Look</Trans>
                </Button>
              ) : action === 'names' || action === 'certificate' ? (
                <Button
                  size="s"
                  onPress={() => void navigate(action === 'names' ? '/network' : '/network/certificate')}
                >
                  <Trans>Look</Trans>
                </Button>
              ) : action === 'logs' ? (
                <Button size="s" onPress={() => void navigate(logsLink(linesOf(root) ?? {}))}>
                  <Trans>Open the log</Trans>
                </Button>
              ) : action === 'restart' ? (
                <Button
                  size="s"
                  busy={control.doing === 'restart' && <Trans>Restarting…</Trans>}
                  onPress={() => void control.restart()}
                >
                  <Trans>Restart</Trans>
                </Button>
              ) : action === 'start' ? (
                <Button
                  size="s"
                  busy={control.doing === 'start' && <Trans>Starting…</Trans>}
                  onPress={() => void control.start()}
                >
                  <Trans>Start</Trans>
                </Button>
              ) : null
            }
          >
            {i18n._(title)}
            {warning && action !== 'logs' && lines && <LinesLink small query={lines} about={i18n._(title)} />}
          </Fact>
        );
      })}
    </Facts>
  );
}
