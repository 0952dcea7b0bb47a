/** Looked into, and brought back: one part of it while the server is away for a moment, or the whole, for which Chatelaine starts anew. */
import { existsSync } from 'node:fs';
import type {
  BackupContents,
  BackupEntry,
  BackupLook,
  BackupPart,
  BackupSource,
  PartOutcome,
} from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Clock } from '../host.ts';
import { problem } from '../problem.ts';
import type { AtWork } from './at-work.ts';
import { commitExchange } from './exchange.ts';
import type { Making } from './making.ts';
import { readName } from './name.ts';
import { commitSnapshot, hasSnapshot, listSnapshots, snapshotState } from './snapshots.ts';
import type { SnapshotReason } from './snapshots-port.ts';
import { keepWords, readWords } from './words.ts';
import type { Worker } from './worker.ts';

export interface GoingBackParts {
  readonly data: string;
  readonly worker: Worker;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly atWork: AtWork;
  readonly making: Making;
  readonly domains: () => readonly string[];
  readonly snapshot: (
    reason: SnapshotReason,
    signal?: AbortSignal,
    spare?: string,
  ) => Promise<{ readonly id: string }>;
  readonly server: { running(): boolean; stop(): Promise<void>; start(): Promise<void> };
}

export interface GoingBack {
  look(source: BackupSource, key: string | undefined): Promise<BackupLook>;
  contents(source: BackupSource, key: string | undefined): Promise<BackupContents>;
  part(source: BackupSource, key: string | undefined, part: BackupPart, dry: boolean): Promise<PartOutcome>;
  /** Opens one as if it were needed. */
  check(entry: BackupEntry, key: string | undefined, signal: AbortSignal): Promise<BackupEntry>;
  /** Commits the exchange; the caller has Chatelaine started anew. Answers what it went back to. */
  whole(source: BackupSource, key: string | undefined): Promise<string>;
  /** The same for a snapshot, without another one before. */
  toSnapshot(id: string): Promise<void>;
}

type From = { readonly file: string } | { readonly folder: string };

const snapshotOf = (source: BackupSource) => (source.from === 'snapshot' ? source.id : undefined);

const EVERYTHING = { files: true, secrets: true, certificates: true };

export function createGoingBack(parts: GoingBackParts): GoingBack {
  const { data, worker, clock, changes, atWork, making, snapshot } = parts;
  const { progress } = atWork;
  const isSetUp = () => parts.domains().length > 0;

  async function keyOf(given: string | undefined) {
    const text = given?.trim() || (await readWords(data));
    if (text === undefined) return undefined;
    return text.startsWith('AGE-SECRET-KEY-') ? { identity: text } : { passphrase: text };
  }

  async function snapshotNote(id: string) {
    const found = (await listSnapshots(data)).find((one) => one.id === id);
    if (!found) throw problem('backup.unknown', {});
    return found;
  }

  /** A file or a folder here to read from, whichever is meant. */
  async function withSource<T>(
    source: BackupSource,
    use: (from: From) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (source.from === 'file') {
      if (!existsSync(source.path)) throw problem('backup.unknown', {});
      return use({ file: source.path });
    }
    if (source.from === 'snapshot') {
      if (!(await hasSnapshot(data, source.id))) throw problem('backup.unknown', {});
      return use({ folder: snapshotState(data, source.id) });
    }
    if (!readName(source.name)) throw problem('backup.unknown', {});
    atWork.step('fetch');
    const fetched = await making.target().fetch(source.name, signal);
    try {
      return await use({ file: fetched.file });
    } finally {
      await fetched.done();
    }
  }

  async function lookAt(
    source: BackupSource,
    given: string | undefined,
    signal: AbortSignal,
  ): Promise<BackupLook> {
    const now = isSetUp() ? await worker('counts', {}) : null;
    if (source.from === 'snapshot') {
      const { at, version, counts } = await snapshotNote(source.id);
      const about = { at, chatelaine: version, domains: [...parts.domains()], counts, includes: EVERYTHING };
      return { ...about, bytes: 0, verdict: 'same', now };
    }
    const key = await keyOf(given);
    const work = async (from: From) => {
      if ('folder' in from) throw problem('backup.unknown', {});
      const { manifest, verdict } = await worker('look', { file: from.file, key }, { signal });
      const { at, chatelaine, domains, counts, includes, bytes } = manifest;
      return { at, chatelaine, domains, counts, includes, bytes, verdict, now };
    };
    return withSource(source, work, signal);
  }

  /** Answers how to have it run again, if it did. */
  async function stopServer(): Promise<() => Promise<void>> {
    const ran = parts.server.running();
    atWork.step('stop');
    await parts.server.stop();
    return async () => {
      if (ran) await parts.server.start();
    };
  }

  /** Commits with the server stopped, which comes back where that fails. */
  async function exchange(commit: () => Promise<void>): Promise<void> {
    const again = await stopServer();
    try {
      atWork.step('exchange');
      await commit();
    } catch (error) {
      await again();
      throw error;
    }
  }

  return {
    look: (source, given) => atWork.run('look', (signal) => lookAt(source, given, signal)),
    contents: (source, given) =>
      atWork.run('look', async (signal) => {
        const key = await keyOf(given);
        return withSource(source, (from) => worker('contents', { from, key }, { signal, progress }), signal);
      }),
    part: (source, given, part, dry) =>
      atWork.run(dry ? 'look' : 'part', async (signal) => {
        const key = await keyOf(given);
        const bring = async (from: From) => {
          const done = await worker('part', { from, key, part, dry }, { signal, progress });
          return { ...done, files: done.files.length };
        };
        if (dry) return withSource(source, bring, signal);
        await snapshot('restore', signal, snapshotOf(source));
        const again = await stopServer();
        try {
          const done = await withSource(source, bring, signal);
          const subject = part.kind === 'file' ? part.id : part.address;
          const after = JSON.stringify(done);
          changes.note({
            action: `backup.restore-${part.kind}`,
            subject,
            state: 'applied',
            before: null,
            after,
          });
          return done;
        } finally {
          await again();
        }
      }),
    async check(entry, given, signal) {
      const key = await keyOf(given);
      const work = (from: From) => {
        if ('folder' in from) throw problem('backup.unknown', {});
        return worker('check', { file: from.file, key }, { signal, progress });
      };
      const { manifest, loggedIn } = await withSource({ from: 'list', name: entry.name }, work, signal);
      const { counts, chatelaine } = manifest;
      return { ...entry, counts, chatelaine, opened: { at: clock.now(), loggedIn }, problem: null };
    },
    whole: (source, given) =>
      atWork.run('restore', async (signal) => {
        const key = await keyOf(given);
        if (isSetUp()) await snapshot('restore', signal, snapshotOf(source));
        if (source.from === 'snapshot') {
          const { id } = await snapshotNote(source.id);
          await exchange(() => commitSnapshot(data, id, clock.now(), signal));
          return id;
        }
        const draft = async (from: From) => {
          if ('folder' in from) throw problem('backup.unknown', {});
          await worker('draft', { file: from.file, key }, { signal, progress });
          // On a new computer the plan goes on as before, and that needs the words: in a backup they never are.
          const isNew = !isSetUp() && (await readWords(data)) === undefined;
          if (isNew && key?.passphrase !== undefined && from.file.endsWith('.age'))
            await keepWords(data, key.passphrase);
          return source.from === 'list' ? source.name : from.file;
        };
        const from = await withSource(source, draft, signal);
        await exchange(() => commitExchange(data, { from, at: clock.now() }));
        return from;
      }),
    async toSnapshot(id) {
      await snapshotNote(id);
      await atWork.run('restore', (signal) => exchange(() => commitSnapshot(data, id, clock.now(), signal)));
    },
  };
}
