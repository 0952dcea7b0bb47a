import { Fragment, type ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import { cx } from './cx.ts';
import css from './Values.module.css';

export type ValueRow = {
  /** The field's name, exactly as the program shows it. */
  name: string;
  value: string;
  /** Not to be copied: an action or a choice rather than something typed. */
  choice?: boolean;
  note?: ReactNode;
};

/** A fingerprint may break after each colon; what is copied holds no break. */
function breakable(value: string): ReactNode {
  if (!/^([0-9A-F]{2}:){8,}/.test(value)) return value;
  return value.split(':').map((pair, index, all) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pairs of one fixed value
    <Fragment key={index}>
      {pair}
      {index < all.length - 1 && ':'}
      <wbr />
    </Fragment>
  ));
}

export type ValuesProps = {
  rows: readonly ValueRow[];
  copyLabel(name: string): string;
  /** In a drawer: each name above its value. */
  stacked?: boolean;
};

/** Exact values with their copy buttons. `copyLabel` makes "Copy the value of Domain". */
export function Values({ rows, copyLabel, stacked = false }: ValuesProps) {
  return (
    <dl className={cx(css.values, stacked && css.stacked)}>
      {rows.map((row) => (
        <div key={row.name} className={css.row}>
          <dt>{row.name}</dt>
          <dd>
            <span className={row.choice ? css.choice : css.value}>{breakable(row.value)}</span>
            {!row.choice && row.value !== '' && <CopyButton value={row.value} label={copyLabel(row.name)} />}
            {row.note && <small className={css.note}>{row.note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
