/** Tokens and the audit log on the command line, in the manager and over HTTP. */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { network } from '../../kernel/networks.ts';
import { type AccessTokens, MAX_TOKENS } from '../support/access-tokens.ts';
import type { Audit } from './audit.ts';
import { scope } from './options.ts';
import { GROUPS } from './rights.ts';

const DAY_MS = 86_400_000;

/** On the command line a list is one word: `read,check_password`. */
const words = <T extends z.ZodType<string>>(item: T, most: number) =>
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((word) => word.trim())
            .filter(Boolean)
        : value,
    z.array(item).max(most),
  );

export interface CommandsParts {
  readonly tokens: AccessTokens;
  readonly audit: Audit;
  readonly now: () => number;
}

export function addCommands(ctx: ModuleContext, { tokens, audit, now }: CommandsParts): void {
  const iso = (time: number | null) => (time === null ? '-' : new Date(time).toISOString());

  function checkScopes(scopes: readonly string[]): void {
    const known = new Set([...GROUPS, ...ctx.commands.admin.list().map(({ name }) => name)]);
    const wrong = scopes.find((one) => !known.has(one.replace(/^!/, '')));
    if (wrong !== undefined)
      throw new CommandError(
        'arguments.invalid',
        `SCOPES: "${wrong}" is neither ${GROUPS.join(', ')} nor the name of a command.`,
      );
  }

  ctx.command({
    name: 'access_token_create',
    summary: 'Make a token for a program that uses the HTTP API; it is shown once',
    positional: ['name', 'scopes', 'days', 'from'],
    optional: 2,
    args: z.strictObject({
      name: z
        .string()
        .trim()
        .min(1)
        .max(60)
        .regex(/^\P{Cc}*$/u, 'must be one line'),
      scopes: words(scope, 200).pipe(z.array(z.string()).min(1)),
      days: z.coerce.number().int().min(0).max(3650).default(0),
      from: words(network, 100).default([]),
    }),
    details: `SCOPES is a list with commas: read (what changes nothing), people, rooms, all, or names of commands. DAYS is how long it
works; 0 is until it is revoked. FROM is a list of addresses and networks it works from; without it everywhere.`,
    async run({ name, scopes, days, from }) {
      checkScopes(scopes);
      tokens.sweep();
      if (tokens.list().length >= MAX_TOKENS)
        throw new CommandError('refused', `There are ${MAX_TOKENS} tokens already. Revoke some first.`);
      const made = tokens.make({ name, scopes, from, expires: days === 0 ? null : now() + days * DAY_MS });
      await ctx.store.flush();
      ctx.log.info('an access token was made', { id: made.made.id, name, scopes: scopes.join(' ') });
      return { ...made.made, token: made.token };
    },
    text: ({ token, id }) => `${token}\nThis is shown once. To revoke it: access_token_revoke ${id}`,
  });

  ctx.command({
    name: 'access_tokens',
    summary: 'List the tokens of programs, without what is secret in them',
    positional: [],
    args: z.strictObject({}),
    run: () => tokens.list(),
    text: (list) =>
      list
        .map(({ id, name, scopes, expires, lastUsed, revoked }) =>
          [id, name, scopes.join(','), iso(expires), iso(lastUsed), revoked === null ? '' : 'revoked'].join(
            '\t',
          ),
        )
        .join('\n'),
  });

  const change = (name: string, summary: string, act: (id: string) => boolean, word: string) =>
    ctx.command({
      ...{ name, summary, positional: ['id'] },
      args: z.strictObject({ id: z.string().min(1).max(40) }),
      async run({ id }) {
        if (!act(id)) throw new CommandError('item.unknown', `There is no token ${id}.`);
        await ctx.store.flush();
        ctx.log.info(`an access token was ${word}`, { id });
        return { id };
      },
      text: () => `The token is ${word}.`,
    });
  change('access_token_revoke', 'Revoke a token: from now on it is refused', tokens.revoke, 'revoked');
  change(
    'access_token_restore',
    'Take back that a token was revoked, within 30 days',
    tokens.restore,
    'restored',
  );

  ctx.command({
    name: 'api_audit',
    summary: 'Tell who ran which command over HTTP, the latest first',
    positional: ['days'],
    optional: 1,
    args: z.strictObject({ days: z.coerce.number().int().min(1).max(3650).default(7) }),
    run: ({ days }) => audit.read(days),
    text: (list) =>
      list
        .map(({ at, who, from, command, about, outcome, because, times }) =>
          [iso(at), who, from, command, about, because || outcome, times > 1 ? `${times} times` : ''].join(
            '\t',
          ),
        )
        .join('\n'),
  });

  ctx.command({
    name: 'help',
    summary: 'List all commands, or explain one',
    positional: ['command'],
    optional: 1,
    args: z.strictObject({ command: z.string().max(60).optional() }),
    reads: true,
    run({ command }) {
      const all = ctx.commands.admin
        .list()
        .map(({ name, summary, positional, optional, details, scope }) => ({
          ...{ name, arguments: positional, optional, summary },
          ...{ scope: scope ?? 'all', ...(details !== undefined && { details }) },
        }));
      if (command === undefined) return all;
      const found = all.filter(({ name }) => name === command);
      if (found.length === 0) throw new CommandError('command.unknown', `There is no command ${command}.`);
      return found;
    },
    text: (list) =>
      list
        .map(({ name, arguments: words, summary }) => [[name, ...words].join(' '), summary].join('\t'))
        .join('\n'),
  });
}
