/**
 * Lines over time, stacked by severity; a part of it is chosen with the mouse or, as a pair of sliders, with the keys.
 */
import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { type Format, useFormat } from '../../words/format.ts';
import css from './Histogram.module.css';
import {
  type Bars,
  type Brush,
  brushOf,
  drawn,
  type Edge,
  moveEdge,
  stacks,
  sums,
  ticks,
  timeOf,
} from './histogram.ts';

/** After the last key that moved an edge, so that a key held down asks once. In milliseconds. */
const STILL = 350;
const TICKS = 6;
const DAY = 86_400_000;

export type HistogramProps = {
  bars: Bars;
  since: number | null;
  until: number | null;
  /** All of it, when both are null. */
  onChoose(from: number | null, to: number | null): void;
};

export function Histogram({ bars, since, until, onChoose }: HistogramProps) {
  const { t } = useLingui();
  const format = useFormat();
  const { counts } = bars;
  const count = counts.length;
  const strip = useRef<HTMLDivElement>(null);
  const [doing, setDoing] = useState<Brush | null>(null);
  const from = useRef<number | null>(null);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const chosen = doing ?? brushOf(bars, since, until);
  const shown = chosen ?? { first: 0, end: count };
  const commit = (brush: Brush) => {
    setDoing(null);
    const whole = brush.first === 0 && brush.end === count;
    if (whole) onChoose(null, null);
    else onChoose(timeOf(brush.first, bars), timeOf(brush.end, bars) - 1);
  };
  const barUnder = (event: PointerEvent) => {
    const { left, width } = strip.current!.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - left) / width) * count)));
  };
  const onKey = (edge: Edge) => (event: KeyboardEvent) => {
    const next = moveEdge(shown, edge, event, count);
    if (next === null) return;
    event.preventDefault();
    setDoing(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => commit(next), STILL);
  };
  const moment = (bar: number) => momentWords(timeOf(bar, bars), bars, format);
  const { lines, warnings, failures } = sums(bars, chosen);
  const [begins, ends] = [moment(shown.first), moment(shown.end)];
  const summary = t`Lines over time, from ${begins} to ${ends}: ${plural(lines, { one: '# line', other: '# lines' })}, ${plural(warnings, { one: '# warning', other: '# warnings' })}, ${plural(failures, { one: '# failure', other: '# failures' })}`;
  const slider = (edge: Edge, label: string) => (
    <div
      role="slider"
      tabIndex={0}
      className={css.edge}
      style={{ left: `${(shown[edge] / count) * 100}%` }}
      aria-label={label}
      aria-valuemin={edge === 'first' ? 0 : shown.first + 1}
      aria-valuemax={edge === 'first' ? shown.end - 1 : count}
      aria-valuenow={shown[edge]}
      aria-valuetext={moment(shown[edge])}
      onKeyDown={onKey(edge)}
    />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a group of fields; this is a drawing with two sliders on it
    <div
      ref={strip}
      className={css.histo}
      role="group"
      aria-label={summary}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = barUnder(event);
        setDoing(drawn(from.current, from.current, count));
      }}
      onPointerMove={(event) => {
        if (from.current !== null) setDoing(drawn(from.current, barUnder(event), count));
      }}
      onPointerUp={(event) => {
        if (from.current === null) return;
        const brush = drawn(from.current, barUnder(event), count);
        from.current = null;
        commit(brush);
      }}
      onPointerCancel={() => {
        from.current = null;
        setDoing(null);
      }}
    >
      <Drawing counts={counts} />
      {chosen && (
        <div
          className={css.brush}
          style={{
            left: `${(chosen.first / count) * 100}%`,
            width: `${((chosen.end - chosen.first) / count) * 100}%`,
          }}
        />
      )}
      {ticks(bars, TICKS).map(({ at, share, days }) => (
        <span key={at} className={css.tick} style={{ left: `${share * 100}%` }} aria-hidden>
          {days ? format.date(at) : format.time(at)}
        </span>
      ))}
      {slider('first', t`From when`)}
      {slider('end', t`Until when`)}
    </div>
  );
}

function Drawing({ counts }: { counts: Bars['counts'] }) {
  return (
    <svg className={css.bars} viewBox={`0 0 ${counts.length} 1`} preserveAspectRatio="none" aria-hidden>
      {stacks(counts).map(({ notes, warnings, failures }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        <g key={index} transform={`translate(${index + 0.09} 1)`}>
          <Part name={css.notes} from={0} height={notes} />
          <Part name={css.warnings} from={notes} height={warnings} />
          <Part name={css.failures} from={notes + warnings} height={failures} />
        </g>
      ))}
    </svg>
  );
}

function Part({ name, from, height }: { name: string | undefined; from: number; height: number }) {
  return height > 0 && <rect className={name} width={0.82} y={-from - height} height={height} />;
}

/** As exact as a bar is wide. */
function momentWords(at: number, { step, counts }: Bars, format: Format): string {
  if (step >= DAY) return format.date(at);
  const time = step < 60_000 ? format.timeSeconds(at) : format.time(at);
  return step * counts.length > DAY / 2 ? `${format.date(at)}, ${time}` : time;
}
