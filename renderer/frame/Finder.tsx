/**
 * Ctrl K: every page, person and action by its plain name and by its technical one.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { Icon } from '../components/Icon.tsx';
import css from './Finder.module.css';
import { type FinderEntry, useFinderEntries } from './finder-entries.ts';

export function Finder({ open, onClose }: { open: boolean; onClose(): void }) {
  return (
    <ModalOverlay
      className={css.scrim}
      isOpen={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable
    >
      <Modal className={css.modal}>
        <Found onClose={onClose} />
      </Modal>
    </ModalOverlay>
  );
}

function Found({ onClose }: { onClose(): void }) {
  const { t } = useLingui();
  const { pages, people, rooms, actions } = useFinderEntries();
  // "zoe" finds Zoé, "reglages" finds Réglages.
  const { contains } = useFilter({ sensitivity: 'base' });
  // The domain is in every address: it counts only for those who type an address.
  const matches = (text: string, typed: string) =>
    contains(typed.includes('@') ? text : text.replace(/@\S+/gu, ''), typed);
  const go = (entry: FinderEntry) => {
    onClose();
    entry.run();
  };
  return (
    <Dialog className={css.dialog} aria-label={t`Find`}>
      <Autocomplete filter={matches}>
        <SearchField className={css.field} aria-label={t`Find a page, a person, an action…`} autoFocus>
          <Icon of={Search} />
          <Input className={css.input} placeholder={t`Find a page, a person, an action…`} />
          <kbd aria-hidden>Esc</kbd>
        </SearchField>
        <Menu
          className={css.menu}
          aria-label={t`Found`}
          renderEmptyState={() => (
            <p className={css.none}>
              <Trans>Nothing has this name here. F1 opens the help of this page.</Trans>
            </p>
          )}
        >
          <Group title={t`Pages`} entries={pages} onGo={go} />
          <Group title={t`People`} entries={people} onGo={go} />
          <Group title={t`Rooms`} entries={rooms} onGo={go} />
          <Group title={t`Actions`} entries={actions} onGo={go} />
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}

function Group({
  title,
  entries,
  onGo,
}: {
  title: string;
  entries: readonly FinderEntry[];
  onGo(entry: FinderEntry): void;
}) {
  return (
    <MenuSection>
      <Header className={css.group}>{title}</Header>
      {entries.map((entry) => (
        <MenuItem
          key={entry.id}
          id={entry.id}
          textValue={`${entry.name} ${entry.words}`}
          className={css.item}
          onAction={() => onGo(entry)}
        >
          <Icon of={entry.icon} size="nav" />
          <span>{entry.name}</span>
          {entry.aside && <small>{entry.aside}</small>}
        </MenuItem>
      ))}
    </MenuSection>
  );
}
