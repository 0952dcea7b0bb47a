import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CommandParts } from '../../server/commands/index.ts';
import { COMMANDS, CommandError, createCommands, readArgs } from '../../server/commands/index.ts';
import { textOf } from '../../server/commands/text.ts';

const nothing = {
  accounts: {},
  storage: {},
  hosts: () => ['a.test'],
  running: undefined,
} as unknown as CommandParts;

describe('the command table', () => {
  it('has the names of the design, each once', () => {
    expect(COMMANDS.map(({ name }) => name).sort()).toEqual([
      'account_footprint',
      'ban_account',
      'change_password',
      'check_account',
      'check_password',
      'close_account',
      'connected_users',
      'connected_users_info',
      'connected_users_number',
      'data_counts',
      'delete_old_mam_messages',
      'kick_session',
      'kick_user',
      'login_tokens',
      'register',
      'register_many',
      'registered_users',
      'registered_users_info',
      'reload_config',
      'restart',
      'revoke_login_tokens',
      'set_display_name',
      'status',
      'stop',
      'unban_account',
      'unregister',
    ]);
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s takes what its help names',
    (_, command) => {
      const shape = Object.keys((command.args as z.ZodObject).shape);
      const lines = command.lines === undefined ? [] : [command.lines];
      expect([...command.positional, ...lines].sort()).toEqual(shape.sort());
    },
  );

  it.each(COMMANDS.filter(({ offline }) => !offline).map(({ name }) => name))(
    '%s asks for the running server',
    async (name) => {
      const words: Record<string, string[]> = {
        unregister: ['u', 'a.test'],
        close_account: ['u', 'a.test'],
        kick_user: ['u', 'a.test'],
        kick_session: ['u', 'a.test', 'r'],
      };
      await expect(createCommands(nothing).run(name, words[name] ?? [])).rejects.toMatchObject({
        code: 'server.required',
      });
    },
  );

  it('runs the commands of loaded modules, and knows no others', async () => {
    const spec = {
      name: 'twice',
      summary: 'Double a number',
      positional: ['number'],
      args: z.strictObject({ number: z.coerce.number() }),
      run: ({ number }: { number: number }) => number * 2,
    };
    const table = createCommands(nothing, () => [spec as never]);
    expect(await table.run('twice', ['21'])).toBe(42);
    await expect(table.run('thrice', [])).rejects.toMatchObject({ code: 'command.unknown' });
    await expect(table.run('__proto__', [])).rejects.toMatchObject({ code: 'command.unknown' });
  });
});

describe('arguments', () => {
  const command = { positional: ['user', 'days'], args: z.strictObject({ user: z.string(), days: z.int() }) };
  it.each<[given: unknown, sentence: string]>([
    [['nina'], 'DAYS is missing.'],
    [['nina', 1, 2], 'Too many arguments: it takes 2.'],
    [{ user: 'nina', days: 1, colour: 'red' }, 'There is no argument colour.'],
    [undefined, 'USER is missing.'],
    ['nina', 'The arguments are wrong.'],
  ])('%j: %s', (given, sentence) => {
    expect(() => readArgs(command, given)).toThrow(CommandError);
    expect(() => readArgs(command, given)).toThrow(sentence);
  });
});

it.each<[answer: unknown, text: string]>([
  [['a', 'b'], 'a\nb'],
  [[{ jid: 'a@b', priority: null }], 'a@b\t'],
  [{ deleted: 3, names: ['x', 'y'] }, 'deleted: 3\nnames: x, y'],
  [7, '7'],
  [[{ status: 'red \u001b[31m' }], 'red  [31m'],
])('writes %j as text', (answer, text) => {
  expect(textOf(answer)).toBe(text);
});
