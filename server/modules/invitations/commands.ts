/** Invitations for the operator: `ctl`, and the app. */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { type Jid, makeJid, parseJid, prepareUsername } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import { type InvitationKind, type Invitations, KINDS, LANGUAGES } from '../support/invitations.ts';
import { createTeams } from '../support/teams.ts';
import type { Desk } from './desk.ts';
import { MAX_DAYS } from './options.ts';

const MAX_USES = 1000;
const MAX_NAME = 200;

const createArguments = z.strictObject({
  kind: z.enum(KINDS),
  host: hostArgument,
  user: z.string().default(''),
  days: z.coerce.number().int().min(1).max(MAX_DAYS).optional(),
  uses: z.coerce.number().int().min(1).max(MAX_USES).default(1),
  team: z.string().default(''),
  name: z.string().max(MAX_NAME).default(''),
  by: z.string().default(''),
  language: z.enum(['', ...LANGUAGES]).default(''),
});
type Asked = z.infer<typeof createArguments>;

export function registerCommands(ctx: ModuleContext, store: Invitations, desk: Desk): void {
  const teams = createTeams(ctx);

  ctx.command({
    name: 'create_invitation',
    scope: 'people',
    summary: 'Invite somebody: a person to an account, a contact, or to set a new password',
    positional: ['kind', 'host', 'user', 'days', 'uses', 'team', 'name', 'by', 'language'],
    optional: 7,
    details:
      'TEAM: whoever comes belongs to it. NAME: what colleagues will read. BY: the account in whose name it is written. A new link for a\npassword takes back those before it.',
    args: createArguments,
    run(asked) {
      const domain = servedHost(ctx, asked.host);
      const username = asked.user === '' ? '' : prepareUsername(asked.user);
      if (username === undefined)
        throw new CommandError('name.not-allowed', `“${asked.user}” cannot be a name.`);
      const { kind, uses, days } = asked;
      checkName(kind, username, domain, uses);
      const account = makeJid(username, domain);
      if (kind === 'reset' && account) store.replaceResets(account);
      const invitation = desk.make(domain, {
        ...{ kind, uses },
        ...(days === undefined ? {} : { days }),
        inviter: kind === 'contact' ? `${username}@${domain}` : '',
        username: kind === 'contact' ? '' : username,
        ...newcomer(asked, domain),
      });
      return desk.describe(domain, invitation);
    },
    text: ({ uri, landingPath, expires }) =>
      `${uri}\n${landingPath}\nGood until ${new Date(expires).toISOString()}.`,
  });

  /** What only an invitation to an account says. */
  function newcomer({ kind, team, name, by, language, uses }: Asked, host: string) {
    if (kind !== 'person' && (team !== '' || name !== ''))
      throw new CommandError('refused', 'A team and a name are for somebody who gets an account.');
    if (name !== '' && uses > 1)
      throw new CommandError('refused', 'An invitation for one name is used once.');
    if (team !== '' && !teams.get(host, team))
      throw new CommandError('item.unknown', `There is no team ${team} at ${host}.`);
    return { team, displayName: name.trim(), by: inviterOf(by)?.toString() ?? '', language };
  }

  function inviterOf(address: string): Jid | undefined {
    if (address === '') return undefined;
    const account = parseJid(address)?.bare;
    if (account?.local && ctx.accounts.exists(account)) return account;
    throw new CommandError('account.unknown', `There is no account ${address}.`);
  }

  function checkName(kind: InvitationKind, username: string, host: string, uses: number): void {
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
    summary: 'List the invitations of a domain: those that are still good, or all that are remembered',
    positional: ['host', 'which'],
    optional: 1,
    details: 'WHICH: open or all. Those that ended are remembered for 30 days.',
    args: z.strictObject({ host: hostArgument, which: z.enum(['open', 'all']).default('open') }),
    run({ host, which }) {
      const domain = servedHost(ctx, host);
      store.sweep();
      const found = which === 'all' ? store.all(domain) : store.list(domain);
      return found.map((invitation) => desk.describe(domain, invitation));
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
    name: 'restore_invitation',
    scope: 'people',
    summary: 'Let an invitation that was taken back work again',
    positional: ['host', 'token'],
    args: z.strictObject({ host: hostArgument, token }),
    run({ host, token }) {
      const domain = servedHost(ctx, host);
      const known = store.recall(domain, token);
      const account = known?.kind === 'person' ? makeJid(known.username, domain) : undefined;
      const isTaken = account !== undefined && account.local !== '' && ctx.accounts.exists(account);
      if (isTaken || !store.restore(domain, token))
        throw new CommandError('item.unknown', 'There is no such invitation to bring back.');
      return { restored: true };
    },
    text: () => 'The invitation works again.',
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
