import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Cell, Column, Row, TableBody, TableHeader } from 'react-aria-components';
import { useNavigate } from 'react-router';
import { Avatar } from '../../components/Avatar.tsx';
import { cx } from '../../components/cx.ts';
import list from '../../components/ListTable.module.css';
import { ListTable } from '../../components/ListTable.tsx';
import { Pill } from '../../components/Pill.tsx';
import { useFormat } from '../../words/format.ts';
import { useNames } from '../../words/use-names.ts';
import type { Owner } from './arrange.ts';

export const pathTo = (address: string): string => `/files/${encodeURIComponent(address)}`;

/** From here on the oldest files of somebody are about to make room. */
const NEARLY = 0.9;

export type FilesTableProps = { people: readonly Owner[]; quota: number; selected: string | null };

export function FilesTable({ people, quota, selected }: FilesTableProps) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const format = useFormat();
  const names = useNames();
  return (
    <ListTable
      label={t`People with files`}
      selected={selected}
      onOpen={(key) => void navigate(pathTo(key))}
      onFollow={(key) => void navigate(pathTo(key), { replace: true })}
      onClose={() => void navigate('/files')}
    >
      <TableHeader>
        <Column isRowHeader>
          <Trans>Person</Trans>
        </Column>
        <Column>
          <Trans>Files</Trans>
        </Column>
        <Column>
          <Trans>Space taken</Trans>
        </Column>
        <Column className={list.optional}>
          <Trans>Of what they may have</Trans>
        </Column>
      </TableHeader>
      <TableBody
        items={people.map((one) => ({ ...one, id: one.account }))}
        dependencies={[selected, quota, i18n.locale]}
      >
        {({ account, files, bytes }) => (
          <Row
            id={account}
            textValue={names(account)}
            className={cx(list.row, account === selected && list.open)}
          >
            <Cell className={list.main}>
              <span className={list.who}>
                <Avatar name={names(account)} />
                <span className={list.names}>
                  <b>{names(account)}</b>
                  <small>{account}</small>
                </span>
              </span>
            </Cell>
            <Cell>
              <span className="num">{format.number(files)}</span>
            </Cell>
            <Cell>
              <span className="num">{format.bytes(bytes)}</span>
            </Cell>
            <Cell className={list.optional}>
              {bytes >= quota * NEARLY ? (
                <Pill>
                  <Trans>nearly full: the oldest make room</Trans>
                </Pill>
              ) : (
                <span className="muted num">{format.percent(bytes / quota)}</span>
              )}
            </Cell>
          </Row>
        )}
      </TableBody>
    </ListTable>
  );
}
