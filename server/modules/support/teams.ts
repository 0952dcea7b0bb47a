/**
 * Teams: people of this server who are in each other's contact lists because the operator says so, as they are kept.
 * Shared by contacts.ts, which shows them, and teams/, which changes them. What a member sees is computed, never stored: a team
 * of fifty is one row and fifty small ones, not 2,450.
 */
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';

const teamSchema = z.object({
  /** The name of the group members see the others in. */
  label: z.string(),
  description: z.string().default(''),
  /** Bare addresses, in code-point order. */
  members: z.array(z.string()),
});

const membershipSchema = z.object({ host: z.string(), id: z.string(), label: z.string() });

export interface Team extends z.infer<typeof teamSchema> {
  readonly host: string;
  /** Unique at the host; a localpart. */
  readonly id: string;
}

export interface Teams {
  get(host: string, id: string): Team | undefined;
  list(host: string): Team[];
  /** The teams an account is in. */
  of(account: Jid): Team[];
  save(team: Team): void;
  delete(team: Team): void;
  /** The labels of the teams both are in. */
  between(account: Jid, contact: Jid): string[];
  /** Everybody the account is in a team with, and the labels of those teams. */
  mates(account: Jid): Map<string, string[]>;
}

export function createTeams(ctx: Pick<ModuleContext, 'store'>): Teams {
  const teams = ctx.store.keyval('team', teamSchema);
  /** By account, so that one look tells of somebody in no team; with the label, so that it tells of two in one. */
  const memberships = ctx.store.keyval('team-membership', membershipSchema);

  const get = (host: string, id: string): Team | undefined => {
    const team = teams.get(host, id);
    return team && { ...team, host, id };
  };
  const of = (account: Jid): Team[] =>
    memberships.entries(account.toString()).flatMap(([, { host, id }]) => get(host, id) ?? []);
  const keyOf = ({ host, id }: Team) => `${id}@${host}`;

  function setMembers(team: Team, members: readonly string[]): void {
    const { host, id, label } = team;
    const before = get(host, id);
    for (const one of members)
      if (before?.label !== label || !before.members.includes(one))
        memberships.set(one, keyOf(team), { host, id, label });
    for (const one of before?.members ?? []) if (!members.includes(one)) memberships.delete(one, keyOf(team));
  }

  return {
    get,
    of,
    list: (host) => teams.entries(host).map(([id, team]) => ({ ...team, host, id })),
    save(team) {
      setMembers(team, team.members);
      const { label, description, members } = team;
      teams.set(team.host, team.id, { label, description, members: [...new Set(members)].sort() });
    },
    delete(team) {
      setMembers(team, []);
      teams.delete(team.host, team.id);
    },
    between(account, contact) {
      if (account.equals(contact)) return [];
      const both = memberships
        .entries(account.toString())
        .filter(([key]) => memberships.get(contact.toString(), key) !== undefined);
      return labels(both.map(([, membership]) => membership));
    },
    mates(account) {
      const mates = new Map<string, string[]>();
      for (const { label, members } of of(account))
        for (const member of members) mates.set(member, labels([{ label }], mates.get(member)));
      mates.delete(account.toString());
      return mates;
    },
  };
}

/** Two teams may have one label; a contact is in a group once. */
const labels = (teams: readonly Pick<Team, 'label'>[], more: readonly string[] = []): string[] => [
  ...new Set([...more, ...teams.map(({ label }) => label)]),
];
