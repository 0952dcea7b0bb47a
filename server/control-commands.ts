/** What the control socket can run: `ping`, and the command table over the running server. */
import { createCommands } from './commands/index.ts';
import { type ControlServer, openControl } from './control-server.ts';
import type { Log } from './kernel/log.ts';
import type { Server } from './server.ts';
import { VERSION } from './version.ts';

export interface ServerControlParts {
  readonly server: Server;
  readonly log: Log;
  readonly data: string;
  readonly stop: () => void;
  /** Answers what is wrong with the new configuration. */
  readonly reload: () => string[];
}

export function openServerControl(parts: ServerControlParts): Promise<ControlServer> {
  const { server, log, data, stop, reload } = parts;
  const { accounts, storage, sessions, facts } = server;
  const commands = createCommands(
    {
      ...{ accounts, storage },
      hosts: () => facts.hosts,
      running: {
        ...{ sessions, stop },
        version: VERSION,
        startedAt: facts.startedAt,
        reload: async () => reload(),
      },
    },
    server.commands,
  );
  return openControl({
    ...{ data, log: log.child('control') },
    subscribe: server.subscribe,
    // The health check of whoever supervises us: answered by the same thread that serves the clients.
    run: async (name, args) => (name === 'ping' ? 'pong' : commands.run(name, args)),
  });
}
