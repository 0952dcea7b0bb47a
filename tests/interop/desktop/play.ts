/** Scenes with one program on a desktop: what all of them begin and end with. A picture is taken after each test. */
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, vi } from 'vitest';
import { describeWith, findProgram } from '../../support/need.ts';
import { type Desktop, type DesktopOptions, openDesktop } from './desktop.ts';
import { type DesktopOffice, type DesktopOfficeOptions, openDesktopOffice } from './office.ts';

export interface Scene {
  readonly office: DesktopOffice;
  readonly desktop: Desktop;
}

/** How long a program may take to show what it was told, where it says nothing about it (`expect.poll`). */
export const SOON = { timeout: 20_000, interval: 100 };

const NEEDED = ['Xvfb', 'dbus-daemon', 'xdotool', 'unshare', 'openssl', 'slixmpp'];

/** Tests with a program on a desktop; skipped, with the reason in the title, where something is missing. */
export function playOnDesktop(
  title: string,
  programs: readonly string[],
  play: (scene: Scene) => void,
  /** What the office is made of, where that takes time. */
  officeOf: () => Promise<DesktopOfficeOptions> = async () => ({}),
  options: DesktopOptions = {},
): void {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  if (findProgram('unshare') && !canEnter())
    describe.skip(`${title} [skipped: no user namespaces]`, () => play(open(title, officeOf, options)));
  else describeWith([...NEEDED, ...programs], title, () => play(open(title, officeOf, options)));
}

/** Whether a program can be given files of its own in place of the machine's. */
function canEnter(): boolean {
  try {
    execFileSync('unshare', ['--map-root-user', '--mount', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    // The kernel allows nobody a namespace: the title of the tests says so.
    return false;
  }
}

function open(title: string, officeOf: () => Promise<DesktopOfficeOptions>, options: DesktopOptions): Scene {
  let office: DesktopOffice;
  let desktop: Desktop;

  beforeAll(async () => {
    office = await openDesktopOffice(await officeOf());
    desktop = await openDesktop(office, options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(desktop?.complaints());
    const [first] = task.name.split(' ');
    await desktop?.picture(`${title}-${first}`.toLowerCase().replace(/[^a-z-]/g, ''));
  });
  afterAll(async () => {
    await desktop?.close();
    await office?.close();
  });

  return {
    get office() {
      return office;
    },
    get desktop() {
      return desktop;
    },
  };
}
