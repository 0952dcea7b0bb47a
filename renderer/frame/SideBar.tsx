import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { initials } from '../components/Avatar.tsx';
import { cx } from '../components/cx.ts';
import { Icon } from '../components/Icon.tsx';
import { Dot, Tile } from '../components/Pill.tsx';
import { latest, useResource } from '../stores/async.ts';
import { useNow } from '../stores/now.ts';
import { useStores } from '../stores/stores.ts';
import { useFormat } from '../words/format.ts';
import { stateTone, stateWord } from '../words/server.ts';
import { PAGES, type PageEntry } from './pages.ts';
import css from './SideBar.module.css';

export function SideBar() {
  const { t } = useMacro();
  const stores = useStores();
  const overview = latest(useResource(stores.overview));
  const rooms = latest(useResource(stores.rooms.list))?.rooms;
  const broken = overview?.findings.filter(({ severity }) => severity === 'broken').length ?? 0;
  const entries = (group: PageEntry['group']) =>
    PAGES.filter((page) => page.group === group).map((page) => (
      <Entry key={page.path} page={page}>
        {page.path === '/people' && overview && <span className={css.count}>{overview.people.total}</span>}
        {page.path === '/rooms' && rooms && rooms.length > 0 && (
          <span className={css.count}>{rooms.length}</span>
        )}
        {page.path === '/' && broken > 0 && (
          <span className={cx(css.count, css.bad)}>
            <Icon of={CircleX} size="s" />
            <span>{broken}</span>
            <span className="sr">
              <Trans>needs you</Trans>
            </span>
          </span>
        )}
      </Entry>
    ));
  return (
    <nav className={css.side} aria-label={t`Main`}>
      <ServerName />
      <div className={css.nav}>{entries('main')}</div>
      <h2 className={css.group}>
        <Trans>The way in</Trans>
      </h2>
      <div className={css.nav}>{entries('way')}</div>
      <h2 className={css.group}>
        <Trans>Upkeep</Trans>
      </h2>
      <div className={css.nav}>{entries('upkeep')}</div>
      <div className={cx(css.nav, css.foot)}>{entries('foot')}</div>
    </nav>
  );
}

function Entry({ page, children }: { page: PageEntry; children?: ReactNode }) {
  const { i18n } = useLingui();
  return (
    <NavLink to={page.path} end={page.path === '/'} className={css.entry} title={i18n._(page.name)}>
      <Icon of={page.icon} size="nav" />
      <span className={css.name}>{i18n._(page.name)}</span>
      {children}
    </NavLink>
  );
}

/** Which server this is, and its state in a word. */
function ServerName() {
  const { i18n } = useLingui();
  const stores = useStores();
  const format = useFormat();
  const now = useNow(30_000);
  const overview = latest(useResource(stores.overview));
  if (overview === undefined) return <div className={css.server} />;
  const { status, domain } = overview;
  const word = i18n._(stateWord(status));
  return (
    <NavLink to="/" className={css.server} title={`${domain}: ${word}`}>
      <Tile>{initials(domain.replace(/\.[^.]*$/, ''))}</Tile>
      <span className={css.about}>
        <b>{domain}</b>
        <small>
          <Dot tone={stateTone(status)} />
          {word}
          {status.state === 'running' &&
            now - status.since >= 60_000 &&
            `, ${format.duration(now - status.since)}`}
        </small>
      </span>
    </NavLink>
  );
}
