/** What the control socket can run: `ping`, and the command table over the running server. */
import { z } from 'zod';
import { type CommandTable, createCommands } from './commands/index.ts';
import { type ControlServer, openControl } from './control-server.ts';
import { CommandError } from './kernel/command-error.ts';
import type { Log } from './kernel/log.ts';
import type { Server } from './server.ts';
import { VERSION } from './version.ts';

export interface ServerControlParts {
  readonly server: Server;
  readonly log: Log;
  readonly data: string;
  readonly stop: () => void;
  readonly restart?: () => void;
  /** Answers what is wrong with the new configuration. */
  readonly reload: () => string[];
}

export function openServerControl(parts: ServerControlParts): Promise<ControlServer> {
  const { server, log, data, stop, restart, reload } = parts;
  const { accounts, storage, sessions, facts } = server;
  const commands = createCommands(
    {
      ...{ accounts, storage },
      hosts: () => facts.hosts,
      running: {
        ...{ sessions, stop, restart },
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
    async run(name, args) {
      // The health check of whoever supervises us: answered by the same thread that serves the clients.
      if (name === 'ping') return 'pong';
      if (name === 'commands') return commands.list().map(({ text, args, ...command }) => command);
      if (name === 'print') return print(commands, args);
      if (name === 'acme_proof_show') return showProof(server.proofs, args);
      if (name === 'acme_proof_hide')
        return server.proofs.hide(read(proofArgs.pick({ name: true }), args).name);
      return commands.run(name, args);
    },
  });
}

/**
 * WHY here and not in the command table: a private key comes along, and only whoever looks after the server has a use for it;
 * the table is open to programs and to administrators' chat programs, too.
 */
const proofArgs = z.strictObject({
  name: z
    .string()
    .max(253)
    .regex(/^[a-z0-9._-]+$/),
  certificate: z.string().max(16_384),
  key: z.string().max(16_384),
});

function showProof(proofs: Server['proofs'], given: unknown): void {
  const { name, certificate, key } = read(proofArgs, given);
  try {
    proofs.show(name, certificate, key);
  } catch (error) {
    throw new CommandError('refused', (error as Error).message);
  }
}

function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  // WHY no more words: what was given is a secret.
  if (!parsed.success) throw new CommandError('arguments.invalid', 'That is no proof of a name.');
  return parsed.data;
}

const printArgs = z.object({ name: z.string(), args: z.unknown() });

/** An answer together with how people read it: only the server knows the words of its modules' commands. */
async function print(commands: CommandTable, given: unknown): Promise<{ answer: unknown; text: string }> {
  const { name, args } = printArgs.parse(given);
  const answer = await commands.run(name, args);
  const command = commands.list().find((known) => known.name === name);
  return { answer: answer ?? null, text: command?.text(answer) ?? '' };
}
