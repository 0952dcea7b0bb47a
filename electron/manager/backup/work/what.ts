/** Which files of the data folder belong into a backup, and why the others do not. Pure. */

export interface Includes {
  /** What colleagues sent each other. */
  readonly files: boolean;
  readonly secrets: boolean;
  readonly certificates: boolean;
}

export const EVERYTHING: Includes = { files: true, secrets: true, certificates: true };

type Because =
  | 'lock'
  | 'socket'
  | 'side-file'
  | 'unfinished'
  | 'set-aside'
  | 'logs'
  | 'backups'
  | 'update'
  | 'own-key'
  | 'way-in'
  | 'not-wanted';

export type Verdict =
  | { readonly take: true; readonly as: 'file' | 'fixed' | 'database' }
  | { readonly take: false; readonly because: Because };

/** The first row that fits decides. Names are relative to the data folder, with `/`. */
const LEFT_OUT: readonly (readonly [RegExp, Because])[] = [
  [/^(manager\.lock|server\/lock|.*\.pid)$/, 'lock'],
  // What lay in this very folder before us (factory/before.ts).
  [/^chatelaine-folder\.json$/, 'lock'],
  [/^(backups|snapshots|restore|backup-work)\//, 'backups'],
  // What an update in hand remembers must outlive its own way back.
  [/^updates\//, 'update'],
  [/\.sock$/, 'socket'],
  [/-(wal|shm|journal)$/, 'side-file'],
  [/(\.tmp|\.part)$|^server\/uploads\/incoming\//, 'unfinished'],
  [/(\.broken-\d+|\.before-restore)$/, 'set-aside'],
  [/^(logs\/|log-index)/, 'logs'],
  // What opens the backups is not in them: whoever finds one unlocked would have the others, too.
  [/^secrets\/backup-/, 'own-key'],
  // Passwords, passkeys and sessions of the pages belong to this installation: somebody who has left since may know the old ones.
  [/^secrets\/web-(sessions|access|devices)/, 'way-in'],
];

/** Folders that are not even looked into. */
export const isClosed = (folder: string): boolean =>
  ['logs', 'backups', 'snapshots', 'restore', 'backup-work', 'updates', 'server/uploads/incoming'].includes(
    folder,
  );

export function judgeFile(name: string, includes: Includes): Verdict {
  const row = LEFT_OUT.find(([pattern]) => pattern.test(name));
  if (row) return { take: false, because: row[1] };
  if (!includes.files && name.startsWith('server/uploads/')) return { take: false, because: 'not-wanted' };
  if (!includes.secrets && name.startsWith('secrets/')) return { take: false, because: 'not-wanted' };
  if (!includes.certificates && name.startsWith('certificates/'))
    return { take: false, because: 'not-wanted' };
  return { take: true, as: isDatabase(name) ? 'database' : isFixed(name) ? 'fixed' : 'file' };
}

/** SQLite's: written in place, so it is copied by SQLite. The second is that of a bridge (Biboumi). */
export const isDatabase = (name: string): boolean =>
  name.endsWith('.sqlite') || /^bridges\/.+\/database$/.test(name);

/** Written once and never again: a second name of the same file will do. */
export const isFixed = (name: string): boolean => /^(server\/uploads|copies)\//.test(name);
