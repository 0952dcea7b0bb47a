/** A chart as the library that draws it wants to be told: calm, two colours of ours, thin lines. */
import UPlot from 'uplot';
import type { ChartLine, ChartProps } from './Chart.tsx';

export type ChartColours = Readonly<Record<'first' | 'second' | 'band' | 'text' | 'grid' | 'mark', string>>;

const TOKENS: Readonly<Record<keyof ChartColours, string>> = {
  first: '--accent',
  second: '--info',
  band: '--accent-bg',
  text: '--muted',
  grid: '--line',
  mark: '--faint',
};

const HEIGHT = 170;
const FONT = '12px "Inter Variable", "Inter", system-ui, sans-serif';
/** Room for the widest number on the axis. */
const AXIS = 68;
const AXIS_BELOW = 30;

/** The tokens as the theme in force has them. WHY by an element: a canvas does not know light-dark(). */
export function chartColours(inside: HTMLElement): ChartColours {
  const probe = document.createElement('i');
  probe.hidden = true;
  inside.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const entries = Object.entries(TOKENS).map(([name, token]) => [name, read(token)]);
  probe.remove();
  return Object.fromEntries(entries) as ChartColours;
}

const hasBand = ({ low, high }: ChartLine): boolean => low !== undefined && high !== undefined;

/** Moments, then the edges of the bands, then each line: what is drawn later lies above. */
export function chartData(at: readonly number[], lines: readonly ChartLine[]): UPlot.AlignedData {
  const edges = lines.filter(hasBand).flatMap(({ low = [], high = [] }) => [high, low]);
  return [at, ...edges, ...lines.map(({ values }) => values)] as unknown as UPlot.AlignedData;
}

/** Nothing counted has a neighbour, as in the first hours: a line between them would show nothing. */
export const isDots = (values: readonly (number | null)[]): boolean =>
  !values.some((value, index) => value !== null && (values[index + 1] ?? null) !== null);

export function chartOptions(
  { at, lines, bars = false, format, formatTime, marks = [], fromZero = true, steps }: ChartProps,
  colours: ChartColours,
  width: number,
  onMoment: (index: number | null) => void,
): UPlot.Options {
  const stroke = (place: number) => (place === 0 ? colours.first : colours.second);
  const drawn = lines.map(({ values }, place): UPlot.Series => {
    const points = { show: !bars && isDots(values), size: 5, fill: stroke(place) };
    const base = { stroke: stroke(place), width: 1.5, points, spanGaps: false };
    if (!bars) return base;
    return { ...base, width: 0, fill: stroke(place), paths: UPlot.paths.bars!({ size: [0.7, 24], gap: 1 }) };
  });
  const banded = lines.filter(hasBand);
  const edge: UPlot.Series = { width: 0, points: { show: false } };
  const axis = {
    stroke: colours.text,
    font: FONT,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  };
  return {
    ...{ width: Math.max(200, width), height: HEIGHT, ms: 1, legend: { show: false } },
    padding: [8, 12, 0, 0],
    scales: { x: { time: true }, y: { range: (_, low, high) => rangeOf(low, high, fromZero) } },
    series: [{}, ...banded.flatMap(() => [edge, edge]), ...drawn],
    bands: banded.map((_, place) => ({
      series: [1 + 2 * place, 2 + 2 * place],
      fill: colours.band,
    })),
    axes: [
      {
        ...axis,
        size: AXIS_BELOW,
        space: 80,
        values: (_, moments) => moments.map((moment) => formatTime(moment, 'axis')),
      },
      {
        ...axis,
        size: AXIS,
        space: 32,
        ...(steps && { incrs: [...steps] }),
        values: (_, values) => values.map((value) => format(value)),
      },
    ],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    hooks: {
      setCursor: [({ cursor: { idx } }) => onMoment(idx ?? null)],
      drawClear: [(plot) => drawMarks(plot, marks, colours.mark)],
    },
    ...(at.length === 0 && { cursor: { show: false } }),
  };
}

/** A little air above; and a number that never moves in the middle, rather than on an edge. */
function rangeOf(low: number, high: number, fromZero: boolean): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const air = (high - low || Math.abs(high) || 1) * 0.1;
  return [
    fromZero ? Math.min(0, low) : Math.max(0, low - air),
    Math.max(high + air, fromZero ? 1 : high + air),
  ];
}

function drawMarks(plot: UPlot, marks: NonNullable<ChartProps['marks']>, colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([3, 4]);
  for (const { at } of marks) {
    const x = Math.round(plot.valToPos(at, 'x', true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
