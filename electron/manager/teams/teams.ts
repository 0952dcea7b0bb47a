/** Teams: made, named, filled and ended; the server keeps contact lists, rooms and bookmarks in step. */
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Team } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { TeamsEngine } from '../engines/office.ts';
import type { Events } from '../events.ts';
import { problem } from '../problem.ts';
import { teamId } from './name.ts';

export interface Teams {
  list(): Promise<Team[]>;
  create(team: { label: string; members: readonly string[]; id?: string }): Promise<Team>;
  rename(id: string, label: string): Promise<Team>;
  add(id: string, address: string): Promise<Team>;
  takeOut(id: string, address: string): Promise<Team>;
  remove(id: string, room: 'stays' | 'goes'): Promise<void>;
}

export interface TeamsParts {
  readonly engine: TeamsEngine;
  readonly closeRoom: (address: string) => Promise<void>;
  readonly changes: Changes;
  readonly events: Events;
  /** The served domain; throws `setup.not-done` before there is one. */
  readonly domain: () => string;
}

export function createTeams({ engine, closeRoom, changes, events, domain }: TeamsParts): Teams {
  const list = () => engine.list(domain());

  async function get(id: string): Promise<Team> {
    const found = (await list()).find((team) => team.id === id);
    if (!found) throw problem('team.unknown', {});
    return found;
  }

  function noted(action: ChangeAction, subject: string, before: string | null, after: string | null): void {
    changes.note({ action, subject, state: 'applied', before, after });
    events.emit({ type: 'teams.changed' });
  }

  return {
    list,
    async create({ label, members, id: wanted }) {
      const taken = new Set((await list()).map(({ id }) => id));
      const id = wanted !== undefined && !taken.has(wanted) ? wanted : teamId(label, taken);
      await engine.create(domain(), id, label);
      noted('teams.create', label, null, label);
      // One that has no account any more is left out rather than the whole team refused.
      for (const address of members) await engine.add(domain(), id, address).catch(unlessGone);
      noted('teams.add', label, null, members.join(' '));
      return get(id);
    },
    async rename(id, label) {
      const before = await get(id);
      await engine.rename(domain(), id, label);
      noted('teams.rename', label, before.label, label);
      return get(id);
    },
    async add(id, address) {
      const { label } = await get(id);
      await engine.add(domain(), id, address);
      noted('teams.add', label, null, address);
      return get(id);
    },
    async takeOut(id, address) {
      const { label } = await get(id);
      await engine.takeOut(domain(), id, address);
      noted('teams.take-out', label, address, null);
      return get(id);
    },
    async remove(id, fate) {
      const { label, members, room } = await get(id);
      // Out of the team one by one, the bookmarks go from people's devices with it.
      if (fate === 'goes') for (const member of members) await engine.takeOut(domain(), id, member);
      await engine.remove(domain(), id);
      if (fate === 'goes' && room !== null) await closeRoom(room);
      noted('teams.remove', label, members.join(' '), null);
    },
  };
}

function unlessGone(error: unknown): void {
  if ((error as { code?: string }).code !== 'person.unknown') throw error;
}
