import { cx } from './cx.ts';
import css from './Meter.module.css';

export type MeterTone = 'ok' | 'info' | 'warn' | 'left';

/** How many of how many, in segments; the sentence is what a reader hears. */
export function Meter({
  label,
  parts,
}: {
  label: string;
  parts: readonly { tone: MeterTone; count: number }[];
}) {
  return (
    <div className={css.meter} role="img" aria-label={label}>
      {parts
        .filter(({ count }) => count > 0)
        .map(({ tone, count }) => (
          <i key={tone} className={cx(css[tone])} style={{ flexGrow: count }} />
        ))}
    </div>
  );
}
