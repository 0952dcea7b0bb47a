import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { Person } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { cx } from '../../components/cx.ts';
import { Dot, Pill, Tag } from '../../components/Pill.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { isOnline, nameOf, presence, presenceTone, presenceWord } from '../../words/presence.ts';
import css from './PeopleTable.module.css';

export const pathTo = (address: string): string => `/people/${encodeURIComponent(address)}`;

/** Arrow keys go through the rows, Enter or a press opens; with the drawer open it follows the arrows. Esc closes. */
export function PeopleTable({ people, selected }: { people: readonly Person[]; selected: string | null }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const format = useFormat();
  const now = useNow(60_000);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to what bubbles up from the grid inside
    <div
      className={css.wrap}
      onFocus={(event) => {
        const row = event.target.closest<HTMLElement>('[data-key]')?.dataset.key;
        if (
          selected !== null &&
          row !== undefined &&
          row !== selected &&
          event.target.matches('[data-focus-visible], [data-key]')
        ) {
          void navigate(pathTo(row), { replace: true });
        }
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && selected !== null) void navigate('/people');
      }}
    >
      <Table
        className={css.table}
        aria-label={t`People`}
        onRowAction={(key) => void navigate(pathTo(String(key)))}
      >
        <TableHeader>
          <Column isRowHeader>
            <Trans>Person</Trans>
          </Column>
          <Column>
            <Trans>State</Trans>
          </Column>
          <Column className={css.optional}>
            <Trans>Devices</Trans>
          </Column>
          <Column className={css.optional}>
            <Trans>Last seen</Trans>
          </Column>
        </TableHeader>
        <TableBody items={people} dependencies={[selected, now, i18n.locale]}>
          {(person) => {
            const state = presence(person);
            return (
              <Row
                id={person.address}
                textValue={nameOf(person)}
                className={cx(css.row, person.address === selected && css.open)}
              >
                <Cell className={css.person}>
                  <span className={css.who}>
                    <Avatar name={nameOf(person)} />
                    <span className={css.names}>
                      <b>
                        {nameOf(person)} {person.admin && <Tag tone="info">{t`Administrator`}</Tag>}
                      </b>
                      <small>{person.address}</small>
                    </span>
                  </span>
                </Cell>
                <Cell>
                  <Pill>
                    <Dot tone={presenceTone(state)} />
                    {i18n._(presenceWord(state))}
                  </Pill>
                </Cell>
                <Cell className={css.optional}>
                  <span className="muted">
                    {person.devices.length > 0 ? (
                      <Plural value={person.devices.length} one="# device" other="# devices" />
                    ) : (
                      '–'
                    )}
                  </span>
                </Cell>
                <Cell className={css.optional}>
                  <span className="muted num">
                    {isOnline(person)
                      ? t`now`
                      : person.lastLogin === null
                        ? t`never`
                        : format.ago(person.lastLogin, now)}
                  </span>
                </Cell>
              </Row>
            );
          }}
        </TableBody>
      </Table>
    </div>
  );
}
