/** Who may ask this machine how it is (SNMP): decided and noted (../put-back.ts puts it back). */
import type { Changes } from '../changes.ts';
import { problem } from '../problem.ts';
import type { Office } from '../settings.ts';
import { monitorsOf } from './flows.ts';

function noteMonitors(
  changes: Pick<Changes, 'note'>,
  before: readonly string[],
  after: readonly string[],
): void {
  changes.note({
    ...{ action: 'firewall.monitors', subject: 'udp 161-162', state: 'applied' },
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

export interface Monitors {
  /** Addresses and networks. Throws `setup.not-done`. */
  monitors(): readonly string[];
  /** For good, and noted where it is another decision. @returns what holds now. Rejects with `setup.not-done`. */
  decideMonitors(decided: readonly string[]): Promise<readonly string[]>;
}

export function createMonitors({ changes, office, change, changed }: MonitorsParts): Monitors {
  function now(): Office {
    const set = office();
    if (!set) throw problem('setup.not-done', {});
    return set;
  }
  return {
    monitors: () => monitorsOf(now()),
    async decideMonitors(decided) {
      const before = monitorsOf(now());
      if (decided.join() === before.join()) return before;
      await change({ firewall: { ...now().firewall, monitors: [...decided] } });
      noteMonitors(changes, before, decided);
      changed();
      return decided;
    },
  };
}
