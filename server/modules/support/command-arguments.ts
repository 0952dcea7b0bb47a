/** Arguments of the modules' administration commands: domains and accounts, checked as the command table checks its own. */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { type Jid, makeJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';

export const hostArgument = z.string().min(1);
export const userArgument = z.string().min(1);

/** The domain in the server's spelling, which must be served. */
export function servedHost(ctx: Pick<ModuleContext, 'server'>, host: string): string {
  const domain = makeJid('', host)?.domain;
  if (domain === undefined || !ctx.server.hosts.includes(domain))
    throw new CommandError(
      'host.unknown',
      `This server does not serve ${host}; it serves ${ctx.server.hosts.join(', ')}.`,
    );
  return domain;
}

/** The account, which must exist. */
export function accountOf(ctx: Pick<ModuleContext, 'server' | 'accounts'>, user: string, host: string): Jid {
  const jid = makeJid(user, servedHost(ctx, host));
  if (!jid?.local || !ctx.accounts.exists(jid))
    throw new CommandError('account.unknown', `There is no account ${user}@${host}.`);
  return jid;
}
