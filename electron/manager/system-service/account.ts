/** The account a service runs under: the one the data folder belongs to; and whether ports of root's are wanted there. */
import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../problem.ts';
import type { Run } from '../run.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly home: string;
}

/** SPEC: passwd(5): name, password, UID, GID, GECOS, directory and shell, separated by colons. */
export function accountOfLine(line: string): Account | undefined {
  const [name = '', , uid = '', gid = '', , home = ''] = line.trim().split(':');
  if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid) || name === '' || !home.startsWith('/')) return undefined;
  return { name, uid: Number(uid), gid: Number(gid), home };
}

/** @param who a name or a number. Undefined where nobody is called so. */
export async function findAccount(run: Run, who: string | number): Promise<Account | undefined> {
  const me = userInfo();
  if (who === me.username || who === me.uid)
    return { uid: me.uid, gid: me.gid, name: me.username, home: me.homedir };
  const { exitCode, stdout } = await run('getent', ['passwd', '--', String(who)]);
  return exitCode === 0 ? accountOfLine(stdout) : undefined;
}

/** The owner of a folder's number; undefined where there is no such folder. */
export async function ownerOf(folder: string): Promise<number | undefined> {
  try {
    return (await stat(folder)).uid;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const port = z.number().catch(0);
const sources = z.record(z.string(), z.looseObject({ from: z.string() }));
/** As far as it decides about ports; what else is there is none of ours (manager/settings.ts). */
const decided = z.object({
  values: z.object({ web: z.object({ port }).optional() }).optional(),
  office: z
    .object({
      ports: z.record(z.string(), port).optional(),
      otherPorts: z.record(z.string(), port).optional(),
      onePort: z.boolean().optional(),
      certificates: sources.optional(),
    })
    .nullish(),
});

const LOW = 1024;
const isLow = (number: number | undefined) => number !== undefined && number > 0 && number < LOW;

/**
 * Whether what an office decided needs ports that only root, or a right of its own, may open: one of the numbers, the web's own port,
 * or an authority that comes to look at 80 or 443.
 */
export function wantsLowPorts(settings: unknown): boolean {
  const { values, office } = decided.parse(settings);
  const numbers = [values?.web?.port, ...Object.values({ ...office?.ports, ...office?.otherPorts })];
  const byAuthority = Object.values(office?.certificates ?? {}).some(({ from }) => from === 'authority');
  return numbers.some(isLow) || office?.onePort === true || byAuthority;
}

/** The same of a data folder; false where nothing is decided yet, or nothing can be read. */
export async function lowPortsIn(dataDir: string): Promise<boolean> {
  try {
    return wantsLowPorts(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')));
  } catch {
    // Not there yet, or damaged: the office starts without, and a port it cannot open is a finding of its own.
    return false;
  }
}
