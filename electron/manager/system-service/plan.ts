/**
 * What every definition of the service is made from, whoever the keeper is: program, arguments, account, folder. Pure.
 *
 * The service runs as the account that owns the data folder, and where that folder lies: nothing is moved, no owner changes,
 * and the desktop of the same account finds the service's socket in the folder as it would its own.
 */
import { dirname, join } from 'node:path';
import type { ServiceHindrance, ServiceScope } from '../../contract/machine-service.ts';

export interface ServicePlan {
  readonly scope: ServiceScope;
  /** A plain Node 24. */
  readonly node: string;
  /** The command line's entry file; it may be run by Node as it is. */
  readonly cli: string;
  readonly dataDir: string;
  readonly account: string;
  readonly home: string;
  /** Ports below 1024 are to be opened: the one right beyond an ordinary account's that is ever asked for. */
  readonly lowPorts: boolean;
}

/** What a definition is called everywhere. */
export const SERVICE_NAME = 'chatelaine';
/** In the service's environment: who keeps it. A manager with it goes on after a hang-up, and is not asked for a browser. */
export const KEEPER_VARIABLE = 'CHATELAINE_SERVICE';

export const DESCRIPTION = "Chatelaine, the office's chat server";

/** The server is given 10 s to end in order (supervisor/machine.ts), what hangs on it a little more; then there is the disk. */
export const STOP_SECONDS = 45;
/** A start waits for a manager that holds the data folder and was asked to leave. */
export const START_SECONDS = 120;
/** Longest silence of the manager's event loop. It is told three times as often. */
export const WATCHDOG_SECONDS = 60;
/** `chatelaine serve` asks to be started again: another version may be current. */
export const AGAIN = 86;

export const serveArguments = ({ cli, dataDir }: Pick<ServicePlan, 'cli' | 'dataDir'>): readonly string[] => [
  cli,
  'serve',
  '--data',
  dataDir,
];

/** The program's own folder, seen from its entry: dist/cli.js, dist/electron/cli.js or electron/cli.ts. */
export const programFolder = (cli: string): string => {
  const above = dirname(dirname(cli));
  return above.endsWith('/dist') ? dirname(above) : above;
};

/** Folders that ProtectHome= hides. */
const HOMES = ['/home/', '/root/', '/run/user/'];
export const liesInAHome = (path: string): boolean => HOMES.some((home) => `${path}/`.startsWith(home));

/** Why a service cannot be made of this, or undefined. */
export function hindranceOf(facts: {
  readonly node: string;
  readonly cli: string;
  readonly account: string;
  readonly env: { readonly APPIMAGE?: string | undefined };
  readonly packaged: boolean;
}): ServiceHindrance | undefined {
  if (facts.packaged) return 'package';
  // An AppImage is mounted below /tmp while it is open, a disk image below /Volumes; Windows unpacks a portable program in Temp.
  const passing = /^(\/tmp\/\.mount_|\/Volumes\/|\/private\/var\/folders\/)|\\Temp\\/;
  if (facts.env.APPIMAGE !== undefined || passing.test(facts.node) || passing.test(facts.cli))
    return 'passing-place';
  if (facts.account === 'root') return 'root-account';
  return undefined;
}

/** What must not stand in a definition, whose lines end where they end. */
const CONTROL = /[\p{Cc}]/u;

/** Throws where a path or a name could say more in a definition than itself. */
export function assertPlain(plan: ServicePlan): void {
  for (const [what, value] of Object.entries(plan))
    if (typeof value === 'string' && (value === '' || CONTROL.test(value)))
      throw new Error(`the ${what} of a service must be plain text`);
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@\\ -]{0,63}$/.test(plan.account))
    throw new Error('the account of a service must be a plain name');
}

/** Where launchd, supervisord and the like put what the program says before its own log is open. */
export const outputFile = ({ dataDir }: Pick<ServicePlan, 'dataDir'>): string =>
  join(dataDir, 'logs', 'service.log');
