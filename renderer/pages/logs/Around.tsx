import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { LogRow } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { type Async, toProblem } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Shown } from '../../words/Shown.tsx';
import css from './Explanation.module.css';

const BEFORE = 6;
const AFTER = 6;

/** What the same program wrote just before and after, whatever is filtered away. */
export function Around({ row, onGo }: { row: LogRow; onGo(row: LogRow): void }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const format = useFormat();
  const [rows, setRows] = useState<Async<LogRow[]>>({ state: 'busy' });
  const { place } = row;
  useEffect(() => {
    const stop = new AbortController();
    connection
      .client()
      .logView.around({ place, before: BEFORE, after: AFTER }, { signal: stop.signal })
      .then((answer) => setRows({ state: 'done', value: answer.rows, at: Date.now() }))
      .catch((error) => {
        if (!stop.signal.aborted) setRows({ state: 'failed', problem: toProblem(error) });
      });
    return () => stop.abort();
  }, [place, connection]);
  return (
    <Shown of={rows}>
      {(value) => (
        <ol className={css.lines} aria-label={t`The lines around it`}>
          {value.map((line) => (
            <li key={line.place} className={cx(line.place === place && css.now)}>
              <button
                type="button"
                onClick={() => onGo(line)}
                aria-current={line.place === place || undefined}
              >
                <time className="num">{format.timeSeconds(line.time)}</time>
                <span>{line.message}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </Shown>
  );
}
