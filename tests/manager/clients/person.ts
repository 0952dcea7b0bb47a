/** A person with programs: a home folder with their files, as the programs themselves wrote them, and the manager's area on it. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientProgram } from '../../../electron/contract/client-setup.ts';
import { type Clients, createClients } from '../../../electron/manager/clients/clients.ts';
import type { OfficeFacts } from '../../../electron/manager/clients/facts.ts';
import { personFolders } from '../../../electron/manager/clients/folders.ts';
import type { Keyring } from '../../../electron/manager/clients/keyring.ts';
import type { Run } from '../../../electron/manager/run.ts';

export const OTTO = 'otto@office.test';

/** Where each program keeps accounts, below the home folder. */
export const FILES: Readonly<Record<ClientProgram, string>> = {
  gajim: '.config/gajim/settings.sqlite',
  pidgin: '.purple/accounts.xml',
  dino: '.local/share/dino/dino.db',
  psi: '.config/psi+/profiles/default/accounts.xml',
  profanity: '.local/share/profanity/accounts',
};

/** Written by the programs from Debian, with three accounts of other servers in each. */
const FIXTURES: Readonly<Record<ClientProgram, string>> = {
  gajim: 'gajim-settings.sqlite',
  pidgin: 'pidgin-accounts.xml',
  dino: 'dino.db',
  psi: 'psi-accounts.xml',
  profanity: 'profanity-accounts',
};

export const PROGRAMS = Object.keys(FILES) as ClientProgram[];

const DIRECT: OfficeFacts = { server: null, trust: null, systemTrusts: false };

export interface Person {
  readonly home: string;
  readonly clients: Clients;
  /** Puts the fixture of a program into the home folder. */
  has(program: ClientProgram): string;
  file(program: ClientProgram): string;
  /** The id of a program's first profile. */
  profile(program: ClientProgram): Promise<string>;
  /** Plans, and carries it out. */
  setUp(program: ClientProgram, password: string | null): ReturnType<Clients['apply']>;
  /** Names of programs that run. */
  readonly runs: Set<string>;
  /** What is in the keyring. */
  readonly keyring: Map<string, string>;
  /** Hashes of all files of the home folder, by their name in it. */
  tree(): Record<string, string>;
  [Symbol.dispose](): void;
}

/** @param keyring whether there is one */
export function createPerson({
  facts = {},
  keyring = false,
}: {
  facts?: Partial<OfficeFacts>;
  keyring?: boolean;
} = {}): Person {
  const base = mkdtempSync(join(tmpdir(), 'chatelaine-person-'));
  const home = join(base, 'home');
  mkdirSync(home);
  const runs = new Set<string>();
  const ring = new Map<string, string>();
  const fakeRing: Keyring = {
    available: async () => keyring,
    put: async (account, password) => void ring.set(account, password),
    remove: async (account) => void ring.delete(account),
  };
  const run: Run = async () => ({ exitCode: 1, stdout: '', stderr: '', why: 'not-found' });
  const clients = createClients({
    ...{ platform: 'linux', folders: personFolders('linux', home, {}), run, keyring: fakeRing },
    folder: join(base, 'kept'),
    findProgram: (name) => `/usr/bin/${name}`,
    running: async () => runs,
    facts: async () => ({ ...DIRECT, ...facts }),
    now: Date.now,
  });
  const file = (program: ClientProgram) => join(home, FILES[program]);
  const person: Person = {
    ...{ home, clients, runs, keyring: ring, file },
    has(program) {
      mkdirSync(dirname(file(program)), { recursive: true });
      copyFileSync(fixture(program), file(program));
      return file(program);
    },
    async profile(program) {
      const { clients: found } = await clients.list();
      return found.find((one) => one.program === program && one.kind === 'system')!.profiles[0]!.id;
    },
    async setUp(program, password) {
      const wish = { profile: await person.profile(program), address: OTTO, keepPassword: password !== null };
      const { digest } = await clients.plan(wish);
      return clients.apply({ ...wish, digest, password });
    },
    tree: () => treeOf(home),
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
  return person;
}

export const fixture = (program: ClientProgram): string =>
  fileURLToPath(new URL(`fixtures/${FIXTURES[program]}`, import.meta.url));

export function treeOf(home: string): Record<string, string> {
  const names = (readdirSync(home, { recursive: true }) as string[]).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(home, name);
      const { mode } = statSync(path);
      const content = statSync(path).isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : 'folder';
      return [name, `${(mode & 0o777).toString(8)} ${content}`];
    }),
  );
}

export function treeModes(folder: string): number[] {
  return (readdirSync(folder, { recursive: true }) as string[]).map(
    (name) => statSync(join(folder, name)).mode & 0o777,
  );
}
