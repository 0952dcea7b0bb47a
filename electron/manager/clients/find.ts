/** The programs of this machine's person: which are installed, which run, what accounts they have. Looks, and changes nothing. */
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientProfile, ClientTrouble, FoundClient } from '../../contract/client-setup.ts';
import { systemCode } from '../problem.ts';
import type { Run } from '../run.ts';
import { flatpakFolders, type PersonFolders, placePath, placeRoot } from './folders.ts';
import type { RunningPrograms } from './processes.ts';
import { type Layout, PROGRAMS, type ProgramRow } from './programs.ts';
import { column, openRows, rowsTrouble } from './row-edit.ts';
import { lookAt, ROWS_BYTES, TEXT_BYTES } from './safe-file.ts';
import { isWhole } from './text-edit.ts';

/** A profile with where it lies: what a plan is made for. */
export interface FoundProfile {
  readonly row: ProgramRow;
  readonly kind: 'system' | 'flatpak';
  readonly folders: PersonFolders;
  /** Below which no link is followed. */
  readonly root: string;
  readonly profile: ClientProfile;
}

export interface Finder {
  clients(): Promise<FoundClient[]>;
  profiles(): Promise<FoundProfile[]>;
  isRunning(row: ProgramRow): Promise<boolean>;
}

export interface FinderParts {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly folders: PersonFolders;
  readonly findProgram: (name: string) => string | undefined;
  readonly running: RunningPrograms;
  readonly run: Run;
  /** A folder of ours for copies that are read. */
  readonly scratch: () => Promise<string>;
}

const MANY = 50;

export function createFinder(parts: FinderParts): Finder {
  const { platform, folders, findProgram, running, run } = parts;
  const versions = new Map<string, Promise<string | null>>();

  /** Of the package, else as the program says it. */
  async function ask(row: ProgramRow, binary: string): Promise<string | null> {
    const options = { timeoutMs: 10_000 };
    if (platform === 'linux') {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in
      const packaged = await run('dpkg-query', ['-W', '-f', '${Version}', row.package], options);
      if (packaged.exitCode === 0) return firstNumber(packaged);
    }
    return row.saysVersion ? firstNumber(await run(binary, ['--version'], options)) : null;
  }
  function version(row: ProgramRow, binary: string): Promise<string | null> {
    const known = versions.get(binary) ?? ask(row, binary);
    versions.set(binary, known);
    return known;
  }

  async function of(row: ProgramRow, kind: FoundProfile['kind']): Promise<FoundProfile[]> {
    const layout = row.layouts[platform];
    if (layout === null) return [];
    const mine = kind === 'flatpak' ? flatpakFolders(folders, row.flatpak!) : folders;
    const folder = placePath(layout.place, mine, '');
    const root = kind === 'flatpak' ? folders.home : placeRoot(layout.place, mine);
    const files = await profileFiles(layout, folder);
    return Promise.all(
      files.map(async ({ name, file }) => {
        const id = createHash('sha256').update(`${row.id} ${kind} ${file}`).digest('hex').slice(0, 16);
        const looked = await lookAt(file, root, 'query' in row.accounts ? ROWS_BYTES : TEXT_BYTES);
        const read =
          'trouble' in looked
            ? { accounts: [], trouble: looked.trouble }
            : looked.there
              ? await accountsIn(file, row, parts.scratch)
              : { accounts: [], trouble: null };
        const fresh = 'there' in looked && !looked.there;
        return { row, kind, folders: mine, root, profile: { id, name, file, fresh, ...read } };
      }),
    );
  }

  async function isFlatpak({ flatpak }: ProgramRow): Promise<boolean> {
    if (flatpak === null || platform !== 'linux') return false;
    const places = ['/var/lib/flatpak/app', join(folders.data, 'flatpak/app')];
    return (await Promise.all(places.map((place) => isThere(join(place, flatpak))))).some(Boolean);
  }

  async function found(
    row: ProgramRow,
    kind: FoundProfile['kind'],
    names: ReadonlySet<string>,
  ): Promise<FoundClient[]> {
    const binary = kind === 'system' ? findProgram(row.binary) : undefined;
    const installed = kind === 'system' ? binary !== undefined : await isFlatpak(row);
    const profiles = (await of(row, kind)).map(({ profile }) => profile);
    // A profile that is not there yet is a place for one, where the program is.
    if (!installed && profiles.every(({ fresh, trouble }) => fresh && trouble === null)) return [];
    return [
      {
        ...{ program: row.id, kind, installed, profiles },
        version: binary === undefined ? null : await version(row, binary),
        running: row.processes.some((name) => names.has(name)),
      },
    ];
  }

  const kinds = (row: ProgramRow) =>
    row.flatpak === null ? (['system'] as const) : (['system', 'flatpak'] as const);

  return {
    async clients() {
      const names = await running(folders.home);
      const all = await Promise.all(
        PROGRAMS.flatMap((row) => kinds(row).map((kind) => found(row, kind, names))),
      );
      return all.flat();
    },
    profiles: async () =>
      (await Promise.all(PROGRAMS.flatMap((row) => kinds(row).map((kind) => of(row, kind))))).flat(),
    async isRunning({ processes }) {
      const names = await running(folders.home);
      return processes.some((name) => names.has(name));
    },
  };
}

const firstNumber = ({ stdout }: { stdout: string }) => /\d+\.\d+(?:\.\d+)*/.exec(stdout)?.[0] ?? null;

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The files of all profiles; the first one's place where there is none yet. */
async function profileFiles(
  { profiles, file, first }: Layout,
  folder: string,
): Promise<{ name: string | null; file: string }[]> {
  const names = await namesIn(folder);
  switch (profiles) {
    case 'one':
      return [{ name: null, file: join(folder, file) }];
    case 'folders': {
      const those = names.length === 0 ? [first ?? ''] : names;
      return those.slice(0, MANY).map((name) => ({ name, file: join(folder, name, file) }));
    }
    case 'suffix': {
      const others = names
        .filter((name) => name.startsWith(`${file}.`) && !/-(wal|shm|journal)$|\.tmp$/.test(name))
        .map((name) => ({ name: name.slice(file.length + 1), file: join(folder, name) }));
      return [{ name: null, file: join(folder, file) }, ...others.slice(0, MANY - 1)];
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(systemCode(error) ?? '')) return [];
    throw error;
  }
}

type Read = { accounts: string[]; trouble: ClientTrouble | null };

async function accountsIn(file: string, row: ProgramRow, scratch: () => Promise<string>): Promise<Read> {
  if ('pattern' in row.accounts) {
    const text = (await readFile(file)).toString('latin1');
    if (!isWhole(text, row.id === 'profanity' ? 'keyfile' : 'xml'))
      return { accounts: [], trouble: 'broken' };
    const found = [...text.matchAll(new RegExp(row.accounts.pattern, 'g'))].map(([, name]) =>
      readable(name!),
    );
    return { accounts: [...new Set(found)].slice(0, 200), trouble: null };
  }
  const { query } = row.accounts;
  return withCopy(file, scratch, (copy) => {
    try {
      const database = openRows(copy);
      try {
        return { accounts: column(database, query).map(String).slice(0, 200), trouble: null };
      } finally {
        database.close();
      }
    } catch (error) {
      return { accounts: [], trouble: rowsTrouble(error) };
    }
  });
}

/** As written in a file: without what stands for the device, and in letters. */
const readable = (name: string): string =>
  Buffer.from(name, 'latin1')
    .toString('utf8')
    .replace(/\/.*$/, '')
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity]!);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads a copy of a database: opening the real one would already change what lies beside it.
 * @param read gets the copy, which is gone afterwards
 */
export async function withCopy<T>(
  file: string,
  scratch: () => Promise<string>,
  read: (copy: string) => T,
): Promise<T> {
  const folder = await mkdtemp(join(await scratch(), 'look-'));
  try {
    const copy = join(folder, 'database');
    await copyFile(file, copy);
    for (const beside of BESIDE) {
      if ((await isThere(`${file}${beside}`)) === true)
        await copyFile(`${file}${beside}`, `${copy}${beside}`);
    }
    return read(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What SQLite keeps beside a database and needs to read it. */
export const BESIDE = ['-wal', '-journal'] as const;

/** The text of a file byte for byte, as edits have it; undefined where there is none. */
export async function readBytes(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file)).toString('latin1');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
