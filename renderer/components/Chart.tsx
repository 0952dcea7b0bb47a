/**
 * Numbers over time. The picture is for the eye; the same is in the words beside it and in the table behind it, so that nothing is lost
 * without it. Arrow keys go from one moment to the next, and the line below reads it out.
 */
import 'uplot/dist/uPlot.min.css';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import UPlot from 'uplot';
import css from './Chart.module.css';
import { chartColours, chartData, chartOptions } from './chart-options.ts';

export type ChartLine = {
  name: string;
  values: readonly (number | null)[];
  /** The least and the most within each piece, drawn as a band. */
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
};

export type ChartProps = {
  /** What is drawn, in a sentence: for whoever does not see it. */
  label: string;
  /** Milliseconds since the epoch, in order. */
  at: readonly number[];
  lines: readonly ChartLine[];
  /** What happens (bars, each piece by itself) rather than how it stands (a line). */
  bars?: boolean;
  /** A value as people read it. */
  format(value: number): string;
  /** A moment, short for the axis and whole for the line below. */
  formatTime(at: number, where: 'axis' | 'line'): string;
  /** What explains a step: a thin line where it was. */
  marks?: readonly { at: number; label: string }[];
  /** By how much the axis may go from one number to the next; tens without it. */
  steps?: readonly number[];
  /** From nought, unless how it moves matters more than how much it is. */
  fromZero?: boolean;
};

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

export function Chart(props: ChartProps) {
  const { label, at, lines, format, formatTime, marks = [] } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const [index, setIndex] = useState<number | null>(null);
  const look = useLook();
  const data = useMemo(() => chartData(at, lines), [at, lines]);
  const latest = useRef(props);
  latest.current = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` is what the colours are read by
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = new UPlot(
      chartOptions(latest.current, chartColours(element), element.clientWidth, setIndex),
      data,
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: made.height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [data, look, format, marks.length]);

  function move({ key }: KeyboardEvent): boolean {
    const last = at.length - 1;
    const now = index ?? last;
    const step = STEPS[key];
    const next = key === 'Home' ? 0 : key === 'End' ? last : step === undefined ? undefined : now + step;
    if (next === undefined || last < 0) return false;
    const to = index === null && step === -1 ? last : Math.min(last, Math.max(0, next));
    setIndex(to);
    const made = plot.current;
    made?.setCursor({ left: made.valToPos(at[to]!, 'x'), top: 0 }, false);
    return true;
  }

  const shown = index === null ? undefined : at[index];
  return (
    <div className={css.chart}>
      {/* biome-ignore lint/a11y/useSemanticElements: a group one can stand on, of what no element of HTML is */}
      <div
        ref={host}
        className={css.canvas}
        role="group"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read it moment by moment
        tabIndex={0}
        onKeyDown={(event) => {
          if (move(event)) event.preventDefault();
        }}
        onBlur={() => setIndex(null)}
      />
      <p className={css.line} aria-live="polite">
        {shown !== undefined && index !== null ? (
          <>
            <b className="num">{formatTime(shown, 'line')}</b>
            {lines.map(({ name, values }, place) => (
              <span key={name} className="num">
                <i className={css.dot} data-place={place} aria-hidden />
                {name}: {valueText(values[index], format)}
              </span>
            ))}
          </>
        ) : (
          lines.length > 1 &&
          lines.map(({ name }, place) => (
            <span key={name}>
              <i className={css.dot} data-place={place} aria-hidden />
              {name}
            </span>
          ))
        )}
      </p>
    </div>
  );
}

const valueText = (value: number | null | undefined, format: ChartProps['format']) =>
  value === null || value === undefined ? '–' : format(value);

/** Another value whenever colours may be others: the theme was changed, here or on the computer. */
function useLook(): number {
  const [look, setLook] = useState(0);
  useEffect(() => {
    const again = () => setLook((before) => before + 1);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme', 'class', 'lang'] });
    const computer = matchMedia('(prefers-color-scheme: dark)');
    computer.addEventListener('change', again);
    return () => {
      theme.disconnect();
      computer.removeEventListener('change', again);
    };
  }, []);
  return look;
}
