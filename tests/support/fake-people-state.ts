/** How people stand, for the pages under test: some of everything, from the devices a state has. */
import type { Person, PersonState } from '../../electron/contract/index.ts';
import type { EngineProgram, EngineStanding } from '../../electron/manager/engines/people-state.ts';
import { standingOf } from '../../electron/manager/people/standing.ts';

const HOUR = 3_600_000;

/** By resource, as in the office of the tests. */
const PROGRAMS: Readonly<Record<string, Pick<EngineProgram, 'name' | 'version' | 'os' | 'type' | 'omemo'>>> =
  {
    'Gajim.X7': { name: 'Gajim', version: '1.7.3', os: 'Debian 12', type: 'pc', omemo: 'yes' },
    Pidgin: { name: 'Pidgin', version: '2.14.12 (libpurple 2.14.12)', os: '', type: 'pc', omemo: 'no' },
    phone: { name: 'Conversations', version: '2.13.4', os: '', type: 'phone', omemo: 'yes' },
  };

const programsOf = ({ devices }: Person): EngineProgram[] =>
  devices.map(({ address, resource, since, detached }) => ({
    ...{ address, resource, since, detached, inactive: resource === 'phone', carbons: true },
    ...(PROGRAMS[resource] ?? { name: '', version: '', os: '', type: '', omemo: 'unknown' }),
    historyAt: since,
    push: resource === 'phone',
  }));

/** @param index where they are in the list: some stumble. */
function standing(person: Person, index: number): EngineStanding {
  const programs = programsOf(person);
  const at = Date.now() - 5 * HOUR;
  const push = {
    ...{ service: 'push.conversations.im', resource: 'phone', enabledAt: at - 40 * HOUR },
    ...(index === 6
      ? { acceptedAt: at, failure: { at: at + HOUR, condition: 'item-not-found', inARow: 1, over: true } }
      : { acceptedAt: index === 9 ? null : at, failure: null }),
  };
  const omemo = programs.filter((one) => one.omemo === 'yes').length;
  return {
    ...{ address: person.address, programs, waiting: index % 5 === 4 ? index : 0 },
    lastSeen: programs.length > 0 ? null : person.lastLogin,
    keys: index === 1 ? 1 : omemo,
    push: programs.some(({ type }) => type === 'phone') ? [push] : [],
  };
}

export const fakePeopleState = (people: readonly Person[]): PersonState[] =>
  people.map((person, index) => standingOf(standing(person, index), person, Date.now()));
