import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import {
  BadgeCheck,
  Ban,
  Building2,
  CircleX,
  Clock,
  LoaderCircle,
  LockOpen,
  PhoneCall,
  Signpost,
} from 'lucide-react';
import { Cell, Column, Row, TableBody, TableHeader } from 'react-aria-components';
import { useNavigate } from 'react-router';
import type { FederationLink, RemoteDomain } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import list from '../../components/ListTable.module.css';
import { ListTable } from '../../components/ListTable.tsx';
import { Pill, Tile } from '../../components/Pill.tsx';
import { useNow } from '../../stores/now.ts';
import { CODE_WORDS, remoteTone, remoteWord } from '../../words/federation.ts';
import { useFormat } from '../../words/format.ts';
import { type CompanyRow, hasTrouble, mainLink, problemNow } from './arrange.ts';
import css from './CompaniesTable.module.css';

export const pathTo = (domain: string): string => `/federation/${encodeURIComponent(domain)}`;

export function CompaniesTable({ rows, selected }: { rows: readonly CompanyRow[]; selected: string | null }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const format = useFormat();
  const now = useNow(30_000);
  return (
    <ListTable
      label={t`Companies`}
      selected={selected}
      onOpen={(key) => void navigate(pathTo(key))}
      onFollow={(key) => void navigate(pathTo(key), { replace: true })}
      onClose={() => void navigate('/federation')}
    >
      <TableHeader>
        <Column isRowHeader>
          <Trans>Company</Trans>
        </Column>
        <Column>
          <Trans>State</Trans>
        </Column>
        <Column className={css.proof}>
          <Trans>Known by</Trans>
        </Column>
        <Column className={list.optional}>
          <Trans>Last activity</Trans>
        </Column>
      </TableHeader>
      <TableBody
        items={rows.map((row) => ({ ...row, id: row.domain }))}
        dependencies={[selected, now, i18n.locale]}
      >
        {(row) => (
          <Row
            id={row.domain}
            textValue={row.domain}
            className={cx(list.row, row.domain === selected && list.open)}
          >
            <Cell className={list.main}>
              <span className={list.who}>
                <Tile tone={hasTrouble(row) ? 'warn' : 'plain'}>
                  <Icon of={Building2} size="l" />
                </Tile>
                <span className={list.names}>
                  <b>{row.domain}</b>
                  <Why row={row} />
                </span>
              </span>
            </Cell>
            <Cell>
              <StatePill remote={row.remote} now={now} />
            </Cell>
            <Cell className={css.proof}>
              <ProofPill link={mainLink(row.remote)} />
            </Cell>
            <Cell className={list.optional}>
              <span className="muted num">
                {row.remote?.lastActive == null ? t`never` : format.ago(row.remote.lastActive, now)}
              </span>
            </Cell>
          </Row>
        )}
      </TableBody>
    </ListTable>
  );
}

/** Under the name: what is wrong, or what was decided. */
function Why({ row: { remote, rule } }: { row: CompanyRow }) {
  const { i18n } = useLingui();
  const problem = problemNow(remote);
  if (problem !== null) return <small>{i18n._(CODE_WORDS[problem.code].what)}</small>;
  if (rule?.certificate) {
    return (
      <small>
        <Trans>Only with a certificate</Trans>
      </small>
    );
  }
  if (rule?.allowed) {
    return (
      <small>
        <Trans>You let it in</Trans>
      </small>
    );
  }
  return null;
}

/** Shape and word, never colour alone. */
export function StatePill({ remote, now }: { remote: RemoteDomain | null; now: number }) {
  const { i18n } = useLingui();
  const format = useFormat();
  if (remote === null) {
    return (
      <span className="muted">
        <Trans>Not used yet</Trans>
      </span>
    );
  }
  const { state, allowed, nextAttempt, problem } = remote;
  if (!allowed) {
    return (
      <Pill icon={Ban}>
        {problem?.code === 'policy.blocked' ? (
          <Trans context="company">Kept out</Trans>
        ) : (
          <Trans>Not let in</Trans>
        )}
      </Pill>
    );
  }
  if (state === 'works' || state === 'idle')
    return <Pill dot={remoteTone(state)}>{i18n._(remoteWord(state))}</Pill>;
  const icon = state === 'refused' ? CircleX : state === 'waiting' ? Clock : LoaderCircle;
  const wait = nextAttempt === null || nextAttempt <= now ? null : format.duration(nextAttempt - now);
  return (
    <span className={css[state]}>
      <Pill icon={icon}>
        {state === 'waiting' && wait ? <Wait wait={wait} /> : i18n._(remoteWord(state))}
      </Pill>
    </span>
  );
}

const Wait = ({ wait }: { wait: string }) => <Trans>Again in {wait}</Trans>;

/** How sure it is that it is them, while a connection stands. */
function ProofPill({ link }: { link: FederationLink | null }) {
  if (link === null) return <span className="muted">–</span>;
  const encrypted = link.security.how !== 'none';
  if (!encrypted) {
    return (
      <Pill icon={LockOpen}>
        <Trans>Not encrypted</Trans>
      </Pill>
    );
  }
  switch (link.proof) {
    case 'certificate':
    case 'dane':
      return (
        <Pill icon={BadgeCheck}>
          <Trans>Certificate</Trans>
        </Pill>
      );
    case 'dialback':
      return (
        <Pill icon={PhoneCall}>
          <Trans>Calling back</Trans>
        </Pill>
      );
    default:
      return (
        <Pill icon={Signpost}>
          <Trans>Its address only</Trans>
        </Pill>
      );
  }
}
