/**
 * Title bar, side bar, sheet; help drawer, Finder, toasts and the grey banner live here, once for all pages.
 */
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { SkipLink } from '../components/SkipLink.tsx';
import css from './Frame.module.css';
import { HelpDrawer } from './HelpDrawer.tsx';
import { LostBanner } from './LostBanner.tsx';
import { NoticesHere } from './NoticesHere.tsx';
import { PAGES } from './pages.ts';
import { SideBar } from './SideBar.tsx';
import { useShortcuts } from './shortcuts.ts';
import { TitleBar } from './TitleBar.tsx';
import { ToastRegion } from './ToastRegion.tsx';

// A file of its own, fetched while the browser has nothing to do: its list and its search are not needed to read a page.

const Finder = lazy(async () => ({ default: (await import('./Finder.tsx')).Finder }));

export function Frame() {
  const { i18n } = useLingui();
  const { pathname } = useLocation();
  const [help, setHelp] = useState(false);
  const [finder, setFinder] = useState(false);
  useShortcuts({ onHelp: () => setHelp((open) => !open), onFinder: () => setFinder(true) });
  const page =
    PAGES.find(({ path }) => (path === '/' ? pathname === '/' : pathname.startsWith(path))) ?? PAGES[0]!;
  useFocusFollows(page.path);
  const title = `${i18n._(page.name)} · Chatelaine`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div className={css.frame}>
      <SkipLink onPress={() => document.getElementById('main')?.focus()}>
        <Trans>Skip to the page</Trans>
      </SkipLink>
      <TitleBar onFinder={() => setFinder(true)} onHelp={() => setHelp(true)} />
      <SideBar />
      <div className={css.middle}>
        <LostBanner />
        <div className={css.with} data-help={help || undefined}>
          <main className={css.sheet} id="main" tabIndex={-1}>
            <Outlet />
          </main>
          {help && <HelpDrawer path={page.path} onClose={() => setHelp(false)} />}
        </div>
      </div>
      {finder && (
        <Suspense>
          <Finder open onClose={() => setFinder(false)} />
        </Suspense>
      )}
      <NoticesHere />
      <ToastRegion />
    </div>
  );
}

/** What had the focus may be gone with the page before: then the new page has it, and Tab goes on from its beginning. */
function useFocusFollows(path: string): void {
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    if (document.activeElement === document.body) document.getElementById('main')?.focus();
  }, [path]);
}
