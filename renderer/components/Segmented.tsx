import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { Icon } from './Icon.tsx';
import css from './Segmented.module.css';

export type SegmentedProps<T extends string> = {
  /** What is chosen; read before the choices. */
  label: string;
  value: T;
  onChange(value: T): void;
  options: readonly {
    id: T;
    label: ReactNode;
    icon?: LucideIcon /** The language the word is in, for readers. */;
    lang?: string;
  }[];
};

/** Two to five choices that exclude each other, all in view. */
export function Segmented<T extends string>({ label, value, onChange, options }: SegmentedProps<T>) {
  return (
    <RadioGroup
      className={css.seg}
      aria-label={label}
      value={value}
      orientation="horizontal"
      onChange={(id) => onChange(id as T)}
    >
      {options.map((option) => (
        <Radio key={option.id} value={option.id} className={css.option}>
          {option.icon && <Icon of={option.icon} size="s" />}
          <span lang={option.lang}>{option.label}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
