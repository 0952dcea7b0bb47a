/** Accounts: add, delete, disable, re-enable, end sessions, change the password. Spec: XEP-0133 §4.1-§4.5, §4.7. */
import type { AdhocRequest, AdhocStep, AdhocValues } from '../../kernel/adhoc.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { ACCOUNT, ACCOUNTS, accountsIn, adminCommand, many, one } from '../support/admin-command.ts';

export function accountCommands(ctx: ModuleContext) {
  /** Runs `act` for each account named, or for none. */
  async function forEach(
    values: AdhocValues,
    { host }: AdhocRequest,
    refuse: (accounts: readonly Jid[]) => string | undefined,
    act: (account: Jid) => unknown,
  ): Promise<AdhocStep> {
    const accounts = accountsIn(many(values, 'accountjids'), host, ctx);
    if (typeof accounts === 'string') return { failed: accounts };
    const failed = refuse(accounts);
    if (failed !== undefined) return { failed };
    for (const account of accounts) await act(account);
    return { note: 'Done.' };
  }

  const notOneself =
    ({ from }: AdhocRequest) =>
    (accounts: readonly Jid[]) =>
      accounts.some((account) => account.bare.equals(from.bare))
        ? 'This is the account you are using; somebody else has to do that.'
        : undefined;

  function endSessions(account: Jid, condition: string): void {
    const all = ctx.sessions.of(account.bare);
    // §4.5: "if the JID is of the form <user@host/resource>, the service MUST end only the session associated with that
    // resource."
    const these = account.isBare ? all : all.filter(({ jid }) => jid.equals(account));
    for (const session of [...these]) session.end('ended by the administrator', condition);
  }

  async function add(values: AdhocValues, { host }: AdhocRequest): Promise<AdhocStep> {
    const jid = parseJid(one(values, 'accountjid'));
    if (!jid?.local || !jid.isBare) return { failed: 'This is not the address of an account.' };
    if (jid.domain !== host) return { failed: `Only accounts of ${host} can be made here.` };
    const password = one(values, 'password');
    if (password !== one(values, 'password-verify')) return { failed: 'The two passwords differ.' };
    const displayName = [one(values, 'given_name'), one(values, 'surname')].filter(Boolean).join(' ');
    const made = await ctx.accounts.create(jid.local, host, password, { displayName });
    // §5: <conflict/>: "The command cannot be completed because of a data or system conflict (e.g., a user already exists with
    // that username)."
    if (made === 'exists') throw new StanzaError('conflict', `${jid} exists already`);
    if (made === 'weak') return { failed: 'This password cannot be used: it is empty or too long.' };
    if (typeof made === 'string') return { failed: 'This name cannot be used in an address.' };
    return { note: `${made} is registered.` };
  }

  async function changePassword(values: AdhocValues, { host }: AdhocRequest): Promise<AdhocStep> {
    const accounts = accountsIn(many(values, 'accountjid'), host, ctx);
    if (typeof accounts === 'string') return { failed: accounts };
    const done = await ctx.accounts.setPassword(accounts[0]!.bare, one(values, 'password'));
    return done === 'done'
      ? { note: 'The password is changed.' }
      : { failed: 'This password cannot be used: it is empty or too long.' };
  }

  return [
    adminCommand({
      node: 'add-user',
      name: 'Add a User',
      title: 'Adding a User',
      instructions: 'Fill out this form to add a user.',
      fields: [
        { ...ACCOUNT, label: 'The Jabber ID for the account to be added' },
        { name: 'password', type: 'text-private', label: 'The password for this account' },
        { name: 'password-verify', type: 'text-private', label: 'Retype password' },
        { name: 'given_name', label: 'Given name' },
        { name: 'surname', label: 'Family name' },
      ],
      run: add,
    }),
    adminCommand({
      node: 'delete-user',
      name: 'Delete a User',
      title: 'Deleting a User',
      instructions: 'Fill out this form to delete a user.',
      fields: [{ ...ACCOUNTS, label: 'The Jabber ID(s) to delete' }],
      run: (values, request) =>
        forEach(values, request, notOneself(request), (account) => ctx.accounts.remove(account.bare)),
    }),
    adminCommand({
      node: 'disable-user',
      name: 'Disable a User',
      title: 'Disabling a User',
      instructions: 'Fill out this form to disable a user.',
      fields: [{ ...ACCOUNTS, label: 'The Jabber ID(s) to disable' }],
      // §4.3: "Disabling a user MUST result in the termination of any active sessions for the user and in the prevention of
      // further user logins until the account is re-enabled".
      run: (values, request) =>
        forEach(values, request, notOneself(request), async (account) => {
          await ctx.accounts.setDisabled(account.bare, true);
          endSessions(account.bare, 'not-authorized');
        }),
    }),
    adminCommand({
      node: 'reenable-user',
      name: 'Re-Enable a User',
      title: 'Re-Enable a User',
      instructions: 'Fill out this form to re-enable a user.',
      fields: [{ ...ACCOUNTS, label: 'The Jabber ID(s) to re-enable' }],
      run: (values, request) =>
        forEach(
          values,
          request,
          () => undefined,
          (account) => ctx.accounts.setDisabled(account.bare, false),
        ),
    }),
    adminCommand({
      node: 'end-user-session',
      name: 'End User Session',
      title: 'Ending a User Session',
      instructions: 'Fill out this form to end a user’s session.',
      fields: [{ ...ACCOUNTS, label: 'The Jabber ID(s) for which to end sessions' }],
      run: (values, request) =>
        forEach(
          values,
          request,
          () => undefined,
          (account) => endSessions(account, 'policy-violation'),
        ),
    }),
    adminCommand({
      node: 'change-user-password',
      name: 'Change User Password',
      title: 'Changing a User Password',
      instructions: 'Fill out this form to change a user’s password.',
      fields: [
        ACCOUNT,
        { name: 'password', type: 'text-private', label: 'The password for this account', required: true },
      ],
      run: changePassword,
    }),
  ];
}
