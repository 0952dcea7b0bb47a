/** Terminals of a running manager, put together from what the manager has. */
import { homedir, userInfo } from 'node:os';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import { findProgram } from '../find-program.ts';
import type { Host } from '../host.ts';
import type { Run } from '../run.ts';
import { loadPty } from './load-pty.ts';
import { createTerminals, type Terminals } from './terminal.ts';

export interface ManagedTerminalsParts {
  readonly host: Host;
  readonly run: Run;
  readonly kept: Kept;
  readonly changes: Pick<Changes, 'note'>;
  readonly server: () => string;
  /** Calls back with a browser's session that ended. */
  readonly onRevoked: (run: (session: string) => void) => () => void;
  readonly unexpected: (error: unknown, where: string) => string;
}

export function createManagedTerminals(parts: ManagedTerminalsParts): Terminals {
  const { host, run, kept, changes, server, unexpected } = parts;
  const { node, entries, dataDir, platform } = host;
  const { username, shell } = userInfo();
  const terminals = createTerminals({
    ...{ face: host.face, clock: host.clock, version: host.version, load: loadPty },
    ...{ kept, changes, server, unexpected, own: { node, cli: entries.cli } },
    shell: () => ({
      ...{ platform, dataDir, findProgram, home: homedir(), user: username, env: process.env },
      // What an account of a service has for a shell lets nobody in.
      loginShell: shell && !/(nologin|false)$/.test(shell) ? shell : null,
    }),
    async completion(name) {
      const ran = await run(node, [entries.cli, 'completion', name], { timeoutMs: 30_000 });
      if (ran.exitCode !== 0) throw new Error(`chatelaine completion ${name}: ${ran.stderr || ran.why}`);
      return ran.stdout;
    },
  });
  const stop = parts.onRevoked(terminals.endAllOf);
  return {
    ...terminals,
    async close() {
      stop();
      await terminals.close();
    },
  };
}
