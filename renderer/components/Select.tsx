import { ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Select as AriaSelect,
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components';
import { Icon } from './Icon.tsx';
import css from './Select.module.css';

export type SelectProps<T extends string> = {
  label: ReactNode;
  value: T | null;
  onChange(value: T): void;
  options: readonly { id: T; label: string; aside?: string }[];
  /** Shown while nothing is chosen. */
  placeholder?: string;
};

/** One of many: arrow keys, letters jump, Esc closes. */
export function Select<T extends string>({ label, value, onChange, options, placeholder }: SelectProps<T>) {
  return (
    <AriaSelect
      className={css.select}
      selectedKey={value}
      placeholder={placeholder}
      onSelectionChange={(key) => key !== null && onChange(key as T)}
    >
      <Label className={css.label}>{label}</Label>
      <Button className={css.button}>
        <SelectValue className={css.value}>
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <Icon of={ChevronsUpDown} size="s" />
      </Button>
      <Popover className={css.pop} offset={4}>
        <ListBox className={css.list} items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={css.item}>
              {option.label}
              {option.aside && <small>{option.aside}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
