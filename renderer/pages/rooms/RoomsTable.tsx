import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { KeyRound, Lock, type LucideIcon, MessagesSquare } from 'lucide-react';
import { Cell, Column, Row, TableBody, TableHeader } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { Room } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import list from '../../components/ListTable.module.css';
import { ListTable } from '../../components/ListTable.tsx';
import { Dot, Pill, Tag, Tile } from '../../components/Pill.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { entryWord, roomName } from '../../words/rooms.ts';
import css from './RoomsTable.module.css';

export const pathTo = (address: string): string => `/rooms/${encodeURIComponent(address)}`;

export const iconOf = (room: Pick<Room, 'entry' | 'protected'>): LucideIcon =>
  room.entry === 'members' ? Lock : room.protected ? KeyRound : MessagesSquare;

export function RoomsTable({ rooms, selected }: { rooms: readonly Room[]; selected: string | null }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const format = useFormat();
  const now = useNow(60_000);
  return (
    <ListTable
      label={t`Rooms`}
      selected={selected}
      onOpen={(key) => void navigate(pathTo(key))}
      onFollow={(key) => void navigate(pathTo(key), { replace: true })}
      onClose={() => void navigate('/rooms')}
    >
      <TableHeader>
        <Column isRowHeader>
          <Trans>Room</Trans>
        </Column>
        <Column className={css.entry}>
          <Trans>Who may enter</Trans>
        </Column>
        <Column>
          <Trans>There now</Trans>
        </Column>
        <Column className={list.optional}>
          <Trans>Last activity</Trans>
        </Column>
      </TableHeader>
      <TableBody items={rooms} dependencies={[selected, now, i18n.locale]}>
        {(room) => (
          <Row
            id={room.address}
            textValue={roomName(room)}
            className={cx(list.row, room.address === selected && list.open)}
          >
            <Cell className={list.main}>
              <span className={list.who}>
                <Tile>
                  <Icon of={iconOf(room)} size="l" />
                </Tile>
                <span className={list.names}>
                  <b>
                    {roomName(room)} {room.temporary && <Tag>{t`Temporary`}</Tag>}
                  </b>
                  <small>{room.topic || room.address}</small>
                </span>
              </span>
            </Cell>
            <Cell className={css.entry}>{i18n._(entryWord(room))}</Cell>
            <Cell>
              {room.now > 0 ? (
                <Pill>
                  <Dot tone="ok" />
                  <Plural value={room.now} one="# person" other="# people" />
                </Pill>
              ) : (
                <span className="muted">
                  <Trans>nobody</Trans>
                </span>
              )}
            </Cell>
            <Cell className={list.optional}>
              <span className="muted num">
                {room.lastMessageAt === null ? t`never` : format.ago(room.lastMessageAt, now)}
              </span>
            </Cell>
          </Row>
        )}
      </TableBody>
    </ListTable>
  );
}
