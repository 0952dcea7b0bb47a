/**
 * Composition root of the face: builds the stores on the right kind of line, and draws.
 */
import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono';
import './components/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { hasToken } from './api/access.ts';
import { browserLine, desktopLine } from './api/line.ts';
import { activate } from './i18n.ts';
import { resolveLanguage } from './stores/appearance.ts';
import { createStores } from './stores/stores.ts';

// WHY before the router: the token stands where the router would look for a page.
const open = window.chatelaine ? desktopLine(window) : browserLine(window);
const reload = () => window.location.reload();
const stores = createStores({
  ...{ open, storage: window.localStorage },
  // After an update. The desktop's window has its pages from its own program, which the installer starts anew.
  ...(!window.chatelaine && { reload }),
});

// A new link opened in this very tab changes only the fragment: the page is loaded anew, before the router sees it.
window.addEventListener('popstate', (event) => {
  if (!hasToken(window.location)) return;
  event.stopImmediatePropagation();
  reload();
});

const { language, theme } = stores.appearance.store.getState();
activate(resolveLanguage(language, navigator.languages));
if (theme !== 'system') document.documentElement.dataset.theme = theme;

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');
createRoot(root).render(<App stores={stores} />);
stores.connection.start();
