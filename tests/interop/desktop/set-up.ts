/**
 * The account in a program's own files, by "Set it up for me": what is tested is what a person gets. It is put there, undone, and put
 * there again before the program starts; and taken out after it has run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ClientPlan, ClientProgram, ClientSetUp } from '../../../electron/contract/client-setup.ts';
import { type Clients, createClients } from '../../../electron/manager/clients/clients.ts';
import { personFolders } from '../../../electron/manager/clients/folders.ts';
import type { Keyring } from '../../../electron/manager/clients/keyring.ts';
import { createRunningPrograms } from '../../../electron/manager/clients/processes.ts';
import type { ServerChoice } from '../../../electron/manager/clients/recipe.ts';
import { findProgram } from '../../../electron/manager/find-program.ts';
import { run } from '../../../electron/manager/run.ts';
import { treeOf } from '../../manager/clients/person.ts';
import { PASSWORD } from '../../support/server.ts';
import { type DesktopOffice, OTTO } from './office.ts';

export interface SetUpOptions {
  /** The person's home folder. */
  readonly home: string;
  readonly office: DesktopOffice;
  /** Where to connect, for a program that cannot find out here. */
  readonly server?: ServerChoice | null;
  /** The machine's own list has the office's authority. Default: true. */
  readonly trusted?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface SetUp {
  readonly clients: Clients;
  readonly plan: ClientPlan;
  readonly done: ClientSetUp;
  /** What stands in the program's own file now. */
  accounts(): Promise<readonly string[]>;
}

/** A desk has no keyring. */
const none: Keyring = {
  available: async () => false,
  put: async () => undefined,
  remove: async () => undefined,
};

export async function setUpForMe(program: ClientProgram, options: SetUpOptions): Promise<SetUp> {
  const { home, office, server = null, trusted = true, env = {} } = options;
  const [certificate] = readFileSync(join(office.server.folder, 'server.pem'), 'utf8').split(
    /(?<=-----END CERTIFICATE-----\n)/,
  );
  const clients = createClients({
    ...{ platform: 'linux', folders: personFolders('linux', home, env), run, findProgram, keyring: none },
    ...{
      running: createRunningPrograms('linux', run),
      folder: join(home, '../', `${home.split('/').at(-1)}-kept`),
    },
    facts: async () => ({
      ...{ server, systemTrusts: trusted },
      trust: { authority: office.server.ca, certificate: certificate! },
    }),
    now: Date.now,
  });
  const found = async () => {
    const { clients: all } = await clients.list();
    return all.find((one) => one.program === program && one.kind === 'system')!;
  };
  const wish = { profile: (await found()).profiles[0]!.id, address: OTTO, keepPassword: true };
  const apply = async () => {
    const plan = await clients.plan(wish);
    return { plan, done: await clients.apply({ ...wish, digest: plan.digest, password: PASSWORD }) };
  };
  const before = treeOf(home);
  const first = await apply();
  await clients.undo(first.done.id, 'exact');
  expect(treeOf(home)).toEqual(before);
  return { clients, ...(await apply()), accounts: async () => (await found()).profiles[0]!.accounts };
}

/** After the program has run: our account goes, and nothing else. */
export async function expectTakenOut(
  { clients, done, accounts }: SetUp,
  others: readonly string[],
): Promise<void> {
  await clients.undo(done.id, 'account');
  expect([...(await accounts())].sort()).toEqual([...others].sort());
}
