/**
 * What the office decides, as the manager has it: teams, who may come in and who waits, how long is kept, who is kept out.
 */
import type {
  Applicant,
  Client,
  HistoryAnswer,
  Invitation,
  JoiningRule,
  Report,
  Team,
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
};

type Make = <T>(load: () => Promise<T>, ...reloadOn: string[]) => Resource<T>;

export const officeResources = (client: () => Client, resource: Make): Office => ({
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
});
