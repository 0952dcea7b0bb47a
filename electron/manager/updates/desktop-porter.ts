/**
 * Brings a new version of the desktop: electron-updater fetches and installs it, and nothing of that counts unless the signed
 * statement (feed.ts) names the same version and the same SHA-512. Why both: README.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { UpdateTrouble } from '../../contract/updates.ts';
import { diskTrouble, UpdateError } from './download.ts';
import type { UpdatePorter, Wish } from './porter.ts';

/** electron-updater as it is used here (electron/shell/updater.ts). Whatever it rejects with is put into our words here. */
export interface DesktopDriver {
  /** This copy's packages in the signed statement: `linux-x64-appimage`. */
  readonly system: string;
  /** The system asks somebody before it lets the installer run. */
  readonly attended: boolean;
  /** What its own feed offers this copy; null: nothing, or not to us. `sha512` in hex. */
  look(
    channel: string,
    isWithin: (percentage: number) => boolean,
  ): Promise<{ readonly version: string; readonly sha512: string } | null>;
  /** What `look` offered. @returns the file, which it found to be what its feed says. */
  fetch(how: { signal: AbortSignal; progress(doneBytes: number): void }): Promise<string>;
  /** Exchanges the program for the fetched one and has it started; this one has to end then. Throws, or resolves to false, where it is not. */
  install(): Promise<boolean>;
}

export interface DesktopPorter extends UpdatePorter, Pick<DesktopDriver, 'system' | 'attended'> {
  /**
   * The last look at the file, and then its installer, right before which `starting` is called.
   * @returns whether it runs; then this program ends.
   */
  install(sha512: string, starting?: () => void): Promise<boolean>;
}

/** Nothing for this long is an end; electron-updater itself would wait for ever. */
const SILENCE_MS = 60_000;

export function createDesktopPorter(driver: DesktopDriver, silenceMs = SILENCE_MS): DesktopPorter {
  let brought: { readonly version: string; readonly file: string } | undefined;

  async function agrees(wish: Wish) {
    const found = await driver.look(wish.channel, wish.isWithin).catch((error) => {
      throw new UpdateError('feed.unreachable', { cause: error });
    });
    if (found === null || found.version !== wish.version) return 'not-yet';
    return found.sha512 === wish.sha512 ? 'yes' : 'feed.forged';
  }

  return {
    ...{ system: driver.system, attended: driver.attended },
    agrees: (wish) =>
      agrees(wish).catch((error) => {
        if (error instanceof UpdateError) return error.because;
        throw error;
      }),
    lies: (version) => brought?.version === version,
    async bring(wanted, { signal, progress }) {
      const [tooBig, silent] = [new AbortController(), new AbortController()];
      let quiet: NodeJS.Timeout | undefined;
      const seen = (doneBytes: number) => {
        quiet?.refresh();
        if (doneBytes > wanted.bytes) tooBig.abort();
        progress(Math.min(doneBytes, wanted.bytes));
      };
      // What was asked for once is brought, however few others are offered it meanwhile.
      const agreement = await agrees({ ...wanted, isWithin: () => true });
      if (agreement !== 'yes')
        throw new UpdateError(agreement === 'not-yet' ? 'archive.unreachable' : agreement);
      quiet = setTimeout(() => silent.abort(), silenceMs);
      const file = await driver
        .fetch({ signal: AbortSignal.any([signal, tooBig.signal, silent.signal]), progress: seen })
        .catch((error) => {
          signal.throwIfAborted();
          throw tooBig.signal.aborted ? new UpdateError('archive.too-big') : fetchTrouble(error);
        })
        .finally(() => clearTimeout(quiet));
      if (tooBig.signal.aborted) throw new UpdateError('archive.too-big');
      if ((await sha512Of(file)) !== wanted.sha512) throw new UpdateError('archive.forged');
      brought = { version: wanted.version, file };
    },
    // It lay in a folder of the person's own meanwhile, perhaps for a night.
    async install(sha512, starting) {
      if (!brought || (await sha512Of(brought.file)) !== sha512) return false;
      starting?.();
      return driver.install();
    },
  };
}

/** electron-updater's codes that have words of ours. */
const CODES: Record<string, UpdateTrouble> = {
  ERR_CHECKSUM_MISMATCH: 'archive.forged',
  // NSIS: the installer's Authenticode signature is not the publisher's.
  ERR_UPDATER_INVALID_SIGNATURE: 'archive.forged',
};

function fetchTrouble(error: unknown): UpdateError {
  const disk = diskTrouble(error);
  if (disk instanceof UpdateError) return disk;
  const because = CODES[(error as { code?: string } | null)?.code ?? ''] ?? 'archive.unreachable';
  return new UpdateError(because, { cause: error });
}

async function sha512Of(file: string): Promise<string | undefined> {
  const hash = createHash('sha512');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch {
    // Gone is not genuine.
    return undefined;
  }
  return hash.digest('hex');
}
