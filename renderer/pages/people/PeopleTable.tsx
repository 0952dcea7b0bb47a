import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Cell, Column, Row, TableBody, TableHeader } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { Person } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { cx } from '../../components/cx.ts';
import list from '../../components/ListTable.module.css';
import { ListTable } from '../../components/ListTable.tsx';
import { Dot, Pill, Tag } from '../../components/Pill.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { isOnline, nameOf, presence, presenceTone, presenceWord } from '../../words/presence.ts';

export const pathTo = (address: string): string => `/people/${encodeURIComponent(address)}`;

export function PeopleTable({ people, selected }: { people: readonly Person[]; selected: string | null }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const format = useFormat();
  const now = useNow(60_000);
  return (
    <ListTable
      label={t`People`}
      selected={selected}
      onOpen={(key) => void navigate(pathTo(key))}
      onFollow={(key) => void navigate(pathTo(key), { replace: true })}
      onClose={() => void navigate('/people')}
    >
      <TableHeader>
        <Column isRowHeader>
          <Trans>Person</Trans>
        </Column>
        <Column>
          <Trans>State</Trans>
        </Column>
        <Column className={list.optional}>
          <Trans>Devices</Trans>
        </Column>
        <Column className={list.optional}>
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
              className={cx(list.row, person.address === selected && list.open)}
            >
              <Cell className={list.main}>
                <span className={list.who}>
                  <Avatar name={nameOf(person)} />
                  <span className={list.names}>
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
              <Cell className={list.optional}>
                <span className="muted">
                  {person.devices.length > 0 ? (
                    <Plural value={person.devices.length} one="# device" other="# devices" />
                  ) : (
                    '–'
                  )}
                </span>
              </Cell>
              <Cell className={list.optional}>
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
    </ListTable>
  );
}
