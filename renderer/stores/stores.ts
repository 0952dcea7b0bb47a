/**
 * All stores by area, built once in main.tsx and handed down by context: no page reaches for a global.
 */
import { createContext, useContext } from 'react';
import type { OpenLine } from '../api/line.ts';
import type {
  AccessAnswer,
  AppInfo,
  AuthorityFile,
  BackupsState,
  ClientSetupAnswer,
  ConnectValues,
  Job,
  MachineServiceState,
  NoticesState,
  Overview,
  Person,
  PersonState,
  ReleaseNotes,
  SettingsAnswer,
  SetupState,
  ShownChange,
  TerminalAnswer,
  TrustAnswer,
  TrustSteps,
  UpdatesAnswer,
} from '../api/types.ts';
import { type Appearance, createAppearance } from './appearance.ts';
import { createResource, latest, type Resource } from './async.ts';
import { type ConnectionStore, createConnection } from './connection.ts';
import { createEvents } from './events.ts';
import { createFilesStore, type FilesStore } from './files.ts';
import { createFirewallStore, type FirewallStore } from './firewall.ts';
import { createGuidesStore, type GuidesStore } from './guides.ts';
import { createLogs, type Logs } from './logs.ts';
import { createNoticesHere, type NoticesHere } from './notices.ts';
import { createNumbersStore, type NumbersStore } from './numbers.ts';
import { type Office, officeResources } from './office.ts';
import { createRoomsStore, type RoomsStore } from './rooms.ts';
import { createSurveys, type Surveys } from './surveys.ts';
import { createToasts, type Toasts } from './toasts.ts';

export type Stores = Office & {
  connection: ConnectionStore;
  appearance: Appearance;
  toasts: Toasts;
  logs: Logs;
  info: Resource<AppInfo>;
  overview: Resource<Overview>;
  people: Resource<Person[]>;
  /** How everybody stands: programs, encryption, push. */
  peopleState: Resource<PersonState[]>;
  rooms: RoomsStore;
  files: FilesStore;
  firewall: FirewallStore;
  numbers: NumbersStore;
  /** Who is told when something is wrong, and what was. */
  machineService: Resource<MachineServiceState>;
  notices: Resource<NoticesState>;
  /** The newest that came while this page is open. */
  noticesHere: NoticesHere;
  updates: Resource<UpdatesAnswer>;
  /** What was new in each version, the newest first. */
  updateNotes: Resource<ReleaseNotes[]>;
  terminal: Resource<TerminalAnswer>;
  surveys: Surveys;
  setup: Resource<SetupState>;
  backups: Resource<BackupsState>;
  jobs: Resource<Job[]>;
  /** The newest of what was changed. */
  changes: Resource<ShownChange[]>;
  settings: Resource<SettingsAnswer>;
  access: Resource<AccessAnswer>;
  connect: Resource<ConnectValues>;
  guides: GuidesStore;
  /** Chat programs of this computer. */
  clientSetup: Resource<ClientSetupAnswer>;
  authorityFile: Resource<AuthorityFile>;
  trustSteps: Resource<TrustSteps[]>;
  trust: Resource<TrustAnswer>;
};

export type StoresParts = {
  open: OpenLine;
  storage: Storage;
  /** Where the manager serves the pages, too: asks it for those of its own version. */
  reload?: () => void;
};

export function createStores({ open, storage, reload }: StoresParts): Stores {
  const events = createEvents();
  const connection = createConnection({ open, events, otherVersion: reload });
  const { client } = connection;
  const resource = <T>(load: () => Promise<T>, ...reloadOn: string[]) =>
    createResource({ load, events, reloadOn });

  const stores: Stores = {
    connection,
    appearance: createAppearance(storage),
    toasts: createToasts(),
    logs: createLogs({ client, events }),
    info: resource(async () => client().app.info(), 'setup.changed'),
    overview: resource(
      async () => client().server.overview(),
      'server.state',
      'people.changed',
      'findings.changed',
      'certificates.changed',
      'dns.changed',
      'setup.changed',
    ),
    ...officeResources(client, resource),
    people: resource(async () => client().people.list(), 'people.changed', 'server.state'),
    peopleState: resource(async () => client().people.state(), 'people.changed', 'server.state'),
    rooms: createRoomsStore({ client, events }),
    files: createFilesStore({ client, events }),
    firewall: createFirewallStore({
      resource: resource(
        async () => client().firewall.get(),
        'firewall.changed',
        'setup.changed',
        'server.state',
      ),
      ...{ client, connection, storage: sessionStorage },
    }),
    numbers: createNumbersStore({ client, events }),
    noticesHere: createNoticesHere({ events }),
    machineService: resource(async () => client().machineService.get(), 'findings.changed'),
    notices: resource(async () => client().notices.get(), 'notices.changed', 'setup.changed'),
    updates: resource(async () => client().updates.view(), 'updates.changed'),
    updateNotes: resource(async () => (await client().updates.notes()).releases),
    terminal: resource(async () => client().terminal.state()),
    surveys: createSurveys({ client, events }),
    setup: resource(async () => client().setup.state(), 'setup.changed'),
    changes: resource(async () => client().app.changes({ before: null, limit: 100 }), 'change'),
    backups: resource(async () => client().backups.get(), 'backups.changed', 'setup.changed'),
    jobs: resource(async () => client().app.jobs()),
    settings: resource(async () => client().settings.get(), 'settings.changed'),
    access: resource(async () => client().access.get(), 'settings.changed'),
    guides: createGuidesStore({ client, events }),
    clientSetup: resource(async () => client().clientSetup.list(), 'change', 'certificates.changed'),
    connect: resource(async () => client().connect.values(), 'certificates.changed', 'setup.changed'),
    authorityFile: resource(async () => client().connect.authorityPem(), 'certificates.changed'),
    trustSteps: resource(async () => client().connect.trustSteps(), 'certificates.changed'),
    trust: resource(async () => client().connect.checkTrust(), 'certificates.changed'),
  };

  // What was chosen on another window, or kept from the last time, is drawn by this one too. In the same breath as the
  // settings themselves, so that no page is drawn between the two.
  stores.settings.store.subscribe((now, before) => {
    const settings = latest(now);
    if (settings === undefined || settings === latest(before)) return;
    stores.appearance.set({ language: settings.values.language, theme: settings.values.theme });
  });
  // A job's progress comes whole with each event: no need to ask for the list again.
  events.on('job', (event) => {
    if (event.type !== 'job') return;
    const others = (latest(stores.jobs.store.getState()) ?? []).filter((job) => job.id !== event.job.id);
    stores.jobs.replace([event.job, ...others]);
  });
  // The state is in the event: shown at once, while the rest of the overview is asked for.
  events.on('server.state', (event) => {
    const overview = latest(stores.overview.store.getState());
    if (event.type === 'server.state' && overview !== undefined) {
      stores.overview.replace({ ...overview, status: event.status });
    }
  });
  return stores;
}

export const StoresContext = createContext<Stores | null>(null);

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === null) throw new Error('useStores outside of <StoresContext>');
  return stores;
}
