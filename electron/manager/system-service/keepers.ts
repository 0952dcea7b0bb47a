/** The keeper of a system, with its hands. */
import type { ServiceKeeper } from '../../contract/machine-service.ts';
import { type Keeper, type KeeperParts, KeeperRefused, keeperHere } from './keeper.ts';
import { createLaunchd, createTaskScheduler } from './other-systems.ts';
import { createSystemd } from './systemd-keeper.ts';

export function createKeeper(platform: NodeJS.Platform, parts: KeeperParts): Keeper {
  if (platform === 'darwin') return createLaunchd(parts, process.getuid?.() ?? 0);
  if (platform === 'win32') return createTaskScheduler(parts);
  return createSystemd(parts);
}

const nothing = async (): Promise<never> => {
  throw new KeeperRefused('nothing we know starts programs on this computer');
};
/** Where there is none, or one that is only written definitions for. */
export const NO_KEEPER: Keeper = { look: async () => null, put: nothing, start: nothing, remove: nothing };

/** What keeps programs on this computer; `kind` is undefined where nothing we know does. */
export function keeperOfThis(parts: KeeperParts): { kind: ServiceKeeper | undefined; keeper: Keeper } {
  const kind = keeperHere(process.platform);
  return { kind, keeper: kind === undefined ? NO_KEEPER : createKeeper(process.platform, parts) };
}
