/** `chatelaine firewall monitors`: who may ask this machine how it is; told, or decided and noted as a change. */
import { join } from 'node:path';
import { createChanges } from '../manager/changes.ts';
import { lockFolder } from '../manager/data-folder.ts';
import { openDatabase } from '../manager/database.ts';
import { createEvents } from '../manager/events.ts';
import { monitorsOf } from '../manager/firewall/flows.ts';
import { noteMonitors } from '../manager/firewall/monitors.ts';
import type { Host } from '../manager/host.ts';
import { problem } from '../manager/problem.ts';
import { openSettings } from '../manager/settings.ts';

/** @param decided null: only tell. Throws `data.locked` where the manager runs: it is the one to do it. */
export async function decideMonitors(
  host: Host,
  decided: readonly string[] | null,
): Promise<readonly string[]> {
  const lock = decided === null ? undefined : await lockFolder(host.dataDir);
  try {
    const settings = await openSettings({ folder: host.dataDir, now: host.clock.now });
    const { office } = settings;
    if (!office) throw problem('setup.not-done', {});
    const before = monitorsOf(office);
    if (decided === null || decided.join() === before.join()) return before;
    await settings.setOffice({ ...office, firewall: { ...office.firewall, monitors: [...decided] } });
    note(host, before, decided);
    return decided;
  } finally {
    await lock?.release();
  }
}

function note({ dataDir, clock }: Host, before: readonly string[], after: readonly string[]): void {
  const database = openDatabase(join(dataDir, 'manager.sqlite'));
  try {
    const changes = createChanges({ database, events: createEvents(clock), now: clock.now });
    noteMonitors(changes, before, after);
  } finally {
    database.close();
  }
}
