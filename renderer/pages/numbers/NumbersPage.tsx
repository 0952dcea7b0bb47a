/**
 * How much, over an hour or a year: one true sentence first, then a picture of each number with the same in words and as a table.
 */
import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { ArchiveRestore, ChartLine, CircleX, Download, Play, RefreshCw, Square } from 'lucide-react';
import { useState } from 'react';
import type { NumberMark, NumberRange, NumberSpan, NumbersNow } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Page, Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { FAILED_MARKS, MARKS } from '../../words/numbers.ts';
import { Shown } from '../../words/Shown.tsx';
import { CHARTS } from './charts.ts';
import { gapOf } from './figures.ts';
import { NumberCard } from './NumberCard.tsx';
import css from './numbers.module.css';
import { Sentence } from './Sentence.tsx';

export function NumbersPage() {
  const { t } = useMacro();
  const { numbers } = useStores();
  const [range, setRange] = useState<NumberRange>('week');
  const now = latest(useResource(numbers.now));
  const resource = numbers.of(range);
  const span = useResource(resource);
  return (
    <Page wide title={<Trans>Numbers</Trans>} lead={now && <Sentence now={now} />}>
      <Stack>
        <Row>
          <Segmented<NumberRange>
            label={t`How far back`}
            value={range}
            onChange={setRange}
            options={[
              { id: 'hour', label: <Trans>Hour</Trans> },
              { id: 'day', label: <Trans>Day</Trans> },
              { id: 'week', label: <Trans>Week</Trans> },
              { id: 'month', label: <Trans>Month</Trans> },
              { id: 'year', label: <Trans>Year</Trans> },
            ]}
          />
        </Row>
        <Shown of={span} onRetry={() => void resource.load()}>
          {(value) => (now?.at === null ? <NothingYet /> : <Charts span={value} now={now} />)}
        </Shown>
      </Stack>
    </Page>
  );
}

const NothingYet = () => (
  <Empty icon={ChartLine} title={<Trans>Nothing was counted yet.</Trans>}>
    <Trans>Chatelaine counts once a minute while it runs. The first numbers are here in a moment.</Trans>
  </Empty>
);

function Charts({ span, now }: { span: NumberSpan; now: NumbersNow | undefined }) {
  const format = useFormat();
  const gap = gapOf(span);
  const missing = format.duration(gap);
  return (
    <>
      {gap > 0 && (
        <p className="small muted">
          <Trans>
            For {missing} in this time Chatelaine was not running and counted nothing: that is left open, not
            drawn as zero.
          </Trans>
        </p>
      )}
      <div className={css.grid}>
        {CHARTS.map((entry) => (
          <NumberCard key={entry.id} entry={entry} span={span} now={now} />
        ))}
        {span.marks.length > 0 && <Marks span={span} />}
        {now && <Beside now={now} />}
      </div>
    </>
  );
}

const ICONS: Readonly<Record<NumberMark['kind'], typeof Play>> = {
  ...{ start: Play, stop: Square, restart: RefreshCw, crash: CircleX },
  ...{ update: Download, backup: ArchiveRestore, restore: ArchiveRestore },
};
const SHOWN = 8;

/** The thin lines on the charts, in words; the newest first. */
function Marks({ span }: { span: NumberSpan }) {
  const { i18n } = useLingui();
  const format = useFormat();
  return (
    <Card title={<Trans>What happened in this time</Trans>}>
      <p className="small muted">
        <Trans>On the charts these are the dashed lines.</Trans>
      </p>
      <Facts>
        {span.marks
          .toReversed()
          .slice(0, SHOWN)
          .map(({ at, kind, failed }) => (
            <Fact
              key={`${at} ${kind}`}
              icon={failed ? CircleX : ICONS[kind]}
              {...(failed && { tone: 'bad' as const })}
              small={`${format.weekday(at)}, ${format.time(at)}`}
            >
              {i18n._((failed && FAILED_MARKS[kind]) || MARKS[kind])}
            </Fact>
          ))}
      </Facts>
    </Card>
  );
}

/** What has no picture. */
function Beside({ now: { values, lastDay } }: { now: NumbersNow }) {
  const format = useFormat();
  const share = lastDay.up === null ? null : format.share(lastDay.up);
  const days = values.certificate === undefined ? null : format.days(Math.max(0, values.certificate));
  const [sessions, people] = [values.sessions, values.people];
  return (
    <Card title={<Trans>And now</Trans>}>
      <Facts>
        {share !== null && (
          <Fact>
            <Trans>In the last day the server ran {share} of the time.</Trans>
          </Fact>
        )}
        {sessions !== undefined && people !== undefined && (
          <Fact>
            <Trans>
              Devices that are connected: {sessions}. People they belong to: {people}.
            </Trans>
          </Fact>
        )}
        {days !== null && (
          <Fact>
            <Trans>The certificate is good for another {days}.</Trans>
          </Fact>
        )}
      </Facts>
    </Card>
  );
}
