import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { UsersRound } from 'lucide-react';
import { Cell, Column, Row, TableBody, TableHeader } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { Team } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import list from '../../components/ListTable.module.css';
import { ListTable } from '../../components/ListTable.tsx';
import { Tile } from '../../components/Pill.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { nameOf } from '../../words/presence.ts';
import css from './TeamsTable.module.css';

export const pathTo = (id: string): string => `/people/teams/${encodeURIComponent(id)}`;

/** How many names stand in a row before "and 5 more". */
const NAMES = 3;

export function TeamsTable({ teams, selected }: { teams: readonly Team[]; selected: string | null }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const stores = useStores();
  const format = useFormat();
  const people = latest(useResource(stores.people)) ?? [];
  const nameAt = new Map(people.map((person) => [person.address, nameOf(person)]));
  return (
    <ListTable
      label={t`Teams`}
      selected={selected}
      onOpen={(key) => void navigate(pathTo(key))}
      onClose={() => void navigate('/people/teams')}
    >
      <TableHeader>
        <Column isRowHeader>
          <Trans>Team</Trans>
        </Column>
        <Column>
          <Trans>People</Trans>
        </Column>
        <Column className={list.optional}>
          <Trans>Who</Trans>
        </Column>
      </TableHeader>
      <TableBody items={teams} dependencies={[selected, people, i18n.locale]}>
        {(team) => {
          const names = team.members.map((address) => nameAt.get(address) ?? address);
          const more = names.length - NAMES;
          return (
            <Row
              id={team.id}
              textValue={team.label}
              className={cx(list.row, team.id === selected && list.open)}
            >
              <Cell className={css.team}>
                <span className={list.who}>
                  <Tile tone="info">
                    <Icon of={UsersRound} />
                  </Tile>
                  <span className={list.names}>
                    <b>{team.label}</b>
                    <small>{team.room ?? t`without a room`}</small>
                  </span>
                </span>
              </Cell>
              <Cell>
                <Plural value={names.length} _0="nobody yet" one="# person" other="# people" />
              </Cell>
              <Cell className={cx(list.optional, css.members)}>
                <span className="muted">
                  {more > 0 ? format.list([...names.slice(0, NAMES), t`${more} more`]) : format.list(names)}
                </span>
              </Cell>
            </Row>
          );
        }}
      </TableBody>
    </ListTable>
  );
}
