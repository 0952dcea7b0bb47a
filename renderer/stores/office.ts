/**
 * What the office decides, as the manager has it: teams, who may come in and who waits, how long is kept, who is kept out, with whom
 * colleagues can talk, which doors are open.
 */
import type {
  Applicant,
  Bridges,
  CertificateStatus,
  Client,
  DnsState,
  Doors,
  DynamicState,
  Federation,
  HistoryAnswer,
  Invitation,
  JoiningRule,
  Leaver,
  NameChoices,
  ProgramsAnswer,
  ProvidersAnswer,
  ReachState,
  Report,
  RouterState,
  ServedDomain,
  Team,
  WebChat,
  WebsiteState,
} from '../api/types.ts';
import type { Resource } from './async.ts';

export type Office = {
  teams: Resource<Team[]>;
  joiningRule: Resource<JoiningRule>;
  waiting: Resource<Applicant[]>;
  invitations: Resource<Invitation[]>;
  history: Resource<HistoryAnswer>;
  keptOut: Resource<string[]>;
  reports: Resource<Report[]>;
  /** Those who have left, and whose account is here still. */
  leavers: Resource<Leaver[]>;
  federation: Resource<Federation>;
  doors: Resource<Doors>;
  website: Resource<WebsiteState>;
  /** One for each served domain. */
  certificates: Resource<CertificateStatus[]>;
  /** Each served domain with its last look. */
  dns: Resource<DnsState[]>;
  domains: Resource<ServedDomain[]>;
  nameChoices: Resource<{ chosen: NameChoices; usual: NameChoices }>;
  providers: Resource<ProvidersAnswer>;
  dynamic: Resource<DynamicState>;
  /** The internet box, and what it passes on. */
  reach: Resource<ReachState>;
  router: Resource<RouterState>;
  bridges: Resource<Bridges>;
  programs: Resource<ProgramsAnswer>;
  webchat: Resource<WebChat>;
};

type Make = <T>(load: () => Promise<T>, ...reloadOn: string[]) => Resource<T>;

export const officeResources = (client: () => Client, resource: Make): Office => ({
  leavers: resource(async () => client().leaving.list(), 'people.changed', 'job'),
  // A person who goes leaves the teams, too.
  teams: resource(async () => client().teams.list(), 'teams.changed', 'people.changed', 'server.state'),
  joiningRule: resource(async () => (await client().joining.rule()).rule, 'joining.changed', 'setup.changed'),
  waiting: resource(
    async () => client().joining.waiting(),
    'joining.changed',
    'people.changed',
    'server.state',
  ),
  invitations: resource(
    async () => client().joining.invitations(),
    'joining.changed',
    'people.changed',
    'server.state',
  ),
  history: resource(async () => client().history.get(), 'settings.changed', 'server.state'),
  keptOut: resource(async () => client().safety.keptOut(), 'safety.changed', 'server.state'),
  reports: resource(async () => client().safety.reports(), 'safety.changed', 'server.state'),
  federation: resource(
    async () => client().federation.get(),
    'federation.changed',
    'safety.changed',
    'server.state',
    'setup.changed',
  ),
  bridges: resource(async () => client().bridges.list(), 'bridges.changed', 'server.state', 'setup.changed'),
  programs: resource(async () => client().programs.list(), 'programs.changed', 'server.state'),
  webchat: resource(
    async () => client().webchat.get(),
    'webchat.changed',
    'website.changed',
    'server.state',
    'setup.changed',
  ),
  website: resource(async () => client().website.get(), 'website.changed', 'server.state', 'setup.changed'),
  certificates: resource(
    async () => (await client().certificates.list()).certificates,
    'certificate.state',
    'certificates.changed',
    'dns-proofs.changed',
    'setup.changed',
  ),
  dns: resource(async () => client().dns.list(), 'dns.changed', 'setup.changed'),
  domains: resource(
    async () => client().domains.list(),
    'setup.changed',
    'settings.changed',
    'server.state',
    'people.changed',
  ),
  nameChoices: resource(async () => client().domains.choices(), 'setup.changed', 'settings.changed'),
  providers: resource(
    async () => client().dnsProviders.get(),
    'dns-providers.changed',
    'dns.changed',
    'setup.changed',
  ),
  dynamic: resource(
    async () => client().dnsProviders.dynamic(),
    'addresses.changed',
    'dns.changed',
    'setup.changed',
  ),
  reach: resource(
    async () => client().reach.state(),
    'reach.changed',
    'doors.changed',
    'dns.changed',
    'setup.changed',
  ),
  router: resource(
    async () => client().router.get(),
    'router.changed',
    'reach.changed',
    'addresses.changed',
    'doors.changed',
    'setup.changed',
  ),
  doors: resource(async () => client().doors.get(), 'doors.changed', 'server.state', 'setup.changed'),
});
