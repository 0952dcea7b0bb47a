import type { ReactNode } from 'react';
import css from './RingTimer.module.css';

const RADIUS = 60;
const ROUND = 2 * Math.PI * RADIUS;

/** How much of a time is left: a ring that empties, with the seconds in it. What a reader hears is said elsewhere, less often. */
export function RingTimer({
  left,
  total,
  children,
}: {
  /** Whole seconds. */
  left: number;
  total: number;
  /** What happens then, in few words. */
  children: ReactNode;
}) {
  const share = total > 0 ? Math.min(1, left / total) : 0;
  return (
    <div className={css.ring} aria-hidden>
      <svg viewBox="0 0 132 132" role="presentation">
        <circle cx="66" cy="66" r={RADIUS} />
        {left > 0 && <circle cx="66" cy="66" r={RADIUS} strokeDasharray={`${share * ROUND} ${ROUND}`} />}
      </svg>
      <div>
        <b>{left}</b>
        <span>{children}</span>
      </div>
    </div>
  );
}
