import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import type { NumberSpan } from '../../api/types.ts';
import { FactTable } from '../../components/FactTable.tsx';
import type { ChartEntry } from './charts.ts';
import { rowsOf, together } from './figures.ts';
import { useReading } from './reading.ts';

const ROWS = 31;

/** The newest first. */
export function NumberTable({ entry, span, label }: { entry: ChartEntry; span: NumberSpan; label: string }) {
  const { i18n } = useLingui();
  const { value, time } = useReading(entry.unit, span.range);
  const told = entry.told === 'sum' ? 'sum' : 'mean';
  return (
    <FactTable
      label={label}
      columns={[
        { id: 'from', title: <Trans>From</Trans> },
        ...entry.lines.map(({ id, name }) => ({ id, title: i18n._(name) })),
      ]}
    >
      {rowsOf(span.at.length, ROWS)
        .toReversed()
        .map(({ from, to }) => (
          <tr key={span.at[from]}>
            <th scope="row">{time(span.at[from]!, 'line')}</th>
            {entry.lines.map(({ id }) => {
              const found = together(span.series[id].value, from, to, told);
              return (
                <td key={id} className="num">
                  {found === null ? <Trans>not counted</Trans> : value(found)}
                </td>
              );
            })}
          </tr>
        ))}
    </FactTable>
  );
}
