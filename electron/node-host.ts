/** The host of a face that runs in plain Node; the desktop's is built on it in `shell/`. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { findProgram } from './manager/find-program.ts';
import { elevationHere } from './manager/firewall/elevate.ts';
import { type Host, machineAddresses, machineName, systemClock, systemName } from './manager/host.ts';
import { VERSION } from './version.ts';

const here = import.meta.dirname;
/** `.ts` when the sources run directly, `.js` from dist. */
const extension = extname(import.meta.filename);

/** Where the built page is: dist/renderer, seen from dist/electron or from the sources. */
export const rendererFolder =
  extension === '.ts' ? join(here, '../dist/renderer') : join(here, '../renderer');
const noticesFile = join(
  here,
  extension === '.ts' ? '..' : '../..',
  'resources/licences/THIRD-PARTY-NOTICES.txt',
);

export const entries: Host['entries'] = {
  server: join(here, `../server/main${extension}`),
  cli: join(here, `cli${extension}`),
  leash: join(here, `manager/supervisor/leash${extension}`),
};

/** Hands a link to the person's own browser; the program differs by system, the link is one argument. */
export function openWithSystem(url: string): Promise<void> {
  const programs = {
    darwin: ['open', url],
    // `start` is part of a shell; this is the same without one.
    win32: ['rundll32', 'url.dll,FileProtocolHandler', url],
    linux: ['xdg-open', url],
  } as const;
  const [program, ...args] = programs[process.platform as keyof typeof programs] ?? programs.linux;
  return new Promise((resolve) => {
    const child = spawn(program, args, { shell: false, stdio: 'ignore', detached: true });
    // No such program: the link is printed anyway.
    child.on('error', () => resolve());
    child.on('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

/** Whether this machine has a screen for us. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** @param more what the command line says; `resolver` is otherwise CHATELAINE_RESOLVER's. */
export function createNodeHost(dataDir: string, more: Pick<Host, 'resolver'> = {}): Host {
  const supported = ['linux', 'darwin', 'win32'] as const;
  return {
    face: 'headless',
    version: VERSION,
    platform: supported.find((platform) => platform === process.platform) ?? 'linux',
    system: systemName(),
    hostname: machineName(),
    dataDir,
    node: process.execPath,
    entries,
    licences: existsSync(noticesFile) ? readFileSync(noticesFile, 'utf8') : '',
    clock: systemClock,
    // Nobody sits at its terminal, and a browser is no place for the administrator's password.
    elevation: elevationHere({ uid: process.getuid?.(), terminal: false, display: false, findProgram }),
    resolver: more.resolver ?? (process.env.CHATELAINE_RESOLVER || undefined),
    addresses: machineAddresses,
    openExternal: async (url) => {
      if (hasDisplay()) await openWithSystem(url);
    },
  };
}
