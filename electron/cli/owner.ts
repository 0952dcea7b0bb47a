/**
 * Root speaks in the name of whoever the data folder belongs to, as Prosody's prosodyctl does: a file that root leaves there could not be
 * opened by the service that runs as that account.
 */
import { existsSync } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from '../manager/data-folder.ts';
import { systemCode } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { type Account, findAccount } from '../manager/system-service/account.ts';

/**
 * These stay root's. `service` and `firewall` do what only root may and give what they write to the folder's owner; `logs` and
 * `certificate hand-over` read what only root may and write nothing into the folder. `backup-work` is what the one who started it has
 * become already. The last three open none.
 */
const STAYS_ROOT: ReadonlySet<string> = new Set([
  ...['service', 'firewall', 'logs', 'certificate hand-over'],
  ...['backup-work', 'help', 'version', 'completion'],
]);

function optionOf(args: readonly string[], name: string): string | undefined {
  for (const [at, word] of args.entries()) {
    if (word === '--') return undefined;
    if (word === name) return args[at + 1];
    if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
  }
  return undefined;
}

/** The one of `firewall` that only asks the manager, and writes the settings: nobody has to be root for it. */
const isMonitors = (command: string, args: readonly string[]): boolean =>
  command === 'firewall' && args[0] === 'monitors';

/** As server/run.ts reads it: the configuration's place says whose it is. */
function folderOfServer(args: readonly string[]): string | undefined {
  const { values } = parseArgs({
    ...{ args: [...args], strict: false },
    options: { config: { type: 'string', short: 'c' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return undefined;
  if (typeof values.config === 'string') return dirname(resolve(values.config));
  return existsSync('server.json') ? resolve('.') : undefined;
}

/** The folder a command works in; undefined where it opens none, or root has to stay root for it. Pure but for the current folder. */
export function folderOf(command: string, args: readonly string[]): string | undefined {
  if (isMonitors(command, args)) return dataFolder(optionOf(args, '--data'));
  if (STAYS_ROOT.has(command) || STAYS_ROOT.has(`${command} ${args[0] ?? ''}`)) return undefined;
  if (command === 'server') return folderOfServer(args);
  if (command !== 'ctl') return dataFolder(optionOf(args, '--data'));
  const configuration = optionOf(args, '--config');
  if (configuration !== undefined) return dirname(resolve(configuration));
  return existsSync('server.json') ? resolve('.') : dataFolder(undefined);
}

/**
 * Where root was asked to work in a folder of somebody else's: this process becomes that account, for good. Otherwise nothing.
 * Throws a sentence with the command to type where it cannot.
 */
export async function becomeOwner(command: string, args: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const folder = folderOf(command, args);
  if (folder === undefined) return;
  const uid = await ownerNumber(folder);
  if (uid === undefined || uid === 0) return;
  const account = await findAccount(run, uid);
  if (!account)
    throw new Error(`${folder} belongs to an account without a name (${uid}): run this as that account.`);
  // Where the folder is without being named must not change with the home.
  process.env.CHATELAINE_DATA ??= dataFolder(undefined);
  await become(account, folder);
}

/** Of a link that is not root's, whoever made it: it may lead anywhere, and that is not root's wish. */
async function ownerNumber(folder: string): Promise<number | undefined> {
  try {
    const own = (await lstat(folder)).uid;
    return own === 0 ? (await stat(folder)).uid : own;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Of Node's documentation, and missing in its types. */
type Groups = NodeJS.Process & { initgroups(user: string, extraGroup: number): void };

/** This process, root until now, is that account from here on. What it loads later it has to be able to read. */
export async function become({ uid, gid, name, home }: Account, folder: string): Promise<void> {
  const instead = `${folder} belongs to the account ${name}, and is not worked on as root. Run it as that account: sudo -u ${name} …`;
  try {
    (process as Groups).initgroups(name, gid);
    process.setegid!(gid);
    process.seteuid!(uid);
  } catch (error) {
    throw new Error(instead, { cause: error });
  }
  try {
    await (await open(import.meta.filename)).close();
  } catch (error) {
    process.seteuid!(0);
    throw new Error(
      `${instead}\nThat account cannot read this program, which lies in ${dirname(import.meta.filename)}.`,
      {
        cause: error,
      },
    );
  }
  process.seteuid!(0);
  process.setgid!(gid);
  process.setuid!(uid);
  Object.assign(process.env, { HOME: home, USER: name, LOGNAME: name });
  for (const ofRoot of [
    'XDG_DATA_HOME',
    'XDG_CONFIG_HOME',
    'XDG_CACHE_HOME',
    'XDG_STATE_HOME',
    'XDG_RUNTIME_DIR',
    'TMPDIR',
    'TMP',
    'TEMP',
    'DBUS_SESSION_BUS_ADDRESS',
  ])
    delete process.env[ofRoot];
}
