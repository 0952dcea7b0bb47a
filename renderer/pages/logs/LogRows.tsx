import { useLingui } from '@lingui/react/macro';
import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import type { LogEntry } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import type { LogsState } from '../../stores/logs.ts';
import { useFormat } from '../../words/format.ts';
import { highlight } from './highlight.ts';
import css from './LogRows.module.css';
import { lineParts } from './line-parts.ts';

/** The height of a row in tokens.css (--row-s). */
const ROW = 26;
const SIGNS: Partial<Record<LogEntry['level'], LucideIcon>> = { warn: TriangleAlert, error: CircleX };

export type LogRowsProps = {
  state: LogsState;
  selected: number | null;
  onSelect(seq: number): void;
  onOlder(): void;
  /** Someone looks further up: new lines must not move what they read. */
  onScrollAway(): void;
};

export function LogRows({ state, selected, onSelect, onOlder, onScrollAway }: LogRowsProps) {
  const { t } = useLingui();
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const { entries, following, filter } = state;
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey: (index) => entries[index]?.seq ?? index,
  });

  const last = entries.at(-1)?.seq;
  useEffect(() => {
    if (following && last !== undefined) rows.scrollToIndex(entries.length - 1, { align: 'end' });
  }, [following, last, rows, entries.length]);

  const at = entries.findIndex(({ seq }) => seq === selected);
  const move = (to: number) => {
    const index = Math.max(0, Math.min(entries.length - 1, to));
    const entry = entries[index];
    if (entry === undefined) return;
    if (index < entries.length - 1) onScrollAway();
    onSelect(entry.seq);
    rows.scrollToIndex(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.floor((list.current?.clientHeight ?? ROW) / ROW) - 1;
    const from = at === -1 ? entries.length : at;
    const target: Record<string, number> = {
      ArrowUp: from - 1,
      ArrowDown: from + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: 0,
      End: entries.length - 1,
    };
    const to = target[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  const onScroll = () => {
    const element = list.current;
    if (element === null) return;
    if (element.scrollTop < ROW * 4) onOlder();
  };
  return (
    <div
      ref={list}
      className={css.rows}
      role="listbox"
      aria-label={t`Log lines`}
      aria-activedescendant={at === -1 ? undefined : `${id}-${selected}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={onScroll}
      onWheel={(event) => event.deltaY < 0 && onScrollAway()}
    >
      <div className={css.all} role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const entry = entries[index];
          return (
            entry && (
              <LogRow
                key={key}
                id={`${id}-${entry.seq}`}
                entry={entry}
                search={filter.search}
                start={start}
                position={index + 1}
                count={entries.length}
                isSelected={entry.seq === selected}
                onSelect={() => move(index)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

type LogRowProps = {
  id: string;
  entry: LogEntry;
  search: string;
  start: number;
  position: number;
  count: number;
  isSelected: boolean;
  onSelect(): void;
};

function LogRow({ id, entry, search, start, position, count, isSelected, onSelect }: LogRowProps) {
  const format = useFormat();
  const sign = SIGNS[entry.level];
  const { who, rest } = lineParts(entry);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys belong to the list, which holds the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the list holds the focus and names its active option
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={count}
      className={cx(css.row, css[entry.level])}
      style={{ transform: `translateY(${start}px)` }}
      onClick={onSelect}
    >
      <time title={new Date(entry.time).toISOString()}>{format.timeSeconds(entry.time)}</time>
      <span>
        {sign && <Icon of={sign} size="s" />}
        {sign && <span className="sr">{entry.level}</span>}
      </span>
      <span className={css.sub}>
        <Marked text={entry.subsystem} search={search} />
      </span>
      <span className={css.who}>{who !== null && <Marked text={who} search={search} />}</span>
      <span className={css.msg}>
        <Marked text={entry.message} search={search} />
        {rest !== '' && (
          <span className={css.rest}>
            {'  '}
            <Marked text={rest} search={search} />
          </span>
        )}
      </span>
    </div>
  );
}

function Marked({ text, search }: { text: string; search: string }) {
  return highlight(text, search).map((part) =>
    part.found ? <mark key={part.at}>{part.text}</mark> : part.text,
  );
}
