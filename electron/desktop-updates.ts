/** The desktop's own updates around its manager: which driver this copy has, what a start finds, what is done when it has closed. */
import { putBackClosed } from './manager/backup/snapshots.ts';
import type { Manager } from './manager/manager.ts';
import type { HostParts } from './manager/updates/at-start.ts';
import type { DesktopStart } from './manager/updates/desktop-conduct.ts';
import { createDesktopPorter, type DesktopPorter } from './manager/updates/desktop-porter.ts';
import { exchangeDesktop, startDesktop } from './manager/updates/desktop-start.ts';
import { installedAs, updateSource } from './manager/updates/installation.ts';
import type { HandOver } from './manager/updates/updates.ts';
import { createUpdaterDriver, desktopForm } from './shell/updater.ts';

type Closed = Extract<DesktopStart, { do: 'stay-closed' }>;

/** A new version that was not good for the data: the folder is not opened by it. */
export class StaysClosed extends Error {
  readonly start: Closed;
  constructor(start: Closed) {
    super(`version ${start.version} was not good for the data: ${start.because}`);
    this.start = start;
  }
}

export interface DesktopUpdatesParts {
  /** As plain Node runs it. */
  readonly host: HostParts;
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly arch: string;
  /** What the new version is started with, so that it opens the same folder. */
  readonly args: readonly string[];
}

export interface DesktopUpdates {
  /** Absent where nobody announces new versions, or this copy cannot exchange itself. */
  readonly porter: DesktopPorter | undefined;
  /** Rejects with `StaysClosed`. `giveUp` is called where a new version does not come further than recovery. */
  open(openManager: () => Promise<Manager>, giveUp: () => void): Promise<Manager>;
  /** With the manager closed; `starting` is called right before the installer is started. @returns whether it is at work. */
  exchange(why: HandOver, starting: () => void): Promise<boolean>;
}

export function createDesktopUpdates(parts: DesktopUpdatesParts): DesktopUpdates {
  const { host } = parts;
  const copies = { putBack: (id: string) => putBackClosed(host.dataDir, id) };
  const porter = porterOf(parts);
  return {
    porter,
    async open(openManager, giveUp) {
      const start = await startDesktop(host, copies);
      if (start.do === 'stay-closed') throw new StaysClosed(start);
      const manager = await openManager();
      if (start.proving && manager.recovery) giveUp();
      return manager;
    },
    exchange: async (why, starting) =>
      (await exchangeDesktop(host, why, copies, porter, starting)) === 'leave',
  };
}

function porterOf({
  host,
  packaged,
  platform,
  env,
  arch,
  args,
}: DesktopUpdatesParts): DesktopPorter | undefined {
  const form = desktopForm({ packaged, platform, env });
  const installed = installedAs(host.entries.cli, env);
  const { feed } = updateSource(installed.root);
  if (installed.kind !== 'desktop' || form === null || feed === null) return undefined;
  const log = (level: string, what: string) =>
    void process.stderr.write(`${JSON.stringify({ subsystem: 'updates', level, what })}\n`);
  return createDesktopPorter(createUpdaterDriver({ feed, form, arch, args, log }));
}
