/**
 * Accounts that wait until an administrator says yes. The account is there, disabled, so that its name is taken and the
 * password is kept as every other one; saying no takes it away.
 */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { type Jid, makeJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { accountOf, hostArgument, servedHost, userArgument } from '../support/command-arguments.ts';

const MAX_WAITING = 1000;

export interface Queue {
  isFull(host: string): boolean;
  has(account: Jid): boolean;
  add(account: Jid, address: string): void;
}

export function createQueue(ctx: ModuleContext): Queue {
  const table = ctx.store.keyval('registrations', z.object({ when: z.number(), address: z.string() }));
  const args = z.strictObject({ user: userArgument, host: hostArgument });

  ctx.on('account.removed', 'record', ({ account }) => void table.delete(account.domain, account.local));

  function take(user: string, host: string): Jid {
    const account = accountOf(ctx, user, host);
    if (!table.get(account.domain, account.local))
      throw new CommandError('item.unknown', `${account} does not wait for approval.`);
    table.delete(account.domain, account.local);
    return account;
  }

  ctx.command({
    name: 'list_pending',
    scope: 'people',
    reads: true,
    summary: 'List the accounts that wait for an administrator’s approval',
    positional: ['host'],
    args: z.strictObject({ host: hostArgument }),
    run({ host }) {
      const domain = servedHost(ctx, host);
      return (
        table
          .entries(domain)
          // Somebody let the person in another way.
          .filter(([user]) => ctx.accounts.get(makeJid(user, domain)!)?.disabled)
          .map(([user, { when, address }]) => ({ user, jid: `${user}@${domain}`, when, address }))
      );
    },
  });
  ctx.command({
    name: 'approve_account',
    scope: 'people',
    summary: 'Let a person who registered log in',
    positional: ['user', 'host'],
    args,
    async run({ user, host }) {
      const account = take(user, host);
      await ctx.accounts.setDisabled(account, false);
      ctx.log.info('Registration approved', { account: account.toString() });
      return { account: account.toString() };
    },
    text: ({ account }) => `${account} can log in now.`,
  });
  ctx.command({
    name: 'reject_account',
    scope: 'people',
    summary: 'Take away the account of a person who registered',
    positional: ['user', 'host'],
    args,
    async run({ user, host }) {
      const account = take(user, host);
      await ctx.accounts.remove(account);
      ctx.log.info('Registration rejected', { account: account.toString() });
      return { account: account.toString() };
    },
    text: ({ account }) => `${account} is removed.`,
  });

  return {
    has: ({ domain, local }) => table.get(domain, local) !== undefined,
    isFull: (host) => ctx.server.limited && table.entries(host).length >= MAX_WAITING,
    add: (account, address) => void table.set(account.domain, account.local, { when: Date.now(), address }),
  };
}
