/**
 * Where things lie: in a package, and in a checkout.
 *
 *   package   resources/app.asar      what Electron runs (its integrity is checked)
 *             resources/plain/        the same files again, outside the archive, for plain Node, which reads no archives
 *             resources/node/bin/     that Node
 *   checkout  dist/ and node_modules/.bin/node
 */
import { join, relative } from 'node:path';

export interface Places {
  /** A plain Node 24. */
  readonly node: string;
  /** Where plain Node finds a file that Electron finds at `path`. */
  plain(path: string): string;
  readonly renderer: string;
  readonly preload: string;
  readonly icons: string;
}

export interface PlacesParts {
  readonly packaged: boolean;
  /** The archive, or the checkout. */
  readonly appPath: string;
  /** Electron's `process.resourcesPath`. */
  readonly resourcesPath: string;
  readonly platform: NodeJS.Platform;
}

export function places({ packaged, appPath, resourcesPath, platform }: PlacesParts): Places {
  const program = platform === 'win32' ? 'node.exe' : 'node';
  return {
    node: packaged
      ? join(resourcesPath, 'node', 'bin', program)
      : join(appPath, 'node_modules', 'node', 'bin', program),
    plain: (path) => (packaged ? join(resourcesPath, 'plain', relative(appPath, path)) : path),
    renderer: join(appPath, 'dist', 'renderer'),
    preload: join(appPath, 'dist', 'electron', 'preload.cjs'),
    icons: join(appPath, 'resources', 'icons'),
  };
}

/**
 * How this program is started anew, for `app.relaunch`. What runs inside an AppImage lies in a mount that ends with it; the AppImage
 * itself can be started again.
 */
export function relaunchOptions(here: { readonly packaged: boolean; readonly env: NodeJS.ProcessEnv }): {
  execPath?: string;
} {
  return here.packaged && here.env.APPIMAGE ? { execPath: here.env.APPIMAGE } : {};
}

/** `--data DIR` or `--data=DIR` among the program's arguments. */
export function dataArgument(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--data' || word.startsWith('--data='));
  const word = argv[at];
  if (word === undefined) return undefined;
  return word === '--data' ? argv[at + 1] : word.slice('--data='.length) || undefined;
}
