import encodeQR from 'qr';
import { useMemo } from 'react';
import css from './Qr.module.css';

/** Always dark on white paper, as cameras like it. The link must stand as text right below it. */
export function Qr({ value, label }: { value: string; label: string }) {
  const { path, size } = useMemo(() => draw(value), [value]);
  return (
    <svg
      className={css.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path className={css.dark} d={path} />
    </svg>
  );
}

function draw(value: string): { path: string; size: number } {
  const rows = encodeQR(value, 'raw', { ecc: 'medium', border: 2 });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { path, size: rows.length };
}
