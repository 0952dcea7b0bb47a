/** Which logs there are: our own, those found, those somebody named, the journal. Only these are ever opened. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LogSource } from '../../../../contract/index.ts';
import { problem, systemCode } from '../../../problem.ts';
import type { Run } from '../../../run.ts';
import type { SourceFile } from '../engine.ts';
import type { createSaved } from '../saved.ts';
import { findLogs } from './found.ts';
import { type JournalFile, journalSource, spoolJournal } from './journal.ts';
import { fileAt, look } from './look.ts';

export interface SourcesParts {
  /** Our own logs are in its `logs`; nothing else in it is shown. */
  readonly dataDir: string;
  /** Where the journal is written to while somebody looks. */
  readonly folder: string;
  readonly run: Run;
  readonly saved: ReturnType<typeof createSaved>;
  readonly findProgram: (name: string) => string | undefined;
  /** Where the file system begins; another one in tests. */
  readonly root?: string | undefined;
}

type Reason = NonNullable<LogSource['trouble']>['reason'];

const REASONS: Readonly<Record<string, Reason>> = {
  ...{ ENOENT: 'missing', ENOTDIR: 'missing', EACCES: 'forbidden', EPERM: 'forbidden', EISDIR: 'folder' },
};
const unreadable = (file: string, reason: Reason | 'unlisted', cause?: unknown) =>
  problem('log.unreadable', { file, reason }, cause);
/** What the system says about a file, as a refusal; everything else as it is. */
export function refusal(error: unknown, file: string): unknown {
  const reason = REASONS[systemCode(error) ?? ''];
  return reason ? unreadable(file, reason, error) : error;
}

export function createSources({ dataDir, folder, run, saved, findProgram, root }: SourcesParts) {
  const own = join(dataDir, 'logs');
  const places = { closed: [dataDir], open: [own] };
  let known: LogSource[] | undefined;
  let journal: { file: Promise<JournalFile>; users: number } | undefined;

  const opened = async (path: string): Promise<LogSource> => ({
    ...{ id: path, kind: 'opened', program: 'other', path },
    ...(await look(path)),
  });

  async function list(): Promise<LogSource[]> {
    const ours = (['server', 'manager'] as const).map(async (id): Promise<LogSource> => {
      const path = join(own, `${id}.log`);
      return { id, kind: 'own', program: id, path, ...(await look(path)) };
    });
    const [found, journald] = await Promise.all([
      findLogs(root),
      journalSource(run, findProgram('journalctl')),
    ]);
    const there = new Set(found.map(({ id }) => id));
    const named = saved.files().filter((path) => !there.has(path));
    known = [
      ...(await Promise.all(ours)),
      ...found,
      ...(journald ? [journald] : []),
      ...(await Promise.all(named.map(opened))),
    ];
    return known;
  }

  /** Without looking around, where it is known already: somebody waits for it. */
  async function pathOf(id: string): Promise<string | undefined> {
    if (id === 'server' || id === 'manager') return join(own, `${id}.log`);
    if (saved.files().includes(id)) return id;
    return (known ?? (await list())).find((one) => one.id === id)?.path ?? undefined;
  }

  async function openJournal(): Promise<SourceFile> {
    const program = findProgram('journalctl');
    if (!program) throw unreadable('journalctl', 'missing');
    journal ??= { file: spoolJournal(program, folder), users: 0 };
    const mine = journal;
    mine.users++;
    try {
      return { id: 'journal', file: (await mine.file).file };
    } catch (error) {
      if (journal === mine) journal = undefined;
      throw error;
    }
  }

  return {
    list,
    /** Refused with `log.unreadable`. */
    async add(given: string): Promise<LogSource> {
      const path = given.startsWith('~/') ? join(homedir(), given.slice(2)) : given;
      const at = await fileAt(path, places);
      if ('reason' in at) throw unreadable(path, at.reason);
      const source = await opened(at.path);
      if (source.trouble) throw unreadable(at.path, source.trouble.reason);
      saved.remember(at.path);
      known = undefined;
      return source;
    },
    remove(id: string): void {
      saved.forget(id);
      known = undefined;
    },
    /** The file to read; give it back with `leave`. Refused with `log.unreadable`, also where the id is of no source. */
    async take(id: string): Promise<SourceFile> {
      if (id === 'journal') return openJournal();
      const path = await pathOf(id);
      if (path === undefined) throw unreadable(id, 'unlisted');
      // It may have become a link to somewhere else since it was found.
      const at = await fileAt(path, places);
      if ('reason' in at) throw unreadable(path, at.reason);
      return { id, file: at.path };
    },
    async leave(files: readonly SourceFile[]): Promise<void> {
      for (const { id } of files) {
        if (id !== 'journal' || !journal || --journal.users > 0) continue;
        const ending = journal;
        journal = undefined;
        await (await ending.file).close();
      }
    },
  };
}
