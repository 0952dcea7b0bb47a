import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { NumberSpan, NumbersNow } from '../../api/types.ts';
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
export type NumberCardProps = { entry: ChartEntry; span: NumberSpan; now: NumbersNow | undefined };

export function NumberCard({ entry, span, now }: NumberCardProps) {
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
  const words = useSentence(entry, span, now);
  const first = i18n._(entry.lines[0]!.name);
  // Of two lines it speaks of the first.
  const says = entry.lines.length > 1 ? t`${first}: ${words}` : words;
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
function useSentence(entry: ChartEntry, span: NumberSpan, present: NumbersNow | undefined): string {
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
  // WHY not the last of the picture: of a year that is the mean of a whole day, and "now" is this minute.
  const stands = present?.values[line!.id] ?? last;
  // The first is the mean of a piece of time: nobody keeps half a message.
  const whole = (amount: number) => value(entry.unit === 'count' ? Math.round(amount) : amount);
  const [now, change] = [whole(stands), whole(Math.abs(stands - first))];
  if (change === value(0)) return t`${now} now, as at the beginning.`;
  return stands > first
    ? t`${now} now, ${change} more than at the beginning.`
    : t`${now} now, ${change} less than at the beginning.`;
}
