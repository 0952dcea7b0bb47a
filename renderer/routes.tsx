/**
 * The pages that are built, and nothing else. Hash routes: the same files work under app:// and under http://.
 */
import { createHashRouter, Navigate } from 'react-router';
import { CrashPage } from './frame/CrashPage.tsx';
import { Frame } from './frame/Frame.tsx';
import { Gate } from './frame/Gate.tsx';
import { ConnectPage } from './pages/connect/ConnectPage.tsx';
import { HomePage } from './pages/home/HomePage.tsx';
import { LogsPage } from './pages/logs/LogsPage.tsx';
import { PeoplePage } from './pages/people/PeoplePage.tsx';
import { SettingsPage } from './pages/settings/SettingsPage.tsx';
import { FirstRun } from './wizards/first-run/FirstRun.tsx';

export const createRouter = () =>
  createHashRouter([
    {
      element: <Gate />,
      errorElement: <CrashPage />,
      children: [
        { path: '/setup', element: <FirstRun /> },
        {
          element: <Frame />,
          children: [
            { index: true, element: <HomePage /> },
            { path: 'people', element: <PeoplePage /> },
            { path: 'people/:address', element: <PeoplePage /> },
            { path: 'connect', element: <ConnectPage /> },
            { path: 'logs', element: <LogsPage /> },
            { path: 'settings', element: <SettingsPage /> },
          ],
        },
        { path: '*', element: <Navigate to="/" replace /> },
      ],
    },
  ]);
