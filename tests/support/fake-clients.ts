/** Chat programs of this computer, for pages under test: the manager's own area on a home folder of its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ORPCError } from '@orpc/server';
import { clientSetupCalls } from '../../electron/manager/calls/client-setup.ts';
import { createClients } from '../../electron/manager/clients/clients.ts';
import type { OfficeFacts } from '../../electron/manager/clients/facts.ts';
import { personFolders } from '../../electron/manager/clients/folders.ts';
import type { ClientsHere } from '../../electron/manager/clients/here.ts';
import { clientScript } from '../../electron/manager/clients/script.ts';
import { ProblemError } from '../../electron/manager/problem.ts';
import { folderUntilExit } from './until-exit.ts';

export interface ClientsFacts {
  /** Made when first asked for; a test may put files there. */
  clientHome: string;
  /** Of programs that are open. */
  clientsRunning: Set<string>;
  /** Of programs that are installed, as they are started. */
  clientsInstalled: Set<string>;
  clientsHere: boolean;
  clientTrust: OfficeFacts['trust'];
}

export const freshClients = (): ClientsFacts => ({
  ...{
    clientHome: '',
    clientsRunning: new Set(),
    clientsInstalled: new Set(),
    clientsHere: true,
    clientTrust: null,
  },
});

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = any;

const VERSIONS: Readonly<Record<string, string>> = {
  ...{
    gajim: '1.7.3-2',
    pidgin: '2.14.12-1',
    'dino-im': '0.4.2-1',
    'psi-plus': '1.4.554-5',
    profanity: '0.13.1-2',
  },
};

/** The part of the router that `contract.clientSetup` wants. */
export function clientsRouter(os: Part, state: ClientsFacts, changed: () => void): Part {
  let made: ClientsHere | undefined;
  const facts = async (): Promise<OfficeFacts> => ({
    server: null,
    trust: state.clientTrust,
    systemTrusts: false,
  });
  const area = (): ClientsHere => {
    if (made) return made;
    const base = folderUntilExit('fake-clients');
    state.clientHome = join(base, 'home');
    mkdirSync(state.clientHome);
    const clients = createClients({
      ...{
        platform: 'linux',
        folders: personFolders('linux', state.clientHome, {}),
        folder: join(base, 'kept'),
        facts,
      },
      findProgram: (name) => (state.clientsInstalled.has(name) ? `/usr/bin/${name}` : undefined),
      running: async () => state.clientsRunning,
      run: async (_, args) => {
        const stdout = VERSIONS[args.at(-1) ?? ''] ?? '';
        return { exitCode: stdout === '' ? 1 : 0, stdout, stderr: '', why: 'ended' };
      },
      now: Date.now,
      changes: {
        page: () => [],
        note() {
          changed();
          return 0;
        },
      },
    });
    made = {
      ...clients,
      isHere: () => state.clientsHere,
      file: async (wish) => clientScript(wish, await facts()),
    };
    return made;
  };
  const call = (name: 'list' | 'plan' | 'apply' | 'undo' | 'file') =>
    os.clientSetup[name].handler(async ({ input }: Part) => {
      try {
        const calls = clientSetupCalls({ clientsHere: area() });
        return await (calls[name] as Part)(input);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        throw new ORPCError(error.code, { defined: true, data: error.data });
      }
    });
  return {
    list: call('list'),
    plan: call('plan'),
    apply: call('apply'),
    undo: call('undo'),
    file: call('file'),
  };
}
