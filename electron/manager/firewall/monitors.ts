/** Who may ask this machine how it is (SNMP): decided on the command line, noted, and put back from History. */
import type { Changes } from '../changes.ts';
import type { Office } from '../settings.ts';
import type { Undoer } from '../undo.ts';
import { monitorsOf } from './flows.ts';
import { networks } from './operations.ts';

const ACTION = 'firewall.monitors';

export function noteMonitors(
  changes: Pick<Changes, 'note'>,
  before: readonly string[],
  after: readonly string[],
): void {
  changes.note({
    ...{ action: ACTION, subject: 'udp 161-162', state: 'applied' },
    ...{ before: before.join(', ') || null, after: after.join(', ') || null },
  });
}

export interface MonitorsParts {
  readonly changes: Pick<Changes, 'note'>;
  /** Null before the set-up. */
  readonly office: () => Office | null;
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** What has to come in is another by now. */
  readonly changed: () => void;
}

export function monitorsPutBack({ changes, office, change, changed }: MonitorsParts): Undoer {
  const read = (before: string | null) => networks.safeParse(before === null ? [] : before.split(', ')).data;
  return {
    ...{ actions: [ACTION], scope: 'all' },
    possible: ({ before }) => read(before) !== undefined,
    async putBack({ before }) {
      const [now, earlier] = [office(), read(before)];
      if (!now || !earlier) return;
      await change({ firewall: { ...now.firewall, monitors: earlier } });
      noteMonitors(changes, monitorsOf(now), earlier);
      changed();
    },
  };
}
