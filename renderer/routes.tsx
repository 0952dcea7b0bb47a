/**
 * The pages that are built, and nothing else. Hash routes: the same files work under app:// and under http://.
 * Each page is a file of its own, fetched when first shown; the others follow when the browser has nothing to do.
 */
import type { ComponentType } from 'react';
import { createHashRouter, Navigate, type RouteObject } from 'react-router';
import { CrashPage } from './frame/CrashPage.tsx';
import { Frame } from './frame/Frame.tsx';
import { Gate } from './frame/Gate.tsx';

const home = async () => (await import('./pages/home/HomePage.tsx')).HomePage;
const people = async () => (await import('./pages/people/PeoplePage.tsx')).PeoplePage;
const rooms = async () => (await import('./pages/rooms/RoomsPage.tsx')).RoomsPage;
const files = async () => (await import('./pages/files/FilesPage.tsx')).FilesPage;
const teams = async () => (await import('./pages/teams/TeamsPage.tsx')).TeamsPage;
const waiting = async () => (await import('./pages/waiting/WaitingPage.tsx')).WaitingPage;
const federation = async () => (await import('./pages/federation/FederationPage.tsx')).FederationPage;
const bridges = async () => (await import('./pages/bridges/BridgesPage.tsx')).BridgesPage;
const names = async () => (await import('./pages/names/NamesPage.tsx')).NamesPage;
const certificate = async () => (await import('./pages/certificate/CertificatePage.tsx')).CertificatePage;
const networkDoors = async () => (await import('./pages/network-doors/DoorsPage.tsx')).DoorsPage;
const website = async () => (await import('./pages/website/WebsitePage.tsx')).WebsitePage;
const connect = async () => (await import('./pages/connect/ConnectPage.tsx')).ConnectPage;
const handOut = async () => (await import('./pages/hand-out/HandOutPage.tsx')).HandOutPage;
const handOutOffice = async () => (await import('./pages/hand-out/OfficePage.tsx')).OfficePage;
const logs = async () => (await import('./pages/logs/LogsPage.tsx')).LogsPage;
const numbers = async () => (await import('./pages/numbers/NumbersPage.tsx')).NumbersPage;
const terminal = async () => (await import('./pages/terminal/TerminalPage.tsx')).TerminalPage;
const history = async () => (await import('./pages/history/HistoryPage.tsx')).HistoryPage;
const backups = async () => (await import('./pages/backups/BackupsPage.tsx')).BackupsPage;
const settings = async () => (await import('./pages/settings/SettingsPage.tsx')).SettingsPage;
const remove = async () => (await import('./pages/settings/RemovePage.tsx')).RemovePage;
const firstRun = async () => (await import('./wizards/first-run/FirstRun.tsx')).FirstRun;

const finder = () => import('./frame/Finder.tsx');

const page = (load: () => Promise<ComponentType>): Pick<RouteObject, 'lazy'> => ({
  lazy: { Component: load },
});

export const createRouter = () =>
  createHashRouter([
    {
      element: <Gate />,
      errorElement: <CrashPage />,
      // Nothing, for the few milliseconds until the first page's own file is here.
      hydrateFallbackElement: <div />,
      children: [
        { path: '/setup', ...page(firstRun) },
        { path: '/hand-out', ...page(handOut) },
        { path: '/hand-out/office', ...page(handOutOffice) },
        { path: '/hand-out/:address', ...page(handOut) },
        {
          element: <Frame />,
          children: [
            { index: true, ...page(home) },
            { path: 'people', ...page(people) },
            { path: 'people/teams', ...page(teams) },
            { path: 'people/teams/:id', ...page(teams) },
            { path: 'people/waiting', ...page(waiting) },
            { path: 'people/:address', ...page(people) },
            { path: 'rooms', ...page(rooms) },
            { path: 'rooms/:address', ...page(rooms) },
            { path: 'files', ...page(files) },
            { path: 'files/:address', ...page(files) },
            { path: 'connect', ...page(connect) },
            { path: 'network', ...page(names) },
            { path: 'network/certificate', ...page(certificate) },
            { path: 'network/doors', ...page(networkDoors) },
            { path: 'federation', ...page(federation) },
            { path: 'federation/bridges', ...page(bridges) },
            { path: 'federation/:domain', ...page(federation) },
            { path: 'website', ...page(website) },
            { path: 'logs', ...page(logs) },
            { path: 'numbers', ...page(numbers) },
            { path: 'terminal', ...page(terminal) },
            { path: 'history', ...page(history) },
            { path: 'backups', ...page(backups) },
            { path: 'settings', ...page(settings) },
            { path: 'settings/remove', ...page(remove) },
          ],
        },
        { path: '*', element: <Navigate to="/" replace /> },
      ],
    },
  ]);

/** WHY: a window that has lost the manager can still show every page. A file that does not come is asked for again later. */
export function fetchPagesWhenIdle(): void {
  const fetchAll = () =>
    void Promise.allSettled(
      [
        home,
        people,
        teams,
        waiting,
        rooms,
        connect,
        handOut,
        names,
        certificate,
        networkDoors,
        federation,
        website,
        bridges,
        logs,
        numbers,
        terminal,
        history,
        settings,
        finder,
      ].map((load) => load()),
    );
  if ('requestIdleCallback' in window) window.requestIdleCallback(fetchAll, { timeout: 5000 });
  else setTimeout(fetchAll, 2000);
}
