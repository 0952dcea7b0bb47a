/**
 * What was there before we wrote: copies of the files, and how our account is found in them later. One folder each, for this person's
 * eyes only: a program's files hold passwords.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { clientProgram } from '../../contract/client-setup.ts';
import { privateFolder, writeAtomically } from '../files.ts';
import { systemCode } from '../problem.ts';

const keptFile = z.object({
  path: z.string(),
  /** Name of its copy; null: there was none. */
  copy: z.string().nullable(),
  mode: z.number(),
  /** SHA-256 of what we left there; null: nothing. */
  after: z.string().nullable(),
});

const own = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), own: z.string() }),
  z.object({
    kind: z.literal('rows'),
    table: z.string(),
    own: z.object({ where: z.string(), values: z.array(z.string()) }),
  }),
]);

const record = z.object({
  version: z.literal(1),
  id: z.string(),
  at: z.number(),
  program: clientProgram,
  profile: z.string().nullable(),
  address: z.string(),
  /** The program's own file first. */
  files: z.array(keptFile).min(1),
  /** Folders we made, the outermost first. */
  folders: z.array(z.string()),
  /** Null: the account was there before us. */
  account: own.nullable(),
  trust: z.object({ path: z.string(), how: z.enum(['file', 'append']), own: z.string() }).nullable(),
  /** The account's name in the person's keyring. */
  keyring: z.string().nullable(),
  /** All was written. Without it something ended us in between. */
  done: z.boolean(),
});
export type KeptSetUp = z.infer<typeof record>;

export interface KeptSetUps {
  /** The newest first. What cannot be read is passed over. */
  list(): Promise<KeptSetUp[]>;
  get(id: string): Promise<KeptSetUp | undefined>;
  /** Copies `paths` as they are now, and writes the record down; `done` is false until `finish`. */
  begin(
    about: Omit<KeptSetUp, 'version' | 'id' | 'files' | 'done'>,
    paths: readonly string[],
  ): Promise<KeptSetUp>;
  /** Notes what the files are now. */
  finish(kept: KeptSetUp): Promise<KeptSetUp>;
  isUntouched(kept: KeptSetUp): Promise<boolean>;
  isKept(id: string): boolean;
  /** All files as they were. */
  putBack(kept: KeptSetUp): Promise<void>;
  /** One of them as it was. */
  putFileBack(kept: KeptSetUp, path: string): Promise<void>;
  removeFolders(kept: KeptSetUp): Promise<void>;
  forget(id: string): Promise<void>;
  /** A folder for copies that are read. */
  scratch(): Promise<string>;
}

/** Old copies hold old passwords: nobody wants them back after this. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
const MANY = 50;

export function createKeptSetUps(folder: string, now: () => number): KeptSetUps {
  const at = (id: string) => join(folder, id);
  const write = (kept: KeptSetUp) =>
    writeAtomically(join(at(kept.id), 'record.json'), `${JSON.stringify(kept, null, 1)}\n`);

  async function get(id: string): Promise<KeptSetUp | undefined> {
    if (!isId(id)) return undefined;
    try {
      return record.parse(JSON.parse(await readFile(join(at(id), 'record.json'), 'utf8')));
    } catch (error) {
      // Cut off by a crash before anything was written, or not ours.
      if (systemCode(error) === undefined || systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async function putFileBack({ id, files }: KeptSetUp, path: string): Promise<void> {
    const file = files.find((one) => one.path === path);
    if (!file) return;
    if (file.copy === null) return rm(path, { force: true });
    const beside = `${path}.${id.slice(0, 8)}.tmp`;
    await copyFile(join(at(id), file.copy), beside);
    await chmod(beside, file.mode);
    await rename(beside, path);
  }

  return {
    get,
    putFileBack,
    async list() {
      const names = await readdir(folder).catch((error) => {
        if (systemCode(error) === 'ENOENT') return [];
        throw error;
      });
      const all = await Promise.all(names.slice(0, 500).map(get));
      const found = all.filter((one) => one !== undefined).sort((a, b) => b.at - a.at);
      const old = found.filter((one, index) => index >= MANY || one.at < now() - KEPT_MS);
      for (const one of old) await rm(at(one.id), { recursive: true, force: true });
      return found.filter((one) => !old.includes(one));
    },
    async begin(about, paths) {
      const id = randomUUID();
      await privateFolder(at(id));
      const files = [];
      for (const [index, path] of paths.entries()) {
        const mode = await modeOf(path);
        const copy = mode === undefined ? null : `file-${index}`;
        if (copy !== null) {
          await copyFile(path, join(at(id), copy));
          await chmod(join(at(id), copy), 0o600);
        }
        files.push({ path, copy, mode: mode ?? 0o600, after: null });
      }
      const kept: KeptSetUp = { version: 1, id, files, done: false, ...about };
      await write(kept);
      return kept;
    },
    async finish(kept) {
      const files = await Promise.all(
        kept.files.map(async (one) => ({ ...one, after: await hashOf(one.path) })),
      );
      const done = { ...kept, files, done: true };
      await write(done);
      return done;
    },
    isKept: (id) => isId(id) && existsSync(join(at(id), 'record.json')),
    async isUntouched({ files, done }) {
      if (!done) return false;
      const now = await Promise.all(files.map(({ path }) => hashOf(path)));
      return files.every(({ after }, index) => after === now[index]);
    },
    async putBack(kept) {
      for (const { path } of [...kept.files].reverse()) await putFileBack(kept, path);
    },
    async removeFolders({ folders }) {
      for (const made of [...folders].reverse()) {
        await rmdir(made).catch((error) => {
          // Somebody keeps something there by now.
          if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(systemCode(error) ?? '')) throw error;
        });
      }
    },
    forget: (id) => rm(at(id), { recursive: true, force: true }),
    async scratch() {
      await privateFolder(folder);
      return folder;
    },
  };
}

const isId = (id: string) => /^[0-9a-f-]{36}$/.test(id);

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).mode & 0o777;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** SHA-256 in hex; null where there is no file. */
export async function hashOf(path: string): Promise<string | null> {
  if ((await modeOf(path)) === undefined) return null;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The folders above these files that are not there, the outermost first. */
export async function missingFolders(files: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const file of files) {
    const own: string[] = [];
    for (let at = dirname(file); !missing.includes(at) && (await modeOf(at)) === undefined; at = dirname(at))
      own.unshift(at);
    missing.push(...own);
  }
  return missing;
}

export async function makeFolders(folders: readonly string[]): Promise<void> {
  for (const one of folders) await mkdir(one, { mode: 0o700 });
}
