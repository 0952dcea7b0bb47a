/** Teams, by the server's commands (server/modules/teams, and muc for their rooms). */
import { z } from 'zod';
import type { TeamsEngine } from '../office.ts';
import { type Online, split } from './commands.ts';

/** Answer of `list_teams`. */
const list = z.array(z.object({ id: z.string(), label: z.string(), members: z.array(z.string()) }));
/** Answer of `list_team_rooms`. */
const rooms = z.array(z.object({ team: z.string(), room: z.string() }));

export function createTeamsEngine(online: Online): TeamsEngine {
  return {
    async list(host) {
      const [teams, found] = await Promise.all([
        online('list_teams', { host }),
        online('list_team_rooms', { host }),
      ]);
      const roomOf = new Map(rooms.parse(found).map(({ team, room }) => [team, room]));
      return list.parse(teams).map((team) => ({ ...team, room: roomOf.get(team.id) ?? null }));
    },
    create: async (host, team, label) => void (await online('create_team', { host, team, label })),
    rename: async (host, team, label) => void (await online('rename_team', { host, team, label })),
    add: async (host, team, address) =>
      void (await online('add_to_team', { ...split(address), team, teamhost: host })),
    takeOut: async (host, team, address) =>
      void (await online('remove_from_team', { ...split(address), team, teamhost: host })),
    remove: async (host, team) => void (await online('delete_team', { host, team })),
  };
}
