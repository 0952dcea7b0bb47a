/** The programs we can write into, as a table: where each keeps its files on each system, how it is started, how it keeps passwords. */
import type { ClientProgram, PasswordStore } from '../../contract/client-setup.ts';
import type { Place } from './recipe.ts';
import { DINO_ACCOUNTS } from './recipes/dino.ts';
import { GAJIM_ACCOUNTS } from './recipes/gajim.ts';
import { PSI_ACCOUNTS } from './recipes/psi.ts';

type System = 'linux' | 'darwin' | 'win32';

/**
 * How profiles lie below `place`. `one`: a single file. `folders`: one folder each, with the file in it. `suffix`: files beside each
 * other, the profile's name behind a dot.
 */
export interface Layout {
  readonly place: Place;
  readonly profiles: 'one' | 'folders' | 'suffix';
  readonly file: string;
  /** Of the profile a program makes at its first start. */
  readonly first: string | null;
}

export interface ProgramRow {
  readonly id: ClientProgram;
  /** As its makers write it. */
  readonly name: string;
  /** The program's own name in a search path, and among running processes. */
  readonly binary: string;
  readonly processes: readonly string[];
  /** Its name at Flathub, where it is tried; its files are then below ~/.var/app. */
  readonly flatpak: string | null;
  /** Null: not known for that system. */
  readonly layouts: Readonly<Record<System, Layout | null>>;
  /** Of a file without any answer of the person's keyring. */
  readonly password: PasswordStore;
  /** What it does where it has none. Dino 0.4 shows its empty window, and at most a notice of the desktop's. */
  readonly without: 'asks' | 'by-hand';
  /** Lists the accounts that are there: group 1, group 2 of a text; the column of a row. */
  readonly accounts: { readonly pattern: string } | { readonly query: string };
  /** Its name among Debian's packages. */
  readonly package: string;
  /** Says its version to `--version`, without opening anything. */
  readonly saysVersion: boolean;
}

const one = (root: Place['root'], path: readonly string[], file: string): Layout => ({
  ...{ place: { root, path }, profiles: 'one', file, first: null },
});
const folders = (root: Place['root'], path: readonly string[]): Layout => ({
  ...{ place: { root, path }, profiles: 'folders', file: 'accounts.xml', first: 'default' },
});
const suffix = (root: Place['root'], path: readonly string[], file: string): Layout => ({
  ...{ place: { root, path }, profiles: 'suffix', file, first: null },
});

export const PROGRAMS: readonly ProgramRow[] = [
  {
    ...{ id: 'gajim', name: 'Gajim', binary: 'gajim', processes: ['gajim'], flatpak: 'org.gajim.Gajim' },
    layouts: {
      linux: suffix('config', ['gajim'], 'settings.sqlite'),
      darwin: null,
      win32: suffix('support', ['Gajim'], 'Settings.sqlite'),
    },
    ...{ password: 'keyring', without: 'asks' },
    ...{ accounts: { query: GAJIM_ACCOUNTS }, package: 'gajim', saysVersion: true },
  },
  {
    ...{ id: 'pidgin', name: 'Pidgin', binary: 'pidgin', processes: ['pidgin', 'pidgin.exe'], flatpak: null },
    layouts: {
      linux: one('home', ['.purple'], 'accounts.xml'),
      darwin: null,
      win32: one('support', ['.purple'], 'accounts.xml'),
    },
    ...{ password: 'plain', without: 'asks' },
    accounts: { pattern: '<account>\\s*<protocol>[^<]*</protocol>\\s*<name>([^<]*)</name>' },
    ...{ package: 'pidgin', saysVersion: true },
  },
  {
    ...{
      id: 'dino',
      name: 'Dino',
      binary: 'dino-im',
      processes: ['dino-im', 'dino'],
      flatpak: 'im.dino.Dino',
    },
    layouts: { linux: one('data', ['dino'], 'dino.db'), darwin: null, win32: null },
    ...{ password: 'plain', without: 'by-hand' },
    ...{ accounts: { query: DINO_ACCOUNTS }, package: 'dino-im', saysVersion: false },
  },
  {
    ...{
      id: 'psi',
      name: 'Psi+',
      binary: 'psi-plus',
      processes: ['psi-plus', 'psi-plus.exe'],
      flatpak: null,
    },
    layouts: {
      linux: folders('config', ['psi+', 'profiles']),
      darwin: folders('support', ['Psi+', 'profiles']),
      win32: folders('support', ['Psi+', 'profiles']),
    },
    ...{ password: 'obscured', without: 'asks', accounts: { pattern: PSI_ACCOUNTS } },
    ...{ package: 'psi-plus', saysVersion: false },
  },
  {
    ...{ id: 'profanity', name: 'Profanity', binary: 'profanity', processes: ['profanity'], flatpak: null },
    layouts: {
      linux: one('data', ['profanity'], 'accounts'),
      darwin: one('data', ['profanity'], 'accounts'),
      win32: null,
    },
    ...{
      password: 'plain',
      without: 'asks',
      accounts: { pattern: '(?:^|\\n)jid=([^\\n]*)' },
      package: 'profanity',
      saysVersion: true,
    },
  },
];

export const programRow = (id: ClientProgram): ProgramRow => PROGRAMS.find((one) => one.id === id)!;
