/** `chatelaine firewall monitors`: who may ask this machine how it is; told, or decided. */
import { withManager } from '../local/client.ts';
import { monitorsOf } from '../manager/firewall/flows.ts';
import type { Host } from '../manager/host.ts';
import { problem } from '../manager/problem.ts';
import { openSettings } from '../manager/settings.ts';

/** @param decided null: only tell, which needs no manager. Rejects with `setup.not-done`. */
export async function decideMonitors(
  host: Host,
  decided: readonly string[] | null,
): Promise<readonly string[]> {
  if (decided !== null)
    return withManager(host, ({ client }) => client.firewall.decideMonitors({ monitors: [...decided] }));
  const { office } = await openSettings({ folder: host.dataDir, now: host.clock.now });
  if (!office) throw problem('setup.not-done', {});
  return monitorsOf(office);
}
