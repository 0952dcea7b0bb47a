/** Which of a person's programs run now. Linux is asked by its process table, macOS by `ps`, Windows by `tasklist`. */
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Run } from '../run.ts';

/** Names of the programs that run with this home folder. */
export type RunningPrograms = (home: string) => Promise<ReadonlySet<string>>;

export const createRunningPrograms = (platform: string, run: Run): RunningPrograms => {
  if (platform === 'linux') return onLinux;
  return async () => {
    const listed =
      platform === 'win32'
        ? await run('tasklist', ['/FO', 'CSV', '/NH'])
        : await run('ps', ['-U', String(process.getuid?.() ?? ''), '-o', 'comm=']);
    const lines = listed.stdout.split(/\r?\n/);
    const names =
      platform === 'win32'
        ? lines.map((line) => line.split('","')[0]!.slice(1))
        : lines.map((line) => basename(line.trim()));
    return new Set(names.filter(Boolean));
  };
};

async function onLinux(home: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const names = await namesOf(name);
    if (names.length > 0 && (await isAtHome(name, home))) for (const one of names) found.add(one);
  }
  return found;
}

/** The program's name, and its script's where an interpreter runs it. */
async function namesOf(id: string): Promise<string[]> {
  try {
    const words = (await readFile(`/proc/${id}/cmdline`, 'utf8')).split('\0', 3);
    const [program = '', script = ''] = words.map((word) => basename(word));
    return /^python[\d.]*$/.test(program) ? [script] : [program];
  } catch {
    // It ended while we looked, or is somebody else's.
    return [];
  }
}

/** Whether it is a program of this home folder. */
async function isAtHome(id: string, home: string): Promise<boolean> {
  try {
    const entries = (await readFile(`/proc/${id}/environ`, 'utf8')).split('\0');
    const own = entries.find((entry) => entry.startsWith('HOME='));
    return own === undefined || own === `HOME=${home}`;
  } catch {
    // Another account's: it has another home.
    return false;
  }
}
