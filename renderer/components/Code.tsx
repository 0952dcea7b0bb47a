import css from './Code.module.css';
import { CopyButton } from './CopyButton.tsx';

/** Lines to copy or to read as they were written. It scrolls inside itself, and can be reached by Tab for that. */
export function Code({
  lines,
  label,
  copyLabel,
}: {
  lines: readonly string[];
  label: string;
  copyLabel?: string;
}) {
  const text = lines.join('\n');
  return (
    <div className={css.box}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (axe: scrollable-region-focusable) */}
      <section className={css.scroll} tabIndex={0} aria-label={label}>
        <pre className={css.code}>{text}</pre>
      </section>
      {copyLabel && <CopyButton value={text} label={copyLabel} />}
    </div>
  );
}
