import { type ReactNode, useEffect, useId, useRef } from 'react';
import { cx } from './cx.ts';
import css from './Diff.module.css';

export type DiffRow = {
  /** The number of the line before; null where it is new. */
  was: number | null;
  /** The number of the line after; null where it goes. Both null: lines left out. */
  is: number | null;
  text: string;
};

export type DiffProps = {
  /** Where these lines stand, as an expert looks them up. */
  place: string;
  rows: readonly DiffRow[];
  /** "Now" and "After", each with how many lines if one likes. */
  before: ReactNode;
  after: ReactNode;
  /** The whole sentence for a reader: "Rules before and after, 4 lines are added". */
  label: string;
  /** What a sign means, for a reader: "added", "goes". */
  added: string;
  gone: string;
};

/** The same lines before and after. What is new or goes has a sign as well as a colour. `Alt ↓` goes to the next change. */
export function Diff({ place, rows, before, after, label, added, gone }: DiffProps) {
  const box = useRef<HTMLElement>(null);
  useNextChange(box);
  return (
    <section className={css.diff} aria-label={label} ref={box}>
      <p className={css.place}>{place}</p>
      <div className={css.sides}>
        <Side title={before} rows={rows} at="was" sign="−" word={gone} />
        <Side title={after} rows={rows} at="is" sign="+" word={added} />
      </div>
    </section>
  );
}

function Side(props: {
  title: ReactNode;
  rows: readonly DiffRow[];
  at: 'was' | 'is';
  sign: string;
  word: string;
}) {
  const { title, rows, at, sign, word } = props;
  const id = useId();
  const other = at === 'was' ? 'is' : 'was';
  return (
    <div className={css.side}>
      <h3 id={id}>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and must be reachable by keyboard (axe: scrollable-region-focusable) */}
      <ol tabIndex={0} aria-labelledby={id}>
        {rows.map((row, index) => {
          const leftOut = row.was === null && row.is === null;
          const missing = !leftOut && row[at] === null;
          const changed = !leftOut && row[other] === null;
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one fixed text
              key={index}
              className={cx(missing && css.gap, changed && css[at])}
              data-change={changed || undefined}
              aria-hidden={missing || undefined}
            >
              <span className={css.n} aria-hidden>
                {row[at]}
              </span>
              <span className={css.sign} aria-hidden>
                {changed && sign}
              </span>
              {changed && <span className="sr">{word} </span>}
              {!missing && row.text}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function useNextChange(box: React.RefObject<HTMLElement | null>): void {
  const at = useRef(-1);
  useEffect(() => {
    const element = box.current;
    const go = (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
      const changes = [...(element?.querySelectorAll<HTMLElement>('[data-change]') ?? [])];
      if (changes.length === 0) return;
      event.preventDefault();
      at.current = (at.current + (event.key === 'ArrowDown' ? 1 : changes.length - 1)) % changes.length;
      changes[Math.max(0, at.current)]?.scrollIntoView({ block: 'center', inline: 'nearest' });
    };
    element?.addEventListener('keydown', go);
    return () => element?.removeEventListener('keydown', go);
  }, [box]);
}
