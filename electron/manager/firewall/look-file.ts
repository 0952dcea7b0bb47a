/**
 * The last look, on disk: `sudo chatelaine firewall status` fills with it the page of a manager that may not look itself, and after a
 * restart the page is not empty. What it says is shown with who looked and when.
 */
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firewallSeen } from '../../contract/firewall.ts';
import type { FirewallSeen } from '../../contract/index.ts';
import { readIfThere } from '../files.ts';
import { firewallFindings } from './findings.ts';
import type { FirewallState } from './firewall.ts';
import { writeForOwner } from './ledger.ts';
import { told } from './told.ts';

const NAME = 'firewall-look.json';
/** Many times what a page shows; a larger one is none of ours. */
const MAX_BYTES = 4 * 1024 * 1024;

export interface LookFile {
  write(seen: FirewallSeen): Promise<void>;
  /** Undefined where there is none, or one of another version: it is written again at the next look. */
  read(): Promise<FirewallSeen | undefined>;
  /** Calls back when somebody has written it; returns how to stop. */
  watch(run: () => void): () => void;
}

export function lookFile(dataDir: string): LookFile {
  const path = join(dataDir, NAME);
  return {
    write: (seen) => writeForOwner(path, `${JSON.stringify(seen)}\n`),
    async read() {
      const size = (await stat(path).catch(() => undefined))?.size ?? 0;
      if (size === 0 || size > MAX_BYTES) return undefined;
      try {
        return firewallSeen.safeParse(JSON.parse((await readIfThere(path)) ?? 'null')).data;
      } catch {
        return undefined;
      }
    },
    watch(run) {
      let watcher: FSWatcher | undefined;
      try {
        watcher = watch(dataDir, { persistent: false }, (_, name) => {
          if (name === NAME) run();
        });
        watcher.on('error', () => watcher?.close());
      } catch {
        // A system that tells of no changes: the page's button reads it.
      }
      return () => watcher?.close();
    },
  };
}

/** For `chatelaine firewall`: what an administrator sees by hand, the manager's page shows as well. */
export const lookByHand =
  (dataDir: string, now: () => number) =>
  async (state: FirewallState): Promise<void> =>
    lookFile(dataDir).write(
      told(state, {
        ...{ at: now(), by: 'command-line' },
        // What the world is told of this server's addresses, the running manager knows.
        findings: firewallFindings(state, { aaaa: false }),
      }),
    );
