/** What is done around a manager of the desktop: before it opens, and after it has closed for an exchange (as at-start.ts in a folder). */
import { type HostParts, locked, partsOf } from './at-start.ts';
import type { DataCopies } from './conduct.ts';
import { conductDesktop, type DesktopStart, giveUpDesktop, settleDesktop } from './desktop-conduct.ts';
import type { DesktopPorter } from './desktop-porter.ts';
import { installedAs } from './installation.ts';
import type { HandOver } from './parts.ts';

const OPEN: DesktopStart = { do: 'open', proving: false };

/** Before a manager opens: takes up what a stop interrupted, and has a new version count what there is. */
export async function startDesktop(host: HostParts, copies: DataCopies): Promise<DesktopStart> {
  if (installedAs(host.entries.cli).kind !== 'desktop') return OPEN;
  return locked(host.dataDir, () => settleDesktop(partsOf(host, copies)), OPEN);
}

/** After it has closed. `starting` is called right before the installer is started. @returns `leave`: the installer is at work; `again`: the program starts anew as it is. */
export async function exchangeDesktop(
  host: HostParts,
  why: HandOver,
  copies: DataCopies,
  porter: Pick<DesktopPorter, 'install'> | undefined,
  starting?: () => void,
): Promise<'leave' | 'again'> {
  const parts = partsOf(host, copies);
  const refused = (error: unknown) => parts.log('the installer was not started', { cause: String(error) });
  const conducted = await locked(
    host.dataDir,
    async () => {
      if (why === 'give-up') await giveUpDesktop(parts, 'proof.program');
      return why === 'update' && porter ? conductDesktop(parts) : undefined;
    },
    undefined,
  ).catch(refused);
  if (!conducted || !porter) return 'again';
  // With the folder free: an AppImage starts the new version at once, which looks at the data before it opens.
  return (await porter.install(conducted.sha512, starting).catch(refused)) ? 'leave' : 'again';
}
