/** The calls about programs and the chat in the browser, for the pages under test: the manager's own areas, on a world in memory. */
import type { ORPCError } from '@orpc/server';
import type {
  ManagerEvent,
  Problem,
  Program,
  ProgramAct,
  ProgramDoor,
} from '../../electron/contract/index.ts';
import { programsCalls } from '../../electron/manager/calls/programs.ts';
import type { Changes } from '../../electron/manager/changes.ts';
import type { ProgramsEngine } from '../../electron/manager/engines/programs.ts';
import type { Events } from '../../electron/manager/events.ts';
import { ProblemError, problem } from '../../electron/manager/problem.ts';
import { createPrograms } from '../../electron/manager/programs/programs.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { createWebChat } from '../../electron/manager/webchat/webchat.ts';

/** What of the fake state concerns them. */
export interface ProgramsFacts {
  programs: Program[];
  revokedPrograms: Program[];
  programActs: ProgramAct[];
  webchat: { on: boolean; name: string } | undefined;
  /** Who may come from other computers; undefined: nobody. */
  programDoor: ProgramDoor | undefined;
  /** Null: another program has that port. */
  adminPort: number | null;
}

export const freshPrograms = (): ProgramsFacts => ({
  ...{ programs: [], revokedPrograms: [], programActs: [], webchat: undefined, adminPort: 5280 },
  programDoor: undefined,
});

const DAY = 86_400_000;

/** A website that asks for passwords, and a script nobody has used yet, made on the command line. */
export function fillPrograms(facts: ProgramsFacts): void {
  const now = Date.now();
  const website = { who: 'token Website (p1)', from: '192.168.1.20', command: 'check_password' };
  facts.programActs = [
    {
      ...website,
      at: now - 600_000,
      about: 'user=zoe host=fabrik-martin.example',
      outcome: 'done',
      because: '',
      times: 12,
    },
    {
      ...website,
      at: now - 7_200_000,
      command: 'stop',
      about: '',
      outcome: 'refused',
      because: 'not-allowed',
      times: 1,
    },
  ];
  facts.programs = [
    {
      ...{ id: 'p1', name: 'Website', use: 'passwords', scopes: ['check_password', 'check_account'] },
      ...{ createdAt: now - 40 * DAY, expires: null, lastUsed: now - 600_000, lastFrom: '192.168.1.20' },
      from: ['192.168.1.20'],
    },
    {
      ...{ id: 'p2', name: 'Lohnbuchhaltung', use: null, scopes: ['registered_users', 'kick_user'] },
      ...{ createdAt: now - 2 * DAY, expires: now + 90 * DAY, lastUsed: null, lastFrom: null },
      from: [],
    },
  ];
}

/** Of the server's, as many as a page needs to show. */
const COMMANDS = [
  { name: 'check_password', summary: 'Tell whether a password is right' },
  { name: 'connected_users_number', summary: 'Count the sessions' },
  { name: 'registered_users', summary: 'List the accounts of a domain' },
  { name: 'status', summary: 'Tell how the server is' },
];

/** Programs in memory. */
export function createFakePrograms(facts: ProgramsFacts): ProgramsEngine {
  const move = (id: string, from: Program[], to: Program[]) => {
    const at = from.findIndex((one) => one.id === id);
    if (at < 0) throw problem('entry.gone', {});
    to.push(...from.splice(at, 1));
  };
  return {
    list: async () => facts.programs,
    async create({ name, use, commands, from, days }) {
      const id = `p${facts.programs.length + facts.revokedPrograms.length + 1}`;
      const expires = days === 0 ? null : Date.now() + days * DAY;
      const program: Program = {
        ...{ id, name, use, createdAt: Date.now(), expires, lastUsed: null, lastFrom: null, from },
        scopes: use === null ? commands : [use],
      };
      facts.programs.push(program);
      return { token: `chatelaine_${id}_kept-nowhere`, program };
    },
    commands: async () => COMMANDS,
    acts: async () => facts.programActs,
    revoke: async (id) => move(id, facts.programs, facts.revokedPrograms),
    restore: async (id) => move(id, facts.revokedPrograms, facts.programs),
  };
}

interface State extends ProgramsFacts {
  readonly domain: string;
  readonly status: { readonly state: string };
  readonly answers: { readonly ports: Office['ports'] };
}
// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { programs: any; webchat: any };

/** The part of the router that `contract.programs` and `contract.webchat` want. */
export function programsRouter(
  os: Part,
  state: State,
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: Problem) => ORPCError<string, unknown>,
): Part {
  const shared = { changes: { note: () => 0, page: () => [] } satisfies Changes, events: { emit } as Events };
  const calls = programsCalls({
    programs: createPrograms({
      ...{ ...shared, engine: createFakePrograms(state), ports: () => ({ here: 5280, others: 5281 }) },
      name: () => `xmpp.${state.domain}`,
      door: () => state.programDoor,
      change: async ({ programs }) => void Object.assign(state, { programDoor: programs }),
      opened: () => ({
        ports: [state.adminPort ?? [], state.programDoor?.from.length ? 5281 : []]
          .flat()
          .map((port) => ({ type: 'admin', port })),
        closed: [],
      }),
    }),
    webchat: createWebChat({
      ...shared,
      addresses: () => ['192.168.1.47'],
      opened: () => undefined,
      office: () => ({
        ...{ way: 'domain', domain: state.domain, ports: state.answers.ports, admins: [] },
        ...(state.webchat && { webchat: state.webchat }),
      }),
      change: async (part) => void Object.assign(state, part),
    }),
  });
  const area = (name: keyof Part) =>
    Object.fromEntries(
      Object.entries(calls[name]).map(([call, run]) => [
        call,
        os[name][call].handler(async ({ input }: { input: never }) => {
          try {
            if (name === 'programs' && state.status.state !== 'running')
              throw refuse({ code: 'server.not-running', data: {} });
            return structuredClone(await (run as unknown as (input: never) => Promise<unknown>)(input));
          } catch (error) {
            if (error instanceof ProblemError)
              throw refuse({ code: error.code, data: error.data } as Problem);
            throw error;
          }
        }),
      ]),
    );
  return { programs: area('programs'), webchat: area('webchat') };
}
