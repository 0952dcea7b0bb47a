/**
 * Language, theme, stores, and which of the three faces of the page is shown: the door, the wait, or the pages.
 */
import { I18nProvider } from '@lingui/react';
import { useEffect, useLayoutEffect, useState } from 'react';
import { I18nProvider as AriaLocale } from 'react-aria-components';
import { RouterProvider } from 'react-router/dom';
import { useStore } from 'zustand';
import { LeadsTo } from './components/page-params.ts';
import { activate, i18n } from './i18n.ts';
import { AccessPage } from './pages/access/AccessPage.tsx';
import { WaitingPage } from './pages/access/WaitingPage.tsx';
import { createRouter, fetchPagesWhenIdle } from './routes.tsx';
import { resolveLanguage } from './stores/appearance.ts';
import { latest, useResource } from './stores/async.ts';
import { farewell } from './stores/farewell.ts';
import { type Stores, StoresContext, useStores } from './stores/stores.ts';

export function App({ stores }: { stores: Stores }) {
  const { language, theme } = useStore(stores.appearance.store);
  const resolved = resolveLanguage(language, navigator.languages);
  // WHY before the paint: a page must not be seen half in one language.
  useLayoutEffect(() => activate(resolved), [resolved]);
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <StoresContext value={stores}>
      <I18nProvider i18n={i18n}>
        <AriaLocale locale={resolved === 'fr' ? 'fr-FR' : 'en-GB'}>
          <Face />
        </AriaLocale>
      </I18nProvider>
    </StoresContext>
  );
}

function Face() {
  const { connection } = useStores();
  const state = useStore(connection.store);
  // Once in, a lost line is a grey banner over what is shown, never a blank page.
  const [entered, setEntered] = useState(false);
  useEffect(() => {
    if (state.state === 'online') setEntered(true);
  }, [state.state]);
  const { shown: leaving } = useStore(farewell);
  if (state.state === 'locked' && !leaving) return <AccessPage because={state.because} />;
  if (!entered && state.state !== 'online') return <WaitingPage connection={state} />;
  return <Inside />;
}

function Inside() {
  const stores = useStores();
  const settings = useResource(stores.settings);
  const [router] = useState(createRouter);
  const [leadsTo] = useState(() => () => {
    const { navigation, location } = router.state;
    return (navigation.location ?? location).pathname;
  });
  useEffect(fetchPagesWhenIdle, []);
  // The settings say in which language and colours to draw (stores.ts): until they are here there is nothing to show.
  if (latest(settings) === undefined && settings.state !== 'failed') return null;
  return (
    <LeadsTo value={leadsTo}>
      <RouterProvider router={router} />
    </LeadsTo>
  );
}
