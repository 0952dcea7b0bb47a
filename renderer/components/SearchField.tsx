import { useLingui } from '@lingui/react/macro';
import { Search, X } from 'lucide-react';
import type { Ref } from 'react';
import { SearchField as AriaSearchField, Button, Input } from 'react-aria-components';
import { Icon } from './Icon.tsx';
import css from './SearchField.module.css';

export type SearchFieldProps = {
  label: string;
  value: string;
  onChange(value: string): void;
  /** The key that jumps here; `/` on lists. */
  shortcut?: string;
  inputRef?: Ref<HTMLInputElement>;
};

export function SearchField({ label, value, onChange, shortcut, inputRef }: SearchFieldProps) {
  const { t } = useLingui();
  return (
    <AriaSearchField
      className={css.field}
      aria-label={label}
      value={value}
      onChange={onChange}
      maxLength={200}
    >
      <Icon of={Search} />
      <Input className={css.input} placeholder={label} ref={inputRef} data-filter="" />
      {value === '' ? shortcut && <kbd aria-hidden>{shortcut}</kbd> : null}
      <Button className={css.clear} aria-label={t`Clear the search`}>
        <Icon of={X} size="s" />
      </Button>
    </AriaSearchField>
  );
}
