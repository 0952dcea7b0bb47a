/** As many teams, and as many people in one, as can be: the next is refused, with a code of its own. */
import { expect, test } from 'vitest';
import type { Team } from '../../../server/modules/support/teams.ts';
import { addTeamCommands } from '../../../server/modules/teams/commands.ts';

/** The commands over teams in memory. */
function commands(teams: Team[], limited: boolean) {
  const table = new Map<string, (args: Record<string, string>) => unknown>();
  const kept = {
    get: (host: string, id: string) => teams.find((team) => team.host === host && team.id === id),
    list: () => teams,
  };
  addTeamCommands(
    {
      server: { hosts: ['test'], limited },
      accounts: { exists: () => true },
      command: ({ name, run }: { name: string; run: never }) => table.set(name, run),
    } as never,
    { kept: kept as never, change: (_, after) => void teams.push(after!) },
  );
  return (name: string, args: Record<string, string>) => table.get(name)!(args);
}

const team = (id: string, people: number): Team => ({
  ...{ host: 'test', id, label: id, description: '' },
  members: Array.from({ length: people }, (_, index) => `p${index}@test`),
});
const nina = { user: 'nina', host: 'test', team: 'office' };

test('a full team', () => {
  expect(() => commands([team('office', 200)], true)('add_to_team', nina)).toThrow(
    expect.objectContaining({ code: 'team.full' }),
  );
  expect(commands([team('office', 199)], true)('add_to_team', nina)).toBe('added');
  // Tests and benchmarks go without limits.
  expect(commands([team('office', 200)], false)('add_to_team', nina)).toBe('added');
});

test('as many teams as can be', () => {
  const many = Array.from({ length: 200 }, (_, index) => team(`t${index}`, 0));
  expect(() => commands(many, true)('create_team', { team: 'one-more', host: 'test' })).toThrow(
    expect.objectContaining({ code: 'team.too-many' }),
  );
});
