import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Person } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Icon } from '../../components/Icon.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { nameOf } from '../../words/presence.ts';
import css from './PeoplePicker.module.css';

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

export type PeoplePickerProps = {
  /** What they are chosen for. */
  label: string;
  /** Who can be chosen. */
  people: readonly Person[];
  /** Addresses. */
  chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
};

/** Some colleagues out of all: type a part of a name, Space or a press ticks. What is ticked stays while one searches. */
export function PeoplePicker({ label, people, chosen, onChange }: PeoplePickerProps) {
  const { t } = useLingui();
  const [search, setSearch] = useState('');
  const words = fold(search).split(/\s+/).filter(Boolean);
  const shown = people
    .filter((person) => words.every((word) => fold(`${nameOf(person)} ${person.username}`).includes(word)))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const hidden = [...chosen].filter((address) => !shown.some((person) => person.address === address));
  return (
    <div className={css.picker}>
      <SearchField label={t`Find a colleague`} value={search} onChange={setSearch} />
      <ListBox
        className={css.list}
        aria-label={label}
        selectionMode="multiple"
        items={shown.map((person) => ({ ...person, id: person.address }))}
        selectedKeys={chosen}
        onSelectionChange={(keys) => {
          const here = keys === 'all' ? shown.map(({ address }) => address) : [...keys].map(String);
          onChange(new Set([...hidden, ...here]));
        }}
        renderEmptyState={() => (
          <p className="small muted">
            <Trans>Nobody of this name.</Trans>
          </p>
        )}
      >
        {(person) => (
          <ListBoxItem id={person.address} textValue={nameOf(person)} className={css.item}>
            <Avatar name={nameOf(person)} />
            <span className={css.name}>{nameOf(person)}</span>
            <span className={css.tick}>
              <Icon of={Check} size="s" />
            </span>
          </ListBoxItem>
        )}
      </ListBox>
      <p className="small muted" role="status">
        <Plural value={chosen.size} _0="Nobody chosen." one="# person chosen." other="# people chosen." />
      </p>
    </div>
  );
}
