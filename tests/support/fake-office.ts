/** The office's decisions in memory, for managers under test: teams, those who wait, invitations, archives, lists. */
import type { Applicant, Invitation, Report, Team } from '../../electron/contract/index.ts';
import type { Engine } from '../../electron/manager/engines/engine.ts';
import { problem } from '../../electron/manager/problem.ts';
import { createFakeFiles, type FakeFiles } from './fake-files.ts';

export interface FakeOffice extends Pick<Engine, 'teams' | 'joining' | 'history' | 'files' | 'safety'> {
  readonly office: {
    readonly teams: Map<string, Team>;
    readonly waiting: Map<string, Applicant>;
    readonly invitations: Map<string, Invitation>;
    /** Ages in days of archived messages. */
    readonly messages: { people: number[]; rooms: number[] };
    readonly files: FakeFiles;
    readonly blocked: Set<string>;
    readonly reports: Map<number, Omit<Report, 'keptOut' | 'host'>>;
  };
}

const DAY = 86_400_000;
/** As the server has it (server/modules/teams/commands.ts). */
export const TEAM_MOST = 200;

/** @param exists whether somebody has an account. */
export function createFakeOffice(exists: (address: string) => boolean): FakeOffice {
  const office: FakeOffice['office'] = {
    teams: new Map(),
    waiting: new Map(),
    invitations: new Map(),
    messages: { people: [], rooms: [] },
    files: createFakeFiles(),
    blocked: new Set(),
    reports: new Map(),
  };
  const teamAt = (id: string): Team => {
    const found = office.teams.get(id);
    if (!found) throw problem('team.unknown', {});
    return found;
  };
  const change = (id: string, part: (team: Team) => Partial<Team>) => {
    const team = teamAt(id);
    office.teams.set(id, { ...team, ...part(team) });
  };
  const take = <K>(from: Map<K, unknown>, key: K) => {
    if (!from.delete(key)) throw problem('entry.gone', {});
  };
  const older = (ages: readonly number[], days: number) =>
    days === 0 ? 0 : ages.filter((age) => age > days).length;
  const oldest = (ages: readonly number[]) =>
    ages.length === 0 ? null : Date.now() - Math.max(...ages) * DAY;

  return {
    office,
    teams: {
      list: async () => [...office.teams.values()],
      create: async (host, id, label) =>
        void office.teams.set(id, { id, label, members: [], room: `${id}@conference.${host}` }),
      rename: async (_, id, label) => change(id, () => ({ label })),
      async add(_, id, address) {
        if (!exists(address)) throw problem('person.unknown', { address });
        if (teamAt(id).members.length >= TEAM_MOST) throw problem('team.full', {});
        change(id, ({ members }) => ({ members: [...new Set([...members, address])].sort() }));
      },
      takeOut: async (_, id, address) =>
        change(id, ({ members }) => ({ members: members.filter((one) => one !== address) })),
      remove: async (_, id) => void office.teams.delete(teamAt(id).id),
    },
    joining: {
      waiting: async () => [...office.waiting.values()],
      approve: async (address) => take(office.waiting, address),
      refuse: async (address) => take(office.waiting, address),
      invitations: async () => [...office.invitations.values()],
      async invite(host, { username, days, times = 1, ...wish }) {
        if (wish.team) teamAt(wish.team);
        const token = `token${office.invitations.size + 1}`;
        const invitation = fakeInvitation({ token, host, username, usesLeft: times, ...wish }, days);
        office.invitations.set(token, invitation);
        return invitation;
      },
      async resetLink(address, days) {
        const [username = '', host = ''] = address.split('@');
        const token = `token${office.invitations.size + 1}`;
        const link = fakeInvitation({ token, host, username, kind: 'reset' }, days);
        office.invitations.set(token, link);
        return link;
      },
      async revoke(_, token) {
        const found = office.invitations.get(token);
        if (found?.state !== 'open') throw problem('entry.gone', {});
        office.invitations.set(token, { ...found, state: 'revoked', endedAt: Date.now() });
      },
      async restore(_, token) {
        const found = office.invitations.get(token);
        if (found?.state !== 'revoked') throw problem('entry.gone', {});
        office.invitations.set(token, { ...found, state: 'open', endedAt: null });
      },
    },
    history: {
      countOlder: async ({ people, rooms }) => ({
        people: older(office.messages.people, people),
        rooms: older(office.messages.rooms, rooms),
      }),
      oldest: async () => ({ people: oldest(office.messages.people), rooms: oldest(office.messages.rooms) }),
    },
    files: office.files.engine,
    safety: {
      blocked: async () => [...office.blocked],
      async block(_, address) {
        office.blocked.add(address);
        return address;
      },
      unblock: async (_, address) => void office.blocked.delete(address),
      reports: async () => [...office.reports.values()],
      closeReport: async (_, id) => take(office.reports, id),
    },
  };
}

/** One that is open and good for so many days from now. */
export function fakeInvitation(
  given: Partial<Invitation> & Pick<Invitation, 'token' | 'host'>,
  days: number,
): Invitation {
  const { token, host, username = '' } = given;
  return {
    ...{ kind: 'person', inviter: '', username, displayName: '', team: '', by: '', language: null },
    ...{ usesLeft: 1, state: 'open', endedAt: null, used: [], page: null },
    ...{ createdAt: Date.now(), expires: Date.now() + days * DAY },
    uri: `xmpp:${username === '' ? host : `${username}@${host}`}?register;preauth=${token}`,
    ...given,
  };
}
