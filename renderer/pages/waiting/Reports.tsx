import { Trans, useLingui } from '@lingui/react/macro';
import { Ban, Flag } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Report } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import css from './Reports.module.css';

/** Whom people here blocked and reported. */
export function Reports() {
  const { t } = useLingui();
  const stores = useStores();
  const reports = useResource(stores.reports);
  return (
    <Card title={<Trans>Reports</Trans>}>
      <Shown of={reports} onRetry={() => void stores.reports.load()}>
        {(list) =>
          list.length === 0 ? (
            <Empty icon={Flag} title={<Trans>Nobody was reported.</Trans>}>
              <Trans>When someone blocks a nuisance and reports it, you read it here.</Trans>
            </Empty>
          ) : (
            <Facts label={t`Reports`}>
              {list.map((report) => (
                <One key={report.id} report={report} />
              ))}
            </Facts>
          )
        }
      </Shown>
    </Card>
  );
}

/** A device's own name is of no use here. */
const bare = (address: string): string => address.split('/')[0] ?? address;

function One({ report }: { report: Report }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const stores = useStores();
  const { connection, reports, toasts } = stores;
  const format = useFormat();
  const now = useNow(60_000);
  const domain = latest(useResource(stores.overview))?.domain;
  const offender = bare(report.offender);
  const reporter = bare(report.reporter);
  const ago = format.ago(report.at, now);
  const ours = offender.split('@').at(-1) === domain;
  const { text, quotes, keptOut } = report;
  const act = useAction(async (what: 'keepOut' | 'letIn' | 'close') => {
    const { safety } = connection.client();
    if (what === 'close') await safety.closeReport({ id: report.id, host: report.host });
    else await safety[what]({ address: offender });
    await reports.load();
    return true;
  });
  const keepOut = async () => {
    if (!(await act.run('keepOut'))) return;
    toasts.show(t`${offender} is kept out.`, async () => void (await act.run('letIn')));
  };
  const close = async () => {
    if (await act.run('close')) toasts.show(t`The report about ${offender} is closed.`);
  };
  return (
    <Fact
      tall
      icon={Flag}
      tone="warn"
      small={
        <Stack gap="s">
          <span>
            <Trans>
              Reported by {reporter}, {ago}
            </Trans>
          </span>
          {text !== '' && <span className={css.said}>{text}</span>}
          {quotes.map((quote) => (
            <blockquote key={quote} className={css.quote}>
              {quote}
            </blockquote>
          ))}
          <Row>
            {ours ? (
              <Button size="s" onPress={() => void navigate(`/people/${encodeURIComponent(offender)}`)}>
                <Trans>Open the person</Trans>
              </Button>
            ) : keptOut ? (
              <span>
                <Trans>Kept out already.</Trans>
              </span>
            ) : (
              <Button
                size="s"
                icon={Ban}
                label={t`Keep out ${offender}`}
                busy={act.busy && <Trans>Changing…</Trans>}
                onPress={() => void keepOut()}
              >
                <Trans>Keep out</Trans>
              </Button>
            )}
            <Button
              size="s"
              label={t`Dealt with: ${offender}`}
              busy={act.busy && <Trans>Changing…</Trans>}
              onPress={() => void close()}
            >
              <Trans>Dealt with</Trans>
            </Button>
          </Row>
          {act.problem && <ProblemNote problem={act.problem} />}
        </Stack>
      }
    >
      <Reason reason={report.reason} offender={offender} />
    </Fact>
  );
}

function Reason({ reason, offender }: { reason: string; offender: string }) {
  if (reason === 'spam') return <Trans>{offender} sends unwanted messages</Trans>;
  if (reason === 'abuse') return <Trans>{offender} harasses somebody</Trans>;
  return <Trans>{offender} was reported</Trans>;
}
