/**
 * electron-updater as the driver of our own updates (electron/manager/updates/desktop-porter.ts): it fetches and installs, and decides
 * nothing. When to look, whom to believe, when to exchange and what must have been copied before are the manager's.
 */
import { setTimeout } from 'node:timers/promises';
import type { BaseUpdater, CancellationToken, UpdateCheckResult } from 'electron-updater';
import type { DesktopDriver } from '../manager/updates/desktop-porter.ts';
import { wholeAppImageUpdater } from './appimage.ts';

/** How this copy was packaged, of the forms electron-updater can exchange here. */
export type DesktopForm = 'appimage' | 'nsis';

type Library = typeof import('electron-updater');

export interface UpdaterParts {
  /** Where the packages and their `latest*.yml` lie. */
  readonly feed: string;
  readonly form: DesktopForm;
  readonly arch: string;
  /** What an AppImage is started with; an NSIS installer passes nothing on. */
  readonly args?: readonly string[];
  readonly log: (level: 'info' | 'warn' | 'error', what: string) => void;
  /** Tests give the real updater a program and a network of their own. */
  readonly make?: (Updater: UpdaterClass) => BaseUpdater;
  readonly lookMs?: number;
}

type UpdaterClass = Library['NsisUpdater'] | Library['AppImageUpdater'];

/** WHY: in Electron a request of electron-updater's has no limit; whoever never answers would hold up every look to come. */
const LOOK_MS = 30_000;
/** An installer that cannot be started is told of after a moment, not at once. */
const STARTS_WITHIN_MS = 500;

/**
 * Which form this copy has; null where nobody can exchange it from inside: a .deb or .rpm (the package manager does), an unpacked
 * folder, and macOS, whose Squirrel takes nothing but apps signed with a Developer ID, which nobody has yet. Pure.
 */
export function desktopForm(here: {
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}): DesktopForm | null {
  if (!here.packaged) return null;
  if (here.platform === 'win32') return here.env.PORTABLE_EXECUTABLE_DIR ? null : 'nsis';
  return here.platform === 'linux' && here.env.APPIMAGE ? 'appimage' : null;
}

/** `stable` is what electron-builder calls `latest`; it adds system and processor itself. */
const channelOf = (channel: string) => (channel === 'stable' ? 'latest' : channel);

export function createUpdaterDriver(parts: UpdaterParts): DesktopDriver {
  const { feed, form, arch, log, args = [], make = (Updater) => new Updater(), lookMs = LOOK_MS } = parts;
  const platform = form === 'nsis' ? 'win32' : 'linux';
  let isWithin = (_percentage: number): boolean => true;
  let loaded: Promise<Library> | undefined;
  let made: BaseUpdater | undefined;
  /** The one that holds a fetched file: what is installed is that, whatever became of looks after it. */
  let fetched: BaseUpdater | undefined;

  // Not at the start of the program: most starts never look.
  const library = () => {
    loaded ??= import('electron-updater').then((found) => found.default);
    return loaded;
  };

  async function updater(): Promise<BaseUpdater> {
    const { NsisUpdater, AppImageUpdater } = await library();
    made ??= set(make(form === 'nsis' ? NsisUpdater : wholeAppImageUpdater(AppImageUpdater, args)));
    return made;
  }

  function set(one: BaseUpdater): BaseUpdater {
    one.autoDownload = false;
    one.autoInstallOnAppQuit = false;
    one.allowDowngrade = false;
    one.allowPrerelease = false;
    one.disableWebInstaller = true;
    // All of the file that was signed, and nothing patched together on this computer.
    one.disableDifferentialDownload = true;
    // It would tell the server a number of this installation's own with each question; it is told nothing.
    one.requestHeaders = { 'x-user-staging-id': '' };
    // Its percentage and ours draw one lot, or 25 of a hundred would become six.
    one.isUserWithinRollout = ({ stagingPercentage }) =>
      stagingPercentage === undefined || isWithin(Number(stagingPercentage));
    one.logger = {
      info: (what: unknown) => log('info', String(what)),
      warn: (what: unknown) => log('warn', String(what)),
      error: (what: unknown) => log('error', String(what)),
    };
    return one;
  }

  return {
    system: `${platform}-${arch}-${form}`,
    // The installer for all people of a computer needs its administrator; an AppImage is a file of the person's own.
    attended: form === 'nsis',
    async look(channel, within) {
      const one = await updater();
      isWithin = within;
      // WHY not `one.channel = …`: its setter allows downgrades.
      one.setFeedURL({ provider: 'generic', url: feed, channel: channelOf(channel) });
      const late = new AbortController();
      const tooLong = setTimeout(lookMs, undefined, { signal: late.signal }).then(() => {
        // It would go on waiting for the answer that never came.
        if (made === one) made = undefined;
        throw new Error('electron-updater did not answer');
      });
      try {
        return offered(await Promise.race([one.checkForUpdates(), tooLong]), form);
      } finally {
        late.abort();
        tooLong.catch(() => undefined);
      }
    },
    async fetch({ signal, progress }) {
      const one = await updater();
      const { CancellationToken: Token } = await library();
      const token: CancellationToken = new Token();
      const tell = ({ transferred }: { transferred: number }) => progress(transferred);
      const cancel = () => token.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      one.on('download-progress', tell);
      try {
        signal.throwIfAborted();
        const [file] = await one.downloadUpdate(token);
        if (!file) throw new Error('electron-updater brought nothing');
        fetched = one;
        return file;
      } finally {
        one.off('download-progress', tell);
        signal.removeEventListener('abort', cancel);
      }
    },
    async install() {
      const one = fetched ?? (await updater());
      let isRefused = false;
      const refused = () => {
        isRefused = true;
      };
      // It tells what went wrong by an event and not by throwing.
      one.on('error', refused);
      try {
        // WHY not `quitAndInstall`: that quits whether the installer could be started or not.
        if (!one.install(true, true)) return false;
        await setTimeout(STARTS_WITHIN_MS);
        return !isRefused;
      } finally {
        one.off('error', refused);
      }
    },
  };
}

/** The package of our form, and its SHA-512 in hex: the file says it in base64. */
function offered(found: UpdateCheckResult | null, form: DesktopForm) {
  if (!found?.isUpdateAvailable) return null;
  const { version, files } = found.updateInfo;
  const ending = form === 'nsis' ? '.exe' : '.appimage';
  const file = files.find(({ url }) => url.toLowerCase().endsWith(ending));
  return file ? { version, sha512: Buffer.from(file.sha512, 'base64').toString('hex') } : null;
}
