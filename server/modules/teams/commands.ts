/** Administration of teams: names of our own, and ejabberdctl's for shared roster groups where the meaning is the same. */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { type Jid, makeJid, prepareDomain } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Team, Teams } from '../support/teams.ts';

const MAX_TEAMS = 200;
/** WHY: a new label is pushed to each about each of the others. */
const MAX_MEMBERS = 200;
const MAX_LABEL = 200;

export interface TeamTools {
  readonly kept: Teams;
  /** Keeps `after` in place of `before`, and lets everybody see it. */
  change(before: Team | undefined, after: Team | undefined): void;
}

const word = z.string().min(1).max(1023);
const text = z.string().max(MAX_LABEL);
const person = { user: word, host: word, team: word, teamhost: word.optional() };

type Joining = z.infer<z.ZodObject<typeof person>>;

/** Answers how somebody is added, for others than operators. */
export function addTeamCommands(
  ctx: ModuleContext,
  { kept, change }: TeamTools,
): { join(who: Joining): 'added' | 'unchanged' } {
  function servedHost(host: string): string {
    const domain = prepareDomain(host);
    if (domain !== undefined && ctx.server.hosts.includes(domain)) return domain;
    throw new CommandError('host.unknown', `${host} is not served here.`);
  }

  function idOf(team: string, host: string): string {
    const id = makeJid(team, host)?.local;
    if (!id) throw new CommandError('name.not-allowed', `"${team}" cannot be the name of a team.`);
    return id;
  }

  function teamAt(team: string, host: string): Team {
    const domain = servedHost(host);
    const found = kept.get(domain, idOf(team, domain));
    if (!found) throw new CommandError('item.unknown', `There is no team ${team} at ${domain}.`);
    return found;
  }

  function accountAt(user: string, host: string): Jid {
    const jid = makeJid(user, servedHost(host));
    if (jid?.local && ctx.accounts.exists(jid)) return jid;
    throw new CommandError('account.unknown', `There is no account ${user}@${host}.`);
  }

  function create(team: string, host: string, label: string, description = ''): string {
    const domain = servedHost(host);
    const id = idOf(team, domain);
    if (kept.get(domain, id)) throw new CommandError('refused', `The team ${id} is there already.`);
    if (ctx.server.limited && kept.list(domain).length >= MAX_TEAMS)
      throw new CommandError('team.too-many', `${domain} has ${MAX_TEAMS} teams; there cannot be more.`);
    change(undefined, { host: domain, id, label: label || team, description, members: [] });
    return id;
  }

  function join({ user, host, team, teamhost = host }: Joining): 'added' | 'unchanged' {
    const before = teamAt(team, teamhost);
    const member = accountAt(user, host).toString();
    if (before.members.includes(member)) return 'unchanged';
    if (ctx.server.limited && before.members.length >= MAX_MEMBERS)
      throw new CommandError(
        'team.full',
        `The team ${before.id} has ${MAX_MEMBERS} members; there cannot be more.`,
      );
    change(before, { ...before, members: [...before.members, member] });
    return 'added';
  }

  function leave({ user, host, team, teamhost = host }: Joining): 'removed' | 'unchanged' {
    const before = teamAt(team, teamhost);
    const member = accountAt(user, host).toString();
    if (!before.members.includes(member)) return 'unchanged';
    change(before, { ...before, members: before.members.filter((one) => one !== member) });
    return 'removed';
  }

  const remove = (team: string, host: string) => {
    change(teamAt(team, host), undefined);
    return 'deleted';
  };

  ctx.command({
    name: 'create_team',
    scope: 'people',
    summary: 'Make a team: its members have each other on their contact lists',
    positional: ['team', 'host', 'label', 'description'],
    optional: 2,
    args: z.strictObject({ team: word, host: word, label: text.optional(), description: text.optional() }),
    run: ({ team, host, label = team, description }) => create(team, host, label, description),
  });
  ctx.command({
    name: 'delete_team',
    scope: 'people',
    summary: 'Delete a team; its members stay, but not on each other’s contact lists',
    positional: ['team', 'host'],
    args: z.strictObject({ team: word, host: word }),
    run: ({ team, host }) => remove(team, host),
  });
  ctx.command({
    name: 'rename_team',
    scope: 'people',
    summary: 'Give a team another label',
    positional: ['team', 'host', 'label'],
    args: z.strictObject({ team: word, host: word, label: text.min(1) }),
    run({ team, host, label }) {
      const before = teamAt(team, host);
      change(before, { ...before, label });
      return label;
    },
  });
  ctx.command({
    name: 'add_to_team',
    scope: 'people',
    summary: 'Add somebody to a team',
    positional: ['user', 'host', 'team', 'teamhost'],
    optional: 1,
    args: z.strictObject(person),
    run: join,
  });
  ctx.command({
    name: 'remove_from_team',
    scope: 'people',
    summary: 'Take somebody out of a team',
    positional: ['user', 'host', 'team', 'teamhost'],
    optional: 1,
    args: z.strictObject(person),
    run: leave,
  });
  ctx.command({
    name: 'list_teams',
    scope: 'people',
    reads: true,
    summary: 'List the teams of a domain',
    positional: ['host'],
    args: z.strictObject({ host: word }),
    run: ({ host }) =>
      kept
        .list(servedHost(host))
        .map(({ id, label, description, members }) => ({ id, label, description, members })),
    text: (teams) => teams.map(({ id, label, members }) => `${id}\t${label}\t${members.length}`).join('\n'),
  });

  // COMPAT: ejabberdctl's names, so that scripts of those who come from there go on working.
  const named = { group: word, host: word };
  const shared = { user: word, host: word, group: word, grouphost: word };
  ctx.command({
    name: 'srg_create',
    scope: 'people',
    summary: 'create_team, as ejabberdctl calls it',
    positional: ['group', 'host', 'label', 'description', 'display'],
    optional: 3,
    args: z.strictObject({
      ...named,
      label: text.optional(),
      description: text.optional(),
      display: text.optional(),
    }),
    run({ group, host, label = group, description, display }) {
      if (display !== undefined && display !== '' && display !== group)
        throw new CommandError('refused', 'A team is shown to its own members and to no other group.');
      return create(group, host, label, description);
    },
  });
  ctx.command({
    name: 'srg_delete',
    scope: 'people',
    summary: 'delete_team, as ejabberdctl calls it',
    positional: ['group', 'host'],
    args: z.strictObject(named),
    run: ({ group, host }) => remove(group, host),
  });
  ctx.command({
    name: 'srg_list',
    scope: 'people',
    reads: true,
    summary: 'The names of the teams of a domain',
    positional: ['host'],
    args: z.strictObject({ host: word }),
    run: ({ host }) => kept.list(servedHost(host)).map(({ id }) => id),
  });
  ctx.command({
    name: 'srg_get_members',
    scope: 'people',
    reads: true,
    summary: 'The addresses of a team’s members',
    positional: ['group', 'host'],
    args: z.strictObject(named),
    run: ({ group, host }) => teamAt(group, host).members,
  });
  ctx.command({
    name: 'srg_user_add',
    scope: 'people',
    summary: 'add_to_team, as ejabberdctl calls it',
    positional: ['user', 'host', 'group', 'grouphost'],
    args: z.strictObject(shared),
    run: ({ user, host, group, grouphost }) => join({ user, host, team: group, teamhost: grouphost }),
  });
  ctx.command({
    name: 'srg_user_del',
    scope: 'people',
    summary: 'remove_from_team, as ejabberdctl calls it',
    positional: ['user', 'host', 'group', 'grouphost'],
    args: z.strictObject(shared),
    run: ({ user, host, group, grouphost }) => leave({ user, host, team: group, teamhost: grouphost }),
  });

  return { join };
}
