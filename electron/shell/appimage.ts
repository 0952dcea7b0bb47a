/**
 * electron-updater's AppImageUpdater, but for the exchange of the file itself: that removes the old program first and then moves the
 * new one, from another disk perhaps, so that a full disk or a pulled plug in between leaves no program at all. Here the new one lies
 * whole beside the old one before it takes its name.
 */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { AppImageUpdater } from 'electron-updater';

type Make = typeof AppImageUpdater;

/** @param args what the new version is started with. */
export function wholeAppImageUpdater(Base: Make, args: readonly string[]): Make {
  return class extends Base {
    protected override doInstall({ isForceRunAfter }: { readonly isForceRunAfter: boolean }): boolean {
      const [present, fetched] = [process.env.APPIMAGE, this.installerPath];
      if (!present || !isAbsolute(present) || !fetched) throw new Error('there is no AppImage to exchange');
      const installed = exchangeFile(present, fetched);
      // Where the new one cannot be started from here, this is what is: the old name may be gone.
      process.env.APPIMAGE = installed;
      if (isForceRunAfter) {
        const env = { ...process.env, APPIMAGE_SILENT_INSTALL: 'true' };
        this.spawnLog(installed, [...args], env).catch((error) => this.dispatchError(error));
      }
      return true;
    }
  };
}

/**
 * Puts `fetched` in the place of `present`. Throws, and `present` is as it was.
 * @returns where it is now: as in electron-updater, a file whose name says its version gets the name of the new one.
 */
export function exchangeFile(present: string, fetched: string): string {
  const folder = dirname(present);
  const saysVersion = /\d+\.\d+\.\d+/.test(basename(present));
  const installed = saysVersion ? join(folder, basename(fetched)) : present;
  const part = `${installed}.part`;
  try {
    copyFileSync(fetched, part, constants.COPYFILE_FICLONE);
    chmodSync(part, 0o755);
    sync(part);
    renameSync(part, installed);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  sync(folder);
  if (installed !== present) unlinkSync(present);
  try {
    rmSync(fetched, { force: true });
  } catch {
    // A download that is left over is no failure: the next one clears its folder.
  }
  return installed;
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
