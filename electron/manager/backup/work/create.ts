/**
 * Makes one backup: room looked for, everything staged, written, opened again and read back, and only then given its name. So a
 * file that bears a backup's name has been opened once.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freeBytes, privateFolder } from '../../files.ts';
import { type Lock, type Sealed, seal } from '../format/age.ts';
import { publish, writeArchive } from '../format/archive.ts';
import type { Member } from '../format/blocks.ts';
import { type Counts, FORMAT, type Manifest } from '../format/manifest.ts';
import type { ServerData } from '../server-data.ts';
import { type Drilled, drill } from './drill.ts';
import { NoRoomError } from './no-room.ts';
import { SERVER_DATABASE, stage } from './stage.ts';
import { listFiles } from './tree.ts';
import type { Includes } from './what.ts';

export type Step = 'stage' | 'write' | 'drill';

export interface CreateParts {
  readonly data: string;
  /** Where the work is done: on the disk of the data, ours alone. */
  readonly work: string;
  /** What it will be called, with its folder; that must exist. */
  readonly file: string;
  readonly includes: Includes;
  /** Undefined: not encrypted. */
  readonly lock: Lock | undefined;
  readonly version: string;
  readonly domains: readonly string[];
  readonly at: number;
  readonly server: ServerData;
  /** A plain Node and the entry of the server, for the drill. */
  readonly node: string;
  readonly serverEntry: string;
  readonly progress?: ((step: Step, bytes: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Created {
  readonly bytes: number;
  readonly manifest: Manifest;
  readonly drilled: Drilled;
}

const NOBODY: Counts = { people: 0, rooms: 0, messages: 0, files: 0 };
/** What is written beside: sums, headers, and some air for the server that goes on writing. */
const AIR = 32 * 1024 * 1024;

/** Rejects with NoRoomError, DrillError, the system's errors or the signal's reason; then nothing of it is left. */
export async function createBackup(parts: CreateParts): Promise<Created> {
  const { work, file, server, signal, progress } = parts;
  const staged = join(work, 'staged');
  const scratch = join(work, 'drill');
  await privateFolder(work);
  try {
    await assertRoom(parts);
    // Words take a second to become a key: meanwhile everything is staged.
    const sealing = parts.lock && seal(parts.lock);
    sealing?.catch(() => undefined);
    const members = await stage({
      ...{ data: parts.data, into: staged, includes: parts.includes, server, signal },
      progress: (bytes, of) => progress?.('stage', bytes, of),
    });
    const about = describe(parts, staged, members);
    const sealed = await sealing;
    const bytes = await writeArchive({
      ...{ file, manifest: about, sealed, signal },
      members: members.map((one): Member => ({ ...one, path: join(staged, one.name) })),
      progress: (done) => progress?.('write', done, about.bytes),
    });
    await rm(staged, { recursive: true, force: true });
    const drilled = await readBack(parts, sealed, scratch);
    await publish(file);
    return { bytes, manifest: about, drilled };
  } catch (error) {
    await rm(`${file}.part`, { force: true });
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function readBack(parts: CreateParts, sealed: Sealed | undefined, scratch: string): Promise<Drilled> {
  await mkdir(scratch, { mode: 0o700 });
  return drill({
    ...{ file: `${parts.file}.part`, key: sealed && { fileKey: sealed.fileKey }, scratch },
    ...{ server: parts.server, node: parts.node, serverEntry: parts.serverEntry, signal: parts.signal },
    progress: (bytes, of) => parts.progress?.('drill', bytes, of),
  });
}

function describe(parts: CreateParts, staged: string, members: readonly { bytes: number }[]): Manifest {
  const { server } = parts;
  const [chat, manager] = [join(staged, SERVER_DATABASE), join(staged, 'manager.sqlite')];
  return {
    format: FORMAT,
    chatelaine: parts.version,
    at: parts.at,
    domains: [...parts.domains],
    schema: {
      server: existsSync(chat) ? server.versionOf(chat) : 0,
      manager: existsSync(manager) ? server.versionOf(manager) : 0,
    },
    counts: existsSync(chat) ? server.countsOf(chat) : NOBODY,
    includes: parts.includes,
    members: members.length,
    bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/**
 * WHY the whole of it, uncompressed: how far data shrinks is known only afterwards, pictures do not at all, and a disk that is full
 * stops the chat server, too.
 */
async function assertRoom({ data, work, file, includes }: CreateParts): Promise<void> {
  const all = await listFiles(data);
  const own = all.filter(({ name }) => !/^(backups|snapshots|restore|backup-work|logs)\//.test(name));
  const databases = own
    .filter(({ name }) => name.endsWith('.sqlite'))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const archive = own
    .filter(({ name }) => includes.files || !name.startsWith('server/uploads/'))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const target = dirname(file);
  const oneDisk = (await stat(target)).dev === (await stat(data)).dev;
  // Staged, and once more when it is opened again; never both and the archive's own room at a time but the second.
  await assertFree(dirname(work), databases + AIR + (oneDisk ? archive : 0));
  if (!oneDisk) await assertFree(target, archive + AIR);
}

async function assertFree(folder: string, needed: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free !== undefined && free < needed) throw new NoRoomError(folder, needed, free);
}
