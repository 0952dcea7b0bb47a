/** The command that tells who tried to connect, and how far they came. */
import { z } from 'zod';
import { CommandError } from '../kernel/command-error.ts';
import { makeJid } from '../kernel/jid.ts';
import type { CommandSpec } from '../kernel/module.ts';
import type { Book } from './book.ts';
import type { AttemptReport } from './row.ts';

export interface CommandParts {
  readonly book: Pick<Book, 'report'>;
  readonly throttle: { forgive(address: string, account: string): void };
}

/** Fixes the types of a command and forgets them again, so that all fit one list. */
const define = <A extends z.ZodType, R>(command: CommandSpec<A, R>): CommandSpec =>
  command as unknown as CommandSpec;

export function attemptCommands({ book, throttle }: CommandParts): readonly CommandSpec[] {
  return [
    define({
      name: 'connection_attempts',
      scope: 'people',
      summary: 'Tell who tried to connect lately, how far they came, and what stopped them',
      ...{ positional: [], args: z.strictObject({}), reads: true },
      details:
        'Since the server started. Attempts alike are one line with how often; those that named nothing of this server are counted together.',
      run: () => book.report(),
      text: write,
    }),
    define({
      name: 'forgive_failed_logins',
      scope: 'people',
      summary: 'Let an account, and an address, that were wrong too often try again at once',
      positional: ['user', 'host', 'address'],
      args: z.strictObject({
        user: z.string().min(1),
        host: z.string().min(1),
        address: z.string().max(100),
      }),
      run({ user, host, address }) {
        const account = makeJid(user, host)?.bare.toString();
        if (account === undefined) throw new CommandError('name.not-allowed', `"${user}" cannot be a name.`);
        throttle.forgive(address, account);
        return { account };
      },
      text: ({ account }) => `${account} may try again.`,
    }),
  ];
}

function write({ rows, strangers }: AttemptReport): string {
  const lines = rows.map(({ at, times, source, account, asked, stopped, because }) =>
    [
      new Date(at).toISOString(),
      `${times}×`,
      source,
      account ?? asked ?? '-',
      [stopped ?? 'connected', because].filter((text) => text !== '').join(': '),
    ].join('  '),
  );
  const others = `${strangers.times} attempts of strangers, from ${strangers.sources} addresses.`;
  return [...lines, others].join('\n');
}
