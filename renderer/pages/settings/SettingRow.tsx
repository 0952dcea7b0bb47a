import type { ReactNode } from 'react';
import css from './SettingRow.module.css';

/** One setting: its name, a line about it, and its present value in the row. */
export function SettingRow({
  name,
  help,
  children,
}: {
  name: ReactNode;
  help?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={css.row}>
      <div className={css.words}>
        <b>{name}</b>
        {help && <p>{help}</p>}
      </div>
      <div className={css.value}>{children}</div>
    </div>
  );
}
