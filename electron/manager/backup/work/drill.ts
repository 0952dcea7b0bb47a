/**
 * The restore drill: a backup is opened as if it were needed. Unpacked into a scratch folder, every sum compared, databases
 * checked, counts compared with what it says of itself, a chat server started on it that nobody else can reach, and a person
 * logged in there. Files people sent are read and compared, and not written again.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Key } from '../format/age.ts';
import { unpackArchive } from '../format/archive.ts';
import type { Counts, Manifest } from '../format/manifest.ts';
import type { ServerData } from '../server-data.ts';
import { DrillError } from './drill-error.ts';
import { logInOnce } from './drill-server.ts';
import { SERVER_DATABASE } from './stage.ts';
import { listFiles } from './tree.ts';

export interface DrillParts {
  readonly file: string;
  readonly key: Key | undefined;
  /** Empty; cleared afterwards by the caller, used up by the drill. */
  readonly scratch: string;
  readonly server: ServerData;
  readonly node: string;
  readonly serverEntry: string;
  readonly accept?: ((about: Manifest) => void) | undefined;
  readonly progress?: ((bytes: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Drilled {
  readonly manifest: Manifest;
  /** Whether somebody could be logged in; false where the backup has no account. */
  readonly loggedIn: boolean;
  /** Milliseconds it all took. */
  readonly ms: number;
}

/** Rejects with ArchiveError, LockedError, DrillError, or the system's errors. */
export async function drill(parts: DrillParts): Promise<Drilled> {
  const started = performance.now();
  const { scratch, server, signal } = parts;
  try {
    const manifest = await unpackArchive({
      ...{ file: parts.file, key: parts.key, into: scratch, signal, durable: false },
      wanted: (name) => !name.startsWith('server/uploads/'),
      ...{ accept: parts.accept, progress: parts.progress },
    });
    await checkUnpacked(scratch, manifest, server);
    const loggedIn = await tryServer(parts, manifest.counts);
    return { manifest, loggedIn, ms: Math.round(performance.now() - started) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What lies in a folder is what the manifest says, and can be read. Also asked before a restore. */
export async function checkUnpacked(folder: string, manifest: Manifest, server: ServerData): Promise<void> {
  for (const { name } of await listFiles(folder)) {
    if (!name.endsWith('.sqlite')) continue;
    const [fault] = server.faultsOf(join(folder, name));
    if (fault !== undefined) throw new DrillError('database', `${name}: ${fault}`);
  }
  const settings = join(folder, 'settings.json');
  if (existsSync(settings)) {
    try {
      JSON.parse(await readFile(settings, 'utf8'));
    } catch (error) {
      throw new DrillError('settings', 'settings.json cannot be read', error);
    }
  }
  const chat = join(folder, SERVER_DATABASE);
  if (!existsSync(chat)) return;
  const found = server.countsOf(chat);
  for (const what of ['people', 'rooms', 'messages', 'files'] as const)
    if (found[what] !== manifest.counts[what])
      throw new DrillError('counts', `${what}: ${found[what]} instead of ${manifest.counts[what]}`);
}

async function tryServer(parts: DrillParts, { people }: Counts): Promise<boolean> {
  if (people === 0 || !existsSync(join(parts.scratch, SERVER_DATABASE))) return false;
  parts.signal?.throwIfAborted();
  const person = parts.server
    .peopleIn(join(parts.scratch, SERVER_DATABASE))
    .find(({ disabled }) => !disabled);
  if (!person) return false;
  await logInOnce({ ...parts, folder: join(parts.scratch, 'server'), address: person.address });
  return true;
}
