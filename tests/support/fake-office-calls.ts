/** The calls about the office, for the pages under test: the manager's own areas, on an office in memory. */
import type { ORPCError } from '@orpc/server';
import type { ManagerEvent, Problem } from '../../electron/contract/index.ts';
import { officeCalls } from '../../electron/manager/calls/office.ts';
import type { Changes } from '../../electron/manager/changes.ts';
import type { Events } from '../../electron/manager/events.ts';
import { createStoredFiles } from '../../electron/manager/files/stored-files.ts';
import { createHistory } from '../../electron/manager/history/history.ts';
import { createJoining } from '../../electron/manager/joining/joining.ts';
import { ProblemError } from '../../electron/manager/problem.ts';
import { createSafety } from '../../electron/manager/safety/safety.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { createTeams } from '../../electron/manager/teams/teams.ts';
import type { FakeState } from './fake-state.ts';

type Areas = ReturnType<typeof officeCalls>;
// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = Record<keyof Areas, any>;
type Handler = (input: never) => Promise<unknown>;
/** What `implement` gives for one call. */
type Implementer = { handler(run: (options: { input: never }) => Promise<unknown>): unknown };

const WITHOUT_SERVER = new Set(['rule', 'setRule', 'get']);

/** The part of the router that `contract.teams`, `joining`, `history`, `files` and `safety` want. */
export function officeRouter(
  os: Part,
  state: FakeState,
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: Problem) => ORPCError<string, unknown>,
): Part {
  const changes = { note: () => 0, page: () => [] } satisfies Changes;
  const events = { emit } as Events;
  const office = (): Office => ({
    ...{ way: 'domain', domain: state.domain, ports: state.answers.ports, admins: [] },
    ...{ joining: state.joining, keepDays: state.keepDays },
  });
  const change = async (part: Partial<Office>) => void Object.assign(state, part);
  const domain = () => state.domain;
  const on = <K extends 'teams' | 'joining' | 'history' | 'files' | 'safety'>(name: K) => state.office[name];
  const shared = { changes, events, office, change };
  const calls = officeCalls({
    teams: createTeams({ engine: on('teams'), changes, events, domain, closeRoom: async () => undefined }),
    joining: createJoining({ engine: on('joining'), ...shared }),
    history: createHistory({ engine: on('history'), ...shared, now: Date.now }),
    files: createStoredFiles({
      ...{ ...shared, engine: on('files') },
      async change({ files }) {
        if (files) state.office.office.files.apply(files);
      },
    }),
    safety: createSafety({ engine: on('safety'), changes, events, domains: () => [domain()] }),
  });
  const told = async (call: string, run: Handler, input: never): Promise<unknown> => {
    try {
      if (!WITHOUT_SERVER.has(call) && state.status.state !== 'running')
        throw refuse({ code: 'server.not-running', data: {} });
      return structuredClone(await run(input));
    } catch (error) {
      if (error instanceof ProblemError) throw refuse({ code: error.code, data: error.data } as Problem);
      throw error;
    }
  };
  const area = (name: keyof Areas) =>
    Object.fromEntries(
      Object.entries(calls[name]).map(([call, run]) => {
        const implementer = os[name][call] as Implementer;
        return [call, implementer.handler(({ input }) => told(call, run as Handler, input))];
      }),
    );
  return {
    teams: area('teams'),
    joining: area('joining'),
    history: area('history'),
    files: area('files'),
    safety: area('safety'),
  };
}
