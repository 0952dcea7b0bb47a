import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { TriangleAlert } from 'lucide-react';
import { Cell, Column, Row, TableBody, TableHeader } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { Person, PersonState } from '../../api/types.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import list from '../../components/ListTable.module.css';
import { ListTable } from '../../components/ListTable.tsx';
import { Dot, Pill, Tag } from '../../components/Pill.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { isOnline, nameOf, presence, presenceTone, presenceWord } from '../../words/presence.ts';
import { ENCRYPTION, needWords, PUSH, type Told } from '../../words/standing.ts';
import css from './people.module.css';

export const pathTo = (address: string): string => `/people/${encodeURIComponent(address)}`;

export function PeopleTable({
  people,
  states,
  selected,
}: {
  people: readonly Person[];
  /** Undefined until the server has been asked, or while it does not run. */
  states: readonly PersonState[] | undefined;
  selected: string | null;
}) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const format = useFormat();
  const now = useNow(60_000);
  const known = new Map(states?.map((state) => [state.address, state]));
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
          <Trans>Programs</Trans>
        </Column>
        <Column className={list.optional}>
          <Trans>Encryption</Trans>
        </Column>
        <Column className={list.optional}>
          <Trans>Push</Trans>
        </Column>
        <Column className={list.optional}>
          <Trans>Last seen</Trans>
        </Column>
      </TableHeader>
      <TableBody items={people} dependencies={[selected, now, i18n.locale, states]}>
        {(person) => {
          const state = presence(person);
          const standing = known.get(person.address);
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
                    {standing?.needs[0] ? (
                      <small className={css.need}>
                        <Icon of={TriangleAlert} size="s" />
                        {i18n._(needWords(standing.needs[0], nameOf(person)).brief)}
                      </small>
                    ) : (
                      <small>{person.address}</small>
                    )}
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
                <span className={cx('muted', css.programs)}>
                  {person.devices.length === 0
                    ? '–'
                    : standing && standing.programs.length > 0
                      ? format.list([...new Set(standing.programs.map((one) => one.name || one.resource))])
                      : t({
                          message: plural(person.devices.length, { one: '# device', other: '# devices' }),
                        })}
                </span>
              </Cell>
              <Cell className={list.optional}>
                {standing ? <State told={ENCRYPTION[standing.encryption.state]} /> : '–'}
              </Cell>
              <Cell className={list.optional}>
                {standing && standing.push.state !== 'none' ? (
                  <State told={PUSH[standing.push.state]} />
                ) : (
                  '–'
                )}
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

function State({ told: { icon, tone, word } }: { told: Told }) {
  const { i18n } = useLingui();
  return (
    <Pill>
      <span className={css[tone]}>
        <Icon of={icon} size="s" />
      </span>
      {i18n._(word)}
    </Pill>
  );
}
