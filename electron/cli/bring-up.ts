/** The office's server brought up for the moment of one command, where nothing runs. */
import { openManager } from '../manager/manager.ts';
import { problem } from '../manager/problem.ts';
import type { createNodeHost } from '../node-host.ts';

/** Throws `data.locked` where a manager runs whose server does not: it is the one to start it. */
export async function bringUp(
  host: ReturnType<typeof createNodeHost>,
  starting: () => void,
): Promise<() => Promise<void>> {
  const manager = await openManager({ host });
  try {
    if (!manager.areas) throw problem('manager.recovery', { reason: manager.recovery?.reason ?? '' });
    starting();
    await manager.areas.service.cleanUp();
    await manager.areas.service.act('start');
    return () => manager.close();
  } catch (error) {
    await manager.close();
    throw error;
  }
}
