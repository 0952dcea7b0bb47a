/** The logs of this machine, looked for by ourselves. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogSource } from '../../../../contract/index.ts';
import { systemCode } from '../../../problem.ts';
import { look } from './look.ts';
import { KNOWN_PLACES, type KnownPlace } from './places.ts';

/** Of one folder: a web server may have a log for each site. */
const MOST_IN_A_FOLDER = 40;

/** @param root where the file system begins; another one in tests */
export async function findLogs(root = '/'): Promise<LogSource[]> {
  return (await Promise.all(KNOWN_PLACES.map((place) => findIn(place, root)))).flat();
}

async function findIn({ program, folder, names, usual }: KnownPlace, root: string): Promise<LogSource[]> {
  const at = join(root, folder);
  let there: string[];
  try {
    there = (await readdir(at)).filter((name) => names.test(name)).slice(0, MOST_IN_A_FOLDER);
  } catch (error) {
    if (systemCode(error) !== 'EACCES') return [];
    // It is there, and nobody may look: the log that is in every such folder stands for it.
    there = [usual];
  }
  const found = await Promise.all(
    there.map(async (name): Promise<LogSource> => {
      const path = join(at, name);
      return { id: path, kind: 'found', program, path, ...(await look(path)) };
    }),
  );
  // Begun and never written to: that is what most error logs are, and they are worth a look all the same.
  return found.filter(({ trouble }) => trouble?.reason !== 'missing');
}
