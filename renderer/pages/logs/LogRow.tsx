import { useLingui } from '@lingui/react/macro';
import { CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import { useCallback, useSyncExternalStore } from 'react';
import type { LogRow as Row } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import type { LogRows } from '../../stores/log-rows.ts';
import { useFormat } from '../../words/format.ts';
import { useLineWords } from '../../words/log-lines.ts';
import { highlight } from './highlight.ts';
import css from './LogRow.module.css';

/** The height of a row in tokens.css (--row-s). */
export const ROW = 26;
const SIGNS: Partial<Record<Row['level'], LucideIcon>> = { warn: TriangleAlert, error: CircleX };

export type LogRowProps = {
  rows: LogRows;
  number: number;
  /** Words that are marked. */
  search: string;
  /** Where several logs are read: which one it is of. */
  sourceName: ((source: string) => string) | null;
};

/** One line of the list. What is not here yet is an empty row, and is drawn when it comes. */
export function LogRow({ rows, number, search, sourceName }: LogRowProps) {
  const row = useSyncExternalStore(
    rows.subscribe,
    useCallback(() => rows.row(number), [rows, number]),
  );
  if (row === undefined) return <Coming />;
  return <Line {...{ row, search, sourceName }} />;
}

function Coming() {
  const { t } = useLingui();
  return (
    <div className={css.row}>
      <span className={css.coming}>
        <span className="sr">{t`This line is being fetched`}</span>
      </span>
    </div>
  );
}

/** A line that is here, also outside of the long list. */
export function Line({ row, search, sourceName }: Omit<LogRowProps, 'rows' | 'number'> & { row: Row }) {
  const { t } = useLingui();
  const format = useFormat();
  const words = useLineWords();
  const sign = SIGNS[row.level];
  const part = words.part(row.part === 'other' ? row.subsystem : row.part);
  return (
    <div className={cx(css.row, css[row.level])}>
      <time dateTime={new Date(row.time).toISOString()} title={format.exact(row.time)}>
        {format.timeSeconds(row.time)}
      </time>
      <span>
        {sign && <Icon of={sign} size="s" />}
        {sign && <span className="sr">{row.level === 'warn' ? t`Warning` : t`Failure`}</span>}
      </span>
      <span className={css.part}>{part}</span>
      <span className={css.who}>
        {row.who !== null && <Marked text={row.who.split('@')[0] ?? ''} search={search} />}
      </span>
      <span className={css.message}>
        {sourceName && <span className={css.source}>{sourceName(row.source)}</span>}
        <Marked text={row.message} search={search} />
        {row.rest !== '' && (
          <span className={css.rest}>
            {'  '}
            <Marked text={row.rest} search={search} />
          </span>
        )}
        {row.more && <span className={css.source}> …</span>}
      </span>
    </div>
  );
}

function Marked({ text, search }: { text: string; search: string }) {
  return highlight(text, search).map((part) =>
    part.found ? <mark key={part.at}>{part.text}</mark> : part.text,
  );
}
