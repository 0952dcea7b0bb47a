/** Invitations for the operator: `ctl`, and the app. */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { makeJid, prepareUsername } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import { type Invitations, KINDS } from '../support/invitations.ts';
import type { Desk } from './desk.ts';
import { MAX_DAYS } from './options.ts';

const MAX_USES = 1000;

export function registerCommands(ctx: ModuleContext, store: Invitations, desk: Desk): void {
  ctx.command({
    name: 'create_invitation',
    scope: 'people',
    summary: 'Invite somebody: a person to an account, a contact, or to set a new password',
    positional: ['kind', 'host', 'user', 'days', 'uses'],
    optional: 3,
    args: z.strictObject({
      kind: z.enum(KINDS),
      host: hostArgument,
      user: z.string().default(''),
      days: z.coerce.number().int().min(1).max(MAX_DAYS).optional(),
      uses: z.coerce.number().int().min(1).max(MAX_USES).default(1),
    }),
    run({ kind, host, user, days, uses }) {
      const domain = servedHost(ctx, host);
      const username = user === '' ? '' : prepareUsername(user);
      if (username === undefined) throw new CommandError('name.not-allowed', `“${user}” cannot be a name.`);
      checkName(kind, username, domain, uses);
      const invitation = desk.make(domain, {
        ...{ kind, uses },
        ...(days === undefined ? {} : { days }),
        inviter: kind === 'contact' ? `${username}@${domain}` : '',
        username: kind === 'contact' ? '' : username,
      });
      return desk.describe(domain, invitation);
    },
    text: ({ uri, landingPath, expires }) =>
      `${uri}\n${landingPath}\nGood until ${new Date(expires).toISOString()}.`,
  });

  function checkName(kind: string, username: string, host: string, uses: number): void {
    const account = username === '' ? undefined : makeJid(username, host);
    const exists = account !== undefined && ctx.accounts.exists(account);
    if (kind === 'person' && exists)
      throw new CommandError('account.exists', `${account} is registered already.`);
    if (kind !== 'person' && !exists)
      throw new CommandError(
        'account.unknown',
        `Which account? There is no ${username || 'name'} on ${host}.`,
      );
    if (kind !== 'contact' && username !== '' && uses > 1)
      throw new CommandError('refused', 'An invitation for one name is used once.');
    if (kind === 'person' && username !== '' && store.reserves(host, username))
      throw new CommandError('account.exists', `${username} is invited already.`);
  }

  const token = z.string().min(1);
  ctx.command({
    // No scope: what it tells lets people in, administrators too.
    name: 'list_invitations',
    summary: 'List the invitations of a domain that are still good',
    positional: ['host'],
    args: z.strictObject({ host: hostArgument }),
    run({ host }) {
      const domain = servedHost(ctx, host);
      store.sweep();
      return store.list(domain).map((invitation) => desk.describe(domain, invitation));
    },
  });
  ctx.command({
    name: 'revoke_invitation',
    scope: 'people',
    summary: 'Take an invitation back',
    positional: ['host', 'token'],
    args: z.strictObject({ host: hostArgument, token }),
    run({ host, token }) {
      if (!store.revoke(servedHost(ctx, host), token))
        throw new CommandError('item.unknown', 'There is no such invitation.');
      return { revoked: true };
    },
    text: () => 'The invitation is taken back.',
  });
  ctx.command({
    name: 'invitation_page',
    summary: 'Tell what the page of an invitation has to say',
    positional: ['host', 'token'],
    args: z.strictObject({ host: hostArgument, token }),
    run({ host, token }) {
      const domain = servedHost(ctx, host);
      const invitation = store.find(domain, token);
      if (!invitation)
        throw new CommandError('item.unknown', 'The invitation is used up, expired, or never was.');
      return desk.contentOf(domain, invitation);
    },
  });
}
