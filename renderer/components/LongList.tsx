/**
 * A listbox of any length: only the rows in view exist. Keys move the chosen row; nothing that comes by itself is announced.
 * Rows have numbers that stay: what is found before the first gets smaller ones, and what is read does not move.
 */
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useEffect,
  useId,
  useRef,
} from 'react';
import { cx } from './cx.ts';
import css from './LongList.module.css';
import { useLongScroll } from './long-scroll.ts';

export type LongListProps = {
  /** What the list holds, for screen readers. */
  label: string;
  /** There are rows from `first` up to and without `last`; `first` may be below zero. */
  first: number;
  last: number;
  /** Height of one row in pixels, all alike. */
  rowHeight: number;
  /** The number of the chosen row. */
  selected: number | null;
  onSelect(number: number): void;
  /** Stays at its end while it grows. */
  following: boolean;
  /** Somebody looks at something other than the end: what grows must not move it. */
  onAway(): void;
  /** Rows that are looked at, up to and without `end`. */
  onRows(from: number, end: number): void;
  children(number: number): ReactNode;
  className?: string;
  /** Enter on the chosen row. */
  onOpen?(): void;
  /** A letter was typed: for a search, as a list of millions has no first letters. */
  onType?(): void;
  onEscape?(): void;
  /** Bring this row into view: a new object each time it shall. */
  goTo?: { number: number } | null;
};

export function LongList(props: LongListProps) {
  const { label, first, last, rowHeight, selected, following, onRows, goTo } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const scroll = useLongScroll({ list, first, last, rowHeight, following, onAway: props.onAway });
  const { from, end } = scroll.rows;

  useEffect(() => onRows(from, end), [from, end, onRows]);
  const { show } = scroll;
  useEffect(() => {
    if (goTo) show(goTo.number, 'middle');
  }, [goTo, show]);

  const move = (to: number) => {
    if (first === last) return;
    const number = Math.max(first, Math.min(last - 1, to));
    if (number < last - 1) props.onAway();
    props.onSelect(number);
    show(number, 'nearest');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, scroll.perPage - 1);
    const at = selected ?? last;
    const target: Record<string, number> = {
      ...{ ArrowUp: at - 1, ArrowDown: at + 1, PageUp: at - page, PageDown: at + page },
      ...{ Home: first, End: last - 1 },
    };
    const to = target[event.key];
    if (to !== undefined) move(to);
    else if (event.key === 'Enter' && props.onOpen) props.onOpen();
    else if (event.key === 'Escape' && props.onEscape) props.onEscape();
    else {
      // The letter is left to whatever has the focus now.
      if (/^[^\s/]$/u.test(event.key)) props.onType?.();
      return;
    }
    event.preventDefault();
  };
  const there = selected !== null && selected >= from && selected < end;
  return (
    <div
      ref={list}
      className={cx(css.list, props.className)}
      role="listbox"
      aria-label={label}
      // A row that is scrolled away does not exist; the list keeps the focus and names it again when it is back.
      aria-activedescendant={there ? `${id}${selected}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={scroll.onScroll}
      onWheel={(event) => event.deltaY < 0 && props.onAway()}
    >
      <div className={css.all} role="presentation" style={{ height: scroll.height }}>
        {Array.from({ length: Math.max(0, end - from) }, (_, offset) => from + offset).map((number) => (
          <Row
            key={number}
            id={`${id}${number}`}
            {...{ number, render: props.children, onPress: move }}
            position={number - first + 1}
            count={last - first}
            top={(number - first) * rowHeight + scroll.shift}
            height={rowHeight}
            isSelected={number === selected}
          />
        ))}
      </div>
    </div>
  );
}

type RowProps = {
  id: string;
  number: number;
  /** From one on, among so many. */
  position: number;
  count: number;
  top: number;
  height: number;
  isSelected: boolean;
  render(number: number): ReactNode;
  onPress(number: number): void;
};

function Row({ id, number, position, count, top, height, isSelected, render, onPress }: RowProps) {
  const style: CSSProperties = { height, transform: `translateY(${top}px)` };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys belong to the list, which holds the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the list holds the focus and names its active option
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={count}
      className={css.row}
      style={style}
      onClick={() => onPress(number)}
    >
      <Content {...{ number, render }} />
    </div>
  );
}

/** A row that only moves is not drawn again. */
const Content = memo(function Content({ number, render }: Pick<RowProps, 'number' | 'render'>) {
  return render(number);
});
