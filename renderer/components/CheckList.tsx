import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox, CheckboxGroup } from 'react-aria-components';
import css from './CheckList.module.css';
import { Icon } from './Icon.tsx';

export type CheckListProps = {
  label: string;
  values: readonly string[];
  onChange(values: string[]): void;
  options: readonly { id: string; title: ReactNode; small?: ReactNode; lead?: ReactNode }[];
};

/** Several of many, all in view: Tab goes through, Space ticks. */
export function CheckList({ label, values, onChange, options }: CheckListProps) {
  return (
    <CheckboxGroup aria-label={label} className={css.list} value={[...values]} onChange={onChange}>
      {options.map(({ id, title, small, lead }) => (
        <Checkbox key={id} value={id} className={css.item}>
          <span className={css.box} aria-hidden>
            <Icon of={Check} size="s" />
          </span>
          {lead}
          <span className={css.words}>
            {title}
            {small && <small>{small}</small>}
          </span>
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
