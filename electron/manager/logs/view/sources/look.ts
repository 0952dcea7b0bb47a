/** What lies at a path: whether this account may read it, how much there is, and who could change that. */
import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, isAbsolute, relative } from 'node:path';
import type { LogSource } from '../../../../contract/index.ts';
import { systemCode } from '../../../problem.ts';
import { rotatedSet } from '../../files/rotated.ts';

export type Standing = Pick<LogSource, 'bytes' | 'files' | 'writtenAt' | 'trouble'>;
type Reason = NonNullable<LogSource['trouble']>['reason'];

/** Kernels answer there, and devices never end. */
const SPECIAL = ['/proc', '/sys', '/dev'];
const NOTHING = { bytes: null, files: 0, writtenAt: null };

const isUnder = (path: string, folder: string) => {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
};

/**
 * The file a path leads to, symbolic links followed.
 * @param closed folders nobody is shown anything of, but `open` in them: what lies there is no log, and may be a secret
 */
export async function fileAt(
  path: string,
  { closed, open }: { readonly closed: readonly string[]; readonly open: readonly string[] },
): Promise<{ readonly path: string } | { readonly reason: Reason }> {
  if (!isAbsolute(path) || path.includes('\0')) return { reason: 'missing' };
  try {
    const real = await realpath(path);
    // The data folder may be reached by a link itself.
    const [shut, free] = [await realOf(closed), await realOf(open)];
    if (
      [...SPECIAL, ...shut].some((folder) => isUnder(real, folder)) &&
      !free.some((folder) => isUnder(real, folder))
    )
      return { reason: 'special' };
    const found = await stat(real);
    if (found.isDirectory()) return { reason: 'folder' };
    if (!found.isFile()) return { reason: 'special' };
    return { path: real };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

const realOf = (folders: readonly string[]): Promise<string[]> =>
  Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));

/** Never rejects for what the system says about a file. */
export async function look(path: string): Promise<Standing> {
  try {
    const parts = await rotatedSet(path);
    const newest = parts.at(-1);
    if (!newest) return { ...NOTHING, trouble: { reason: 'missing', group: null, command: '' } };
    await access(newest.path, constants.R_OK);
    return {
      bytes: parts.reduce((sum, { size }) => sum + size, 0),
      files: parts.length,
      writtenAt: Math.max(...parts.map(({ mtimeMs }) => Math.floor(mtimeMs))),
      trouble: null,
    };
  } catch (error) {
    const reason = reasonOf(error);
    return {
      ...NOTHING,
      trouble: reason === 'forbidden' ? await helpWith(path) : { reason, group: null, command: '' },
    };
  }
}

function reasonOf(error: unknown): Reason {
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM') return 'forbidden';
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ELOOP')
    return 'missing';
  if (code === 'EISDIR') return 'folder';
  throw error;
}

/** A group that may read it and has other members to be; else the right for this account alone. */
async function helpWith(path: string): Promise<NonNullable<LogSource['trouble']>> {
  const account = userInfo().username;
  for (const one of [path, dirname(path)]) {
    const found = await stat(one).catch(() => undefined);
    if (!found || found.gid === 0 || (found.mode & 0o040) === 0) continue;
    const group = await groupName(found.gid);
    // Who is in a program's own group may do as the program does.
    if (group && SHARED_GROUPS.has(group))
      return { reason: 'forbidden', group, command: `adduser ${account} ${group}` };
  }
  return {
    reason: 'forbidden',
    group: null,
    command: `setfacl -R -m u:${account}:rX ${shellWord(dirname(path))}`,
  };
}

/** Groups that are there for reading logs. */
const SHARED_GROUPS = new Set(['adm', 'systemd-journal', 'log', 'logs', 'wheel']);

async function groupName(gid: number): Promise<string | undefined> {
  const text = await readFile('/etc/group', 'utf8').catch(() => '');
  return text
    .split('\n')
    .find((line) => line.split(':')[2] === String(gid))
    ?.split(':')[0];
}

/** For a person to type: nothing of ours goes through a shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
