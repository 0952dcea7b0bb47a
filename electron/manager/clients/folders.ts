/** Where a person's programs keep their files: the folders of XDG, Flatpak, macOS and Windows. Pure. */
import { join } from 'node:path';
import type { Place } from './recipe.ts';

export interface PersonFolders {
  readonly home: string;
  readonly config: string;
  readonly data: string;
  /** Where macOS and Windows keep what programs remember. */
  readonly support: string;
}

/** @param env what of the person's session names other places than the usual */
export function personFolders(
  platform: 'linux' | 'darwin' | 'win32',
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): PersonFolders {
  const support =
    platform === 'win32'
      ? (env.APPDATA ?? join(home, 'AppData/Roaming'))
      : join(home, 'Library/Application Support');
  return {
    ...{ home, support },
    // SPEC: XDG Base Directory: what is unset or empty is as if it were the usual one; a relative path is to be passed over.
    config: absolute(env.XDG_CONFIG_HOME) ?? join(home, '.config'),
    data: absolute(env.XDG_DATA_HOME) ?? join(home, '.local/share'),
  };
}

const absolute = (path: string | undefined) => (path?.startsWith('/') ? path : undefined);

/** Those of a program from Flatpak, which has folders of its own in place of the person's. */
export const flatpakFolders = (folders: PersonFolders, id: string): PersonFolders => ({
  ...folders,
  config: join(folders.home, '.var/app', id, 'config'),
  data: join(folders.home, '.var/app', id, 'data'),
});

/** @param profile the folder of the program's own file */
export const placePath = ({ root, path }: Place, folders: PersonFolders, profile: string): string =>
  join(root === 'profile' ? profile : folders[root], ...path);

/** The folder of the person's below which nothing may be a link. */
export const placeRoot = ({ root }: Place, folders: PersonFolders): string =>
  root === 'profile' ? folders.home : folders[root];
