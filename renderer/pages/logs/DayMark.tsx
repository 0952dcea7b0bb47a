import { Trans } from '@lingui/react/macro';
import { useCallback, useSyncExternalStore } from 'react';
import type { LogViewState } from '../../api/types.ts';
import type { LogRows } from '../../stores/log-rows.ts';
import { useFormat } from '../../words/format.ts';
import css from './LogsPage.module.css';

/** The day of the first line in view, and of what time the lines are. */
export function DayMark({ rows, from, view }: { rows: LogRows; from: number; view: LogViewState }) {
  const format = useFormat();
  const time = useSyncExternalStore(
    rows.subscribe,
    useCallback(() => rows.row(Math.max(from, view.first))?.time ?? null, [rows, from, view.first]),
  );
  const today = time !== null && new Date(time).toDateString() === new Date().toDateString();
  const day = time === null ? '' : format.weekday(time);
  const [begins, ends] = [view.from, view.to].map((at) => at && format.moment(at, Date.now()));
  return (
    <div className={css.day}>
      <span>{today ? <Trans>Today, {day}</Trans> : day}</span>
      {begins && ends && (
        <span className="num">
          {begins} – {ends}
        </span>
      )}
    </div>
  );
}
