/** Who may read a key, and what to type so that Chatelaine may and nobody else (S61). */
import { stat } from 'node:fs/promises';
import { dirname, parse } from 'node:path';

const [OTHERS_READ, OTHERS_ENTER] = [0o004, 0o001];

/** Whether every account of this computer can read the file: it and all the folders above let them. Never so on Windows, where modes say nothing. */
export async function isExposed(path: string, platform = process.platform): Promise<boolean> {
  if (platform === 'win32') return false;
  if (((await stat(path)).mode & OTHERS_READ) === 0) return false;
  for (let folder = dirname(path); folder !== parse(folder).root; folder = dirname(folder))
    if (((await stat(folder)).mode & OTHERS_ENTER) === 0) return false;
  return true;
}

const LETSENCRYPT = '/etc/letsencrypt';

/** Quoted for a POSIX shell where it must be. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Commands that let `user` read what is at `path`, for a terminal.
 * WHY access lists and not a group: certbot writes each new key anew, and a default entry of the folder goes over to it; a group has to be
 * given to every file again, and takes effect at the next login only. Where the file system has no such lists the program says so.
 */
export function readingCommands(path: string, user: string): string[] {
  const who = `u:${user}`;
  if (path.startsWith(`${LETSENCRYPT}/`)) {
    // `live` holds links only; the files they lead to are in `archive`.
    const folders = `${LETSENCRYPT}/live ${LETSENCRYPT}/archive`;
    return [`sudo setfacl -R -m ${who}:rX ${folders}`, `sudo setfacl -R -d -m ${who}:rX ${folders}`];
  }
  const folder = quoted(dirname(path));
  return [
    `sudo setfacl -m ${who}:rx ${folder}`,
    `sudo setfacl -m ${who}:rX ${quoted(path)}`,
    `sudo setfacl -d -m ${who}:rX ${folder}`,
  ];
}
