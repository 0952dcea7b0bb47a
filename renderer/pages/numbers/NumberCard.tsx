import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { NumberSpan } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Chart } from '../../components/Chart.tsx';
import { Fold } from '../../components/Fold.tsx';
import { useFormat } from '../../words/format.ts';
import type { ChartEntry } from './charts.ts';
import { figuresOf } from './figures.ts';
import { NumberTable } from './NumberTable.tsx';
import css from './numbers.module.css';
import { STEPS, useReading } from './reading.ts';

/** One chart: what it says in a sentence, the picture, and the same as a table. */
export function NumberCard({ entry, span }: { entry: ChartEntry; span: NumberSpan }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { value, time } = useReading(entry.unit, span.range);
  const title = i18n._(entry.title);
  const lines = useMemo(
    () =>
      entry.lines.map(({ id, name }) => ({
        ...{ name: i18n._(name), values: span.series[id].value },
        // Of one line the band says something; of two they would cover each other.
        ...(entry.lines.length === 1 &&
          entry.told === 'mean' && { low: span.series[id].low, high: span.series[id].high }),
      })),
    [entry, span, i18n],
  );
  const says = useSentence(entry, span);
  return (
    <Card title={title}>
      <p className={css.says}>{says}</p>
      {entry.help && <p className="small muted">{i18n._(entry.help)}</p>}
      <Chart
        label={t`${title}. ${says}`}
        at={span.at}
        lines={lines}
        bars={entry.told === 'sum'}
        format={value}
        formatTime={time}
        marks={span.marks.map(({ at }) => ({ at, label: '' }))}
        fromZero={!entry.zoomed}
        {...(STEPS[entry.unit] && { steps: STEPS[entry.unit] })}
      />
      <Fold title={<Trans>The same as a table</Trans>} flush>
        <NumberTable entry={entry} span={span} label={title} />
      </Fold>
    </Card>
  );
}

/** What the picture shows, without the picture. */
function useSentence(entry: ChartEntry, span: NumberSpan): string {
  const { t } = useMacro();
  const format = useFormat();
  const { value, time } = useReading(entry.unit, span.range);
  const [line] = entry.lines;
  const series = span.series[line!.id];
  const figures = figuresOf(span.at, series.value, entry.told === 'mean' ? series.high : series.value);
  if (!figures) return t`Nothing was counted in this time.`;
  const { mean, sum, most, first, last } = figures;
  const when = time(most.at, 'line');
  const peak = value(most.value);
  if (entry.told === 'sum') {
    const all = format.number(Math.round(sum));
    return sum === 0 ? t`None in this time.` : t`${all} in all. The most, ${peak}: ${when}.`;
  }
  if (entry.told === 'mean') {
    if (most.value === 0) return t`None in this time.`;
    const usual = value(mean);
    return t`${usual} on average. The most, ${peak}: ${when}.`;
  }
  // The mean of a piece of time: nobody keeps half a message.
  const whole = (amount: number) => value(entry.unit === 'count' ? Math.round(amount) : amount);
  const [now, change] = [whole(last), whole(Math.abs(last - first))];
  if (change === value(0)) return t`${now} now, as at the beginning.`;
  return last > first
    ? t`${now} now, ${change} more than at the beginning.`
    : t`${now} now, ${change} less than at the beginning.`;
}
