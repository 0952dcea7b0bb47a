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
import { type FindingAction, findingWords } from '../../words/findings.ts';
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

/** Where each is looked at and mended. */
const PLACES: Partial<Record<NonNullable<FindingAction>, string>> = {
  ...{ waiting: '/people/waiting', reports: '/people/waiting' },
  ...{ federation: '/federation', bridges: '/federation/bridges', website: '/website', doors: '/settings' },
  ...{ names: '/network', certificate: '/network/certificate', firewall: '/network/doors' },
  ...{ backups: '/backups', numbers: '/numbers' },
};

const placeOf = (action: FindingAction, { subject }: Finding): string | undefined =>
  action === 'person'
    ? `/people/${encodeURIComponent(subject)}`
    : action === null
      ? undefined
      : PLACES[action];

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
        const place = placeOf(action, root);
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
              ) : place !== undefined ? (
                <Button size="s" onPress={() => void navigate(place)}>
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
