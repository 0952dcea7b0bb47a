/**
 * The process that makes, opens and checks backups: a plain Node beside the manager, which stays quick meanwhile and gives back
 * all memory afterwards. It ends when the manager does. `cli.ts` starts it with what knows the server's tables.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { privateFolder } from '../../files.ts';
import { systemClock } from '../../host.ts';
import { atMostEvery } from '../../pace.ts';
import { isDiskFull, systemCode } from '../../problem.ts';
import { LockedError, seal } from '../format/age.ts';
import { ArchiveError, readManifest } from '../format/archive.ts';
import { type Counts, judgeManifest, type Readable } from '../format/manifest.ts';
import type { ServerData } from '../server-data.ts';
import { growingSnapshot, publishSnapshot, snapshotsFolder } from '../snapshots.ts';
import { createBackup } from './create.ts';
import { drill } from './drill.ts';
import { DrillError } from './drill-error.ts';
import { NoRoomError } from './no-room.ts';
import { bringBackPart, contentsOf, NoPartError, RunningError } from './parts.ts';
import { assertReadable, draftOfBackup, NewerError } from './restore.ts';
import { type Answers, type Line, type Order, type OrderName, type Trouble, WORK_FOLDER } from './spec.ts';
import { SERVER_DATABASE, stage } from './stage.ts';
import { EVERYTHING } from './what.ts';

const PROGRESS_MS = 250;

interface Tools {
  readonly server: ServerData;
  readonly readable: Readable;
  readonly work: string;
  readonly signal: AbortSignal;
  readonly progress: (step: string) => (bytes: number, of: number) => void;
}

type Work<N extends OrderName> = (order: Order<N>, tools: Tools) => Promise<Answers[N]>;

const WORKS: { readonly [N in OrderName]: Work<N> } = {
  async create({ data, version, node, serverEntry, with: wish }, { server, work, signal, progress }) {
    const { drilled, ...made } = await createBackup({
      ...{ data, version, node, serverEntry, server, work, signal, ...wish, lock: wish.lock },
      progress: (step, bytes, of) => progress(step)(bytes, of),
    });
    return { ...made, loggedIn: drilled.loggedIn };
  },
  async check({ node, serverEntry, with: { file, key } }, { server, work, readable, signal, progress }) {
    const scratch = join(work, 'drill');
    await privateFolder(scratch);
    const { manifest, loggedIn } = await drill({
      ...{ file, key, scratch, server, node, serverEntry, signal, progress: progress('drill') },
      accept: (about) => assertReadable(about, readable),
    });
    return { manifest, loggedIn };
  },
  async look({ with: { file, key } }, { readable }) {
    const manifest = await readManifest(file, key);
    return { manifest, verdict: judgeManifest(manifest, readable).because };
  },
  async 'try-lock'({ with: { recipient } }) {
    await seal({ recipient }).catch((error: unknown) => {
      throw new RecipientError('no public key of age', { cause: error });
    });
    return null;
  },
  draft: ({ data, with: { file, key } }, { server, readable, signal, progress }) =>
    draftOfBackup({ data, file, key, server, readable, signal, progress: progress('open') }),
  async snapshot({ data, version, with: { id, reason, at } }, { server, signal, progress }) {
    const growing = growingSnapshot(data, id);
    await privateFolder(snapshotsFolder(data));
    try {
      await privateFolder(growing);
      const into = join(growing, 'state');
      await stage({ data, into, includes: EVERYTHING, server, signal, progress: progress('stage') });
      const counts = countsIn(server, into);
      await publishSnapshot(data, { id, at, reason, version, counts });
      return { counts };
    } catch (error) {
      await rm(growing, { recursive: true, force: true });
      throw error;
    }
  },
  contents: ({ data, with: { from, key } }, { server, readable, work, signal, progress }) =>
    contentsOf({ data, server, readable, work, signal, progress: progress('open'), from: { ...from, key } }),
  part: ({ data, with: { from, key, part, dry } }, { server, readable, work, signal, progress }) =>
    bringBackPart(
      { data, server, readable, work, signal, progress: progress('open'), from: { ...from, key } },
      part,
      dry,
    ),
  counts: async ({ data }, { server }) => countsIn(server, data),
};

function countsIn(server: ServerData, folder: string): Counts {
  const file = join(folder, SERVER_DATABASE);
  return existsSync(file) ? server.countsOf(file) : { people: 0, rooms: 0, messages: 0, files: 0 };
}

/** Reads one order, does it, answers, and resolves to the exit code. */
export async function runBackupWork(server: ServerData): Promise<number> {
  process.umask(0o077);
  const abort = new AbortController();
  process.once('SIGTERM', () => abort.abort(new CancelledError()));
  const say = (line: Line) => void process.stdout.write(`${JSON.stringify(line)}\n`);
  const lines = createInterface({ input: process.stdin });
  // The manager is gone: what it wanted nobody waits for.
  lines.once('close', () => abort.abort(new CancelledError()));
  const order = JSON.parse(await new Promise<string>((resolve) => lines.once('line', resolve))) as Order;
  const work = join(order.data, WORK_FOLDER, `${order.do}-${process.pid}`);
  try {
    const answer = await (WORKS[order.do] as Work<OrderName>)(order, {
      ...{ server, work, signal: abort.signal },
      readable: { server: server.SCHEMA, manager: order.managerSchema },
      progress: pacedProgress(say),
    });
    say({ answer });
    return 0;
  } catch (error) {
    say({ trouble: troubleOf(abort.signal.aborted ? abort.signal.reason : error, order.data) });
    return 1;
  } finally {
    await rm(work, { recursive: true, force: true }).catch(() => undefined);
    lines.removeAllListeners('close');
    lines.close();
  }
}

class CancelledError extends Error {}
class RecipientError extends Error {}

function pacedProgress(say: (line: Line) => void): Tools['progress'] {
  let last: Line | undefined;
  const tell = atMostEvery(PROGRESS_MS, systemClock, () => last && say(last));
  return (step) => (bytes, of) => {
    last = { progress: { step, bytes, of } };
    tell();
  };
}

const DISK = ['EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOENT', 'ENOTDIR', 'ESTALE', 'ENOTCONN', 'EHOSTDOWN'];

/** @param data the folder that is named where the system names none. */
function troubleOf(error: unknown, data: string): Trouble {
  const said = error instanceof Error ? error.message : String(error);
  if (error instanceof CancelledError) return { kind: 'cancelled' };
  if (error instanceof RecipientError) return { kind: 'recipient' };
  if (error instanceof NoRoomError) {
    const { folder, needed, free } = error;
    return { kind: 'no-room', folder, needed, free };
  }
  if (error instanceof NewerError) return { kind: 'newer', chatelaine: error.chatelaine };
  if (error instanceof NoPartError) return { kind: 'no-part' };
  if (error instanceof RunningError) return { kind: 'running' };
  if (error instanceof DrillError) return { kind: 'drill', because: error.because, said };
  if (error instanceof LockedError)
    return {
      kind: error.because === 'wrong-key' ? 'locked' : error.because === 'not-age' ? 'not-ours' : 'damaged',
      said,
    };
  if (error instanceof ArchiveError)
    return { kind: error.because === 'not-ours' ? 'not-ours' : 'damaged', said };
  const code = systemCode(error) ?? '';
  const path = String((error as { path?: unknown }).path ?? data);
  if (isDiskFull(error)) return { kind: 'disk', code: 'ENOSPC', path };
  if (DISK.includes(code)) return { kind: 'disk', code, path };
  // SQLite tells a full or read-only disk in its own words.
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_READONLY')
    return { kind: 'disk', code: 'EIO', path };
  return { kind: 'unexpected', said: error instanceof Error ? (error.stack ?? said) : said };
}
