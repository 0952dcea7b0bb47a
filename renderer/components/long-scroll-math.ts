/**
 * Ten million rows in a browser whose elements may only be some million pixels high. Pure.
 *
 * "Drawn" is where the browser's own scrollbar stands, "true" is the distance from the first row. Near both ends a drawn pixel
 * is a true pixel, so that the first and the last rows are reached by the wheel; in between the scrollbar's travel is stretched.
 * A small movement (wheel, touch, keys) moves the rows by as much as the finger did, wherever the scrollbar stands; a large one
 * is somebody dragging the scrollbar, and goes where it points. When all is still, the scrollbar is put where it belongs.
 */

/** Firefox draws no element higher than 17.9 million pixels, Chromium 33.5, Safari 33.5: well below the least of them. */
export const DRAWN_MOST = 12_000_000;
/** So many pixels at either end are not stretched. */
const EXACT = 2_000_000;

export type Extent = {
  /** Height of all rows. */
  total: number;
  /** Height of what is seen of them. */
  view: number;
};

export type Position = { drawn: number; at: number };

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** How high the element is that the browser scrolls. */
export const drawnHeight = ({ total }: Extent): number => Math.min(total, DRAWN_MOST);

const lastDrawn = (extent: Extent) => Math.max(0, drawnHeight(extent) - extent.view);
const lastTrue = (extent: Extent) => Math.max(0, extent.total - extent.view);

/** @returns the distance from the first row for a place of the scrollbar */
export function toTrue(drawn: number, extent: Extent): number {
  const [d, t] = [lastDrawn(extent), lastTrue(extent)];
  const place = clamp(drawn, 0, d);
  if (t === d || place <= EXACT) return place;
  if (place >= d - EXACT) return t - (d - place);
  return EXACT + ((place - EXACT) * (t - 2 * EXACT)) / (d - 2 * EXACT);
}

/** @returns the place of the scrollbar for a distance from the first row */
export function toDrawn(at: number, extent: Extent): number {
  const [d, t] = [lastDrawn(extent), lastTrue(extent)];
  const place = clamp(at, 0, t);
  if (t === d || place <= EXACT) return place;
  if (place >= t - EXACT) return d - (t - place);
  return EXACT + ((place - EXACT) * (d - 2 * EXACT)) / (t - 2 * EXACT);
}

/** The browser scrolled to `drawn`. */
export function scrolled(before: Position, drawn: number, extent: Extent): Position {
  const moved = drawn - before.drawn;
  // Two windows' heights: more than one turn of a wheel, less than the smallest pull at a scrollbar over millions of rows.
  const small = Math.abs(moved) <= 2 * extent.view;
  const at = small ? clamp(before.at + moved, 0, lastTrue(extent)) : toTrue(drawn, extent);
  return { drawn, at: reachesEnd(drawn, extent) ?? at };
}

/** Where the scrollbar can go no further, neither can the rows. */
function reachesEnd(drawn: number, extent: Extent): number | undefined {
  if (drawn <= 0) return 0;
  return drawn >= lastDrawn(extent) - 0.5 ? lastTrue(extent) : undefined;
}

/** At rest: the same rows, and the scrollbar where it belongs. */
export function settled({ at }: Position, extent: Extent): Position {
  const place = clamp(at, 0, lastTrue(extent));
  return { drawn: Math.round(toDrawn(place, extent)), at: place };
}

/** The least movement after which the row is in view. */
export function broughtIntoView(row: number, height: number, { at }: Position, extent: Extent): number {
  const [top, bottom] = [row * height, (row + 1) * height];
  if (top < at) return top;
  return bottom > at + extent.view ? clamp(bottom - extent.view, 0, lastTrue(extent)) : at;
}

/** Rows from `first` up to and without `end`, with some above and below for the next movement. */
export function rowsInView(
  { at }: Position,
  { view }: Extent,
  { height, count, spare }: { height: number; count: number; spare: number },
): { first: number; end: number } {
  const first = Math.max(0, Math.floor(at / height) - spare);
  return { first, end: Math.min(count, Math.ceil((at + view) / height) + spare) };
}
