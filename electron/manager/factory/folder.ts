/** What of the data folder is ours, by name. Everything else there is somebody's, and stays byte for byte. Pure. */

/** Which rules of the firewall are ours. */
export const RULES = 'firewall.json';
/** Files and folders we make, whole. A row for each area that keeps something beside the database. */
const OURS: readonly (string | RegExp)[] = [
  ...['settings.json', 'settings.last-good.json', /^settings\.json\.broken-\d+$/],
  ...[/^manager\.sqlite(-wal|-shm)?$/, /^numbers\.sqlite(-wal|-shm)?$/],
  ...['secrets', 'server', 'server.pid', 'certificates', 'logs', 'log-view', 'open.html'],
  ...['bridges', 'clients', 'copies', RULES, 'restore', 'updates', 'acme', 'terminal', 'dns', 'run'],
  ...['backups', 'backups.json', 'snapshots', 'drill', 'backup-work', 'firewall-look.json', /^log-index/],
  // Half of a file of ours: writeAtomically was interrupted.
  /^(settings|backups|firewall)[\w.-]*\.[0-9a-f]{12}\.tmp$/,
];
/** Held by whoever is doing it. */
const HELD: readonly (string | RegExp)[] = [/^manager\.(lock|pid)(-journal|-wal|-shm)?$/, /^[a-z]+\.sock$/];
/** What a copy of the state lies in, and the list of them. */
const COPIES: ReadonlySet<string> = new Set(['backups', 'backups.json', 'snapshots']);

export const MARK = 'factory-reset.json';
/** What was there before us (before.ts). */
export const MANIFEST = 'chatelaine-folder.json';

const isOne = (list: readonly (string | RegExp)[], name: string) =>
  list.some((one) => (typeof one === 'string' ? one === name : one.test(name)));

/** A name we use; whose it is in this folder is for before.ts to say. */
export const isOurName = (name: string): boolean => isOne(OURS, name);

export interface Sorted {
  /** To be removed. */
  readonly ours: readonly string[];
  /** Copies of the state; kept where that was wished. */
  readonly copies: readonly string[];
  readonly foreign: readonly string[];
}

/** Sorts the names that lie in a data folder. */
export function sortFolder(names: readonly string[]): Sorted {
  const known = names.filter((name) => !isOne(HELD, name) && name !== MARK && name !== MANIFEST).sort();
  const ours = known.filter((name) => isOne(OURS, name));
  return {
    ours: ours.filter((name) => !COPIES.has(name)),
    copies: ours.filter((name) => COPIES.has(name)),
    foreign: known.filter((name) => !isOne(OURS, name)),
  };
}
