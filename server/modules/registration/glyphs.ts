/** Letters and digits as strokes on a grid four wide and six high; none that could be taken for another. */

type Point = readonly [x: number, y: number];
/** Lines from point to point. */
export type Stroke = readonly Point[];

/** `00-20-24 04-44`: a stroke from (0,0) over (2,0) to (2,4), and another. */
const strokes = (text: string): Stroke[] =>
  text.split(' ').map((one) => one.split('-').map(([x, y]) => [Number(x), Number(y)] as const));

export const GLYPHS: Readonly<Record<string, readonly Stroke[]>> = {
  2: strokes('01-10-30-41-42-06-46'),
  3: strokes('00-40-23-33-44-45-36-16-05'),
  4: strokes('30-04-44 30-36'),
  6: strokes('40-20-04-05-16-36-45-44-33-13-04'),
  7: strokes('00-40-16'),
  8: strokes('10-30-41-42-33-13-02-01-10 13-04-05-16-36-45-44-33'),
  9: strokes('42-33-13-02-01-10-30-41-42-26-16'),
  A: strokes('06-20-46 14-34'),
  C: strokes('41-30-10-01-05-16-36-45'),
  E: strokes('40-00-06-46 03-33'),
  F: strokes('40-00-06 03-33'),
  H: strokes('00-06 40-46 03-43'),
  K: strokes('00-06 40-03-46'),
  L: strokes('00-06-46'),
  N: strokes('06-00-46-40'),
  P: strokes('06-00-30-41-42-33-03'),
  R: strokes('06-00-30-41-42-33-03 23-46'),
  T: strokes('00-40 20-26'),
  U: strokes('00-05-16-36-45-40'),
  X: strokes('00-46 40-06'),
  Y: strokes('00-23-40 23-26'),
};
