import { Check, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { Autocomplete, Input, Menu, MenuItem, SearchField, useFilter } from 'react-aria-components';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import css from './PickList.module.css';

export type Pick = {
  id: string;
  name: string;
  /** Further words it is found by. */
  words?: string;
  aside?: string;
  /** Under the name, small. */
  small?: ReactNode;
  lead?: ReactNode;
};

export type PickListProps = {
  /** What is chosen. */
  label: string;
  picks: readonly Pick[];
  /** Left out where nothing is chosen for long, only done. */
  chosen?: string | null;
  onPick(id: string): void;
  /** With a field above, which finds while one types. */
  search?: {
    label: string;
    value: string;
    onChange(value: string): void;
    /** Enter when nothing of the list is meant: what was typed itself. */
    onEnter?(value: string): void;
  };
  none: ReactNode;
};

/** One of many, found by typing: arrows go through the list while the field keeps the focus. */
export function PickList({ label, picks, chosen, onPick, search, none }: PickListProps) {
  const { contains } = useFilter({ sensitivity: 'base' });
  const list = (
    <Menu
      className={css.list}
      aria-label={label}
      items={picks}
      selectionMode={chosen === undefined ? 'none' : 'single'}
      selectedKeys={chosen ? [chosen] : []}
      onAction={(key) => onPick(String(key))}
      renderEmptyState={() => <p className={css.none}>{none}</p>}
      {...(!search && { autoFocus: 'first' as const })}
    >
      {(pick) => (
        <MenuItem
          id={pick.id}
          textValue={`${pick.name} ${pick.words ?? ''}`}
          className={cx(css.item, pick.id === chosen && css.chosen)}
        >
          {pick.lead}
          <span className={css.names}>
            {pick.name}
            {pick.small && <small>{pick.small}</small>}
          </span>
          {pick.aside && <small className={css.aside}>{pick.aside}</small>}
          {pick.id === chosen && <Icon of={Check} size="s" />}
        </MenuItem>
      )}
    </Menu>
  );
  if (!search) return list;
  return (
    <Autocomplete filter={contains} inputValue={search.value} onInputChange={search.onChange}>
      <SearchField
        className={css.field}
        aria-label={search.label}
        autoFocus
        maxLength={200}
        onSubmit={(value) => value.trim() !== '' && search.onEnter?.(value.trim())}
      >
        <Icon of={Search} />
        <Input className={css.input} placeholder={search.label} />
      </SearchField>
      {list}
    </Autocomplete>
  );
}
