/** One backup made at its place, and what may go there once it is. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupEntry, BackupTarget } from '../../contract/index.ts';
import { privateFolder } from '../files.ts';
import type { Clock } from '../host.ts';
import { problem } from '../problem.ts';
import type { Run } from '../run.ts';
import type { AtWork } from './at-work.ts';
import { backupName, readName } from './name.ts';
import { backupsFolder, type Notebook } from './notebook.ts';
import { ours, toRemove } from './retention.ts';
import { createFolderTarget } from './targets/folder.ts';
import { createSftpTarget } from './targets/sftp.ts';
import type { Target } from './targets/target.ts';
import { readWords } from './words.ts';
import type { Worker } from './worker.ts';

export interface MakingParts {
  readonly data: string;
  /** Where files on their way are kept. */
  readonly work: string;
  readonly hostname: string;
  readonly notebook: Notebook;
  readonly worker: Worker;
  readonly run: Run;
  readonly clock: Clock;
  readonly atWork: AtWork;
  readonly domains: () => readonly string[];
}

export interface Making {
  /** Where the plan has them go. */
  target(): Target;
  targetOf(target: BackupTarget): Target;
  /** Rejects with the problem; then nothing of it is left at the place. */
  makeOne(signal: AbortSignal): Promise<BackupEntry>;
  /** Removes what the plan does not keep; answers the names. */
  thinOut(): Promise<string[]>;
  /** What lies there, with what is remembered of it, the newest first. */
  entriesAt(place: Target): Promise<BackupEntry[]>;
}

/** Before there is an office. */
const NO_DOMAIN = 'new';

export function createMaking(parts: MakingParts): Making {
  const { data, work, notebook, worker, run, clock, atWork } = parts;
  const domain = () => parts.domains()[0] ?? NO_DOMAIN;

  function targetOf(target: BackupTarget): Target {
    switch (target.kind) {
      case 'here':
        return createFolderTarget({ path: backupsFolder(data), mount: false, data });
      case 'folder':
        return createFolderTarget({ path: target.path, mount: target.mount, data });
      case 'sftp':
        return createSftpTarget({
          ...{ machine: target, run, data, hostname: parts.hostname },
          work: join(work, 'fetched'),
        });
    }
  }
  const target = () => targetOf(notebook.plan.plan.target);

  async function lock() {
    const chosen = notebook.plan.plan.lock;
    if (chosen.kind === 'none') return undefined;
    if (chosen.kind === 'key') return { recipient: chosen.recipient };
    const words = await readWords(data);
    if (words === undefined) throw problem('backup.no-key', {});
    return { passphrase: words };
  }

  /** A backup made where it is to lie, or here and then sent. */
  async function write(place: Target, name: string, at: number, signal: AbortSignal): Promise<BackupEntry> {
    const folder = place.folder ?? join(work, 'outgoing');
    if (!place.folder) await privateFolder(folder);
    const file = join(folder, name);
    const chosen = await lock();
    try {
      const { bytes, manifest, loggedIn } = await worker(
        'create',
        { file, includes: notebook.plan.plan.includes, lock: chosen, domains: parts.domains(), at },
        { signal, progress: atWork.progress },
      );
      if (!place.folder) {
        atWork.step('send', 0, bytes);
        await place.send(file, name, signal);
      }
      const { counts, chatelaine } = manifest;
      return {
        ...{ name, at, bytes, locked: chosen !== undefined, counts, chatelaine },
        ...{ opened: { at: clock.now(), loggedIn }, problem: null },
      };
    } finally {
      if (!place.folder) await rm(folder, { recursive: true, force: true });
    }
  }

  async function entriesAt(place: Target): Promise<BackupEntry[]> {
    const known = notebook.book.entries;
    return (await place.list())
      .map(({ name, bytes }): BackupEntry => {
        const { at, locked } = readName(name)!;
        // Another size: it is not the one that was opened.
        const same = known[name]?.bytes === bytes ? known[name] : undefined;
        return (
          same ?? { name, at, bytes, locked, counts: null, chatelaine: null, opened: null, problem: null }
        );
      })
      .sort((one, other) => other.at - one.at);
  }

  return {
    target,
    targetOf,
    entriesAt,
    async makeOne(signal) {
      const at = clock.now();
      await notebook.setBook({ ...notebook.book, triedAt: at });
      const place = target();
      await place.ready(signal);
      await place.tidy();
      const locked = notebook.plan.plan.lock.kind !== 'none';
      const entry = await write(place, backupName({ domain: domain(), at, locked }), at, signal);
      await notebook.setBook({
        ...notebook.book,
        entries: { ...notebook.book.entries, [entry.name]: entry },
        ...{ lastGoodAt: at, failures: 0, failure: null },
      });
      return entry;
    },
    async thinOut() {
      const place = target();
      const gone = toRemove(ours(await entriesAt(place), domain()), notebook.plan.plan.keep);
      for (const name of gone) await place.remove(name);
      const entries = Object.fromEntries(
        Object.entries(notebook.book.entries).filter(([name]) => !gone.includes(name)),
      );
      if (gone.length > 0) await notebook.setBook({ ...notebook.book, entries });
      return gone;
    },
  };
}
