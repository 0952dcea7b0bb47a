/** Where a long list stands: the browser's scrollbar and the rows in view, kept together. The sums are in long-scroll-math.ts. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  broughtIntoView,
  drawnHeight,
  type Extent,
  type Position,
  rowsInView,
  scrolled,
  settled,
} from './long-scroll-math.ts';

/** Rows above and below those in view that exist already: what the next turn of the wheel shows. */
const SPARE = 12;
/** The scrollbar is put where it belongs when nothing has moved for so many milliseconds. */
const STILL = 140;

type Place = 'nearest' | 'middle';

export type LongScroll = {
  /** Of the element that the browser scrolls. */
  height: number;
  /** To be added to each row's distance from the first. */
  shift: number;
  /** Numbers of those that exist, up to and without `end`. */
  rows: { from: number; end: number };
  perPage: number;
  onScroll(): void;
  show(number: number, place: Place): void;
};

export function useLongScroll({
  list,
  first,
  last,
  rowHeight,
  following,
  onAway,
}: {
  list: RefObject<HTMLDivElement | null>;
  first: number;
  last: number;
  rowHeight: number;
  following: boolean;
  onAway(): void;
}): LongScroll {
  const [view, setView] = useState(0);
  const [position, setPosition] = useState<Position>({ drawn: 0, at: 0 });
  const extent: Extent = { total: (last - first) * rowHeight, view };
  const now = useRef({ extent, position, following, first });
  const timer = useRef<number>(undefined);

  const put = useCallback(
    (next: Position) => {
      now.current.position = next;
      setPosition(next);
      if (list.current && Math.abs(list.current.scrollTop - next.drawn) >= 1)
        list.current.scrollTop = next.drawn;
    },
    [list],
  );
  const settle = useCallback(() => put(settled(now.current.position, now.current.extent)), [put]);

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => setView(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scrollend', settle);
    return () => {
      observer.disconnect();
      element.removeEventListener('scrollend', settle);
      window.clearTimeout(timer.current);
    };
  }, [list, settle]);

  // Grown at either end, or another window: at the end it stays at the end, elsewhere the same rows stay.
  const { total } = extent;
  useLayoutEffect(() => {
    const { position: before, first: firstBefore } = now.current;
    const at = following ? total : before.at + (firstBefore - first) * rowHeight;
    Object.assign(now.current, { extent: { total, view }, following, first });
    put(settled({ drawn: before.drawn, at }, { total, view }));
  }, [total, first, rowHeight, view, following, put]);

  const onScroll = () => {
    const drawn = list.current?.scrollTop ?? 0;
    const before = now.current.position;
    if (Math.abs(drawn - before.drawn) < 1) return;
    const next = scrolled(before, drawn, now.current.extent);
    if (next.at < before.at && now.current.following) onAway();
    now.current.position = next;
    setPosition(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(settle, STILL);
  };

  const show = useCallback(
    (number: number, place: Place) => {
      const { extent: whole, position: before, first: origin } = now.current;
      const index = number - origin;
      const at =
        place === 'nearest'
          ? broughtIntoView(index, rowHeight, before, whole)
          : index * rowHeight - Math.max(0, (whole.view - rowHeight) / 2);
      put(settled({ drawn: before.drawn, at }, whole));
    },
    [put, rowHeight],
  );
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const rows = rowsInView(position, extent, { height: rowHeight, count: last - first, spare: SPARE });
  return {
    height: drawnHeight(extent),
    shift: position.drawn - position.at,
    rows: { from: first + rows.first, end: first + rows.end },
    perPage: Math.max(1, Math.floor(view / rowHeight)),
    onScroll,
    show,
  };
}
