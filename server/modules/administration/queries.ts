/** What is known of one account: roster, last login, statistics. Spec: XEP-0133 §4.8-§4.10. */
import type { AdhocField, AdhocRequest, AdhocStep, AdhocValues } from '../../kernel/adhoc.ts';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { ACCOUNT, ACCOUNTS, accountsIn, adminCommand, many } from '../support/admin-command.ts';
import { createContacts } from '../support/contacts.ts';
import { xml } from '../support/elements.ts';

export function queryCommands(ctx: ModuleContext) {
  const contacts = createContacts(ctx);

  /** Asks for accounts that must exist, then shows what `show` says. */
  const about =
    (show: (accounts: readonly Jid[]) => AdhocStep) =>
    (values: AdhocValues, { host }: AdhocRequest): AdhocStep => {
      const named = [...many(values, 'accountjids'), ...many(values, 'accountjid')];
      const accounts = accountsIn(named, host, ctx);
      if (typeof accounts === 'string') return { failed: accounts };
      if (accounts.length === 0) return { failed: 'Which account?' };
      return show(accounts.map(({ bare }) => bare));
    };
  const asked = (accounts: readonly Jid[]): AdhocField => ({
    name: 'accountjids',
    type: 'jid-multi',
    values: accounts.map(String),
  });

  const listed = (account: Jid) => contacts.all(account).filter(([, contact]) => contact.listed);

  /** XEP-0082; nothing for somebody who was never here. */
  function lastLogin(account: Jid): string[] {
    const at = ctx.sessions.of(account).at(-1)?.connectedAt ?? ctx.accounts.get(account)?.lastLogin;
    return at === undefined || at === null ? [] : [new Date(at).toISOString()];
  }

  const statistics = (accounts: readonly Jid[]): AdhocField[] => {
    const sessions = accounts.flatMap((account) => [...ctx.sessions.of(account)]);
    const contactsInAll = accounts.reduce((sum, account) => sum + listed(account).length, 0);
    return [
      {
        name: 'ipaddresses',
        type: 'list-multi',
        label: 'IP addresses',
        values: [...new Set(sessions.map((one) => one.remoteAddress))],
      },
      { name: 'rostersize', label: 'Contacts', values: [String(contactsInAll)] },
      {
        name: 'onlineresources',
        type: 'text-multi',
        label: 'Connected devices',
        values: sessions.map(({ jid }) => jid.resource),
      },
    ];
  };

  return [
    adminCommand({
      node: 'get-user-roster',
      name: 'Get User Roster',
      title: 'Getting a User’s Roster',
      instructions: 'Fill out this form to get a user’s roster.',
      fields: [{ ...ACCOUNTS, label: 'The Jabber ID(s) for which to retrieve the roster' }],
      // §4.8: "The data form included in the IQ result will include the user's roster, formatted according to the
      // 'jabber:iq:roster' protocol".
      run: about((accounts) => ({
        fields: [asked(accounts)],
        elements: accounts.map((account) =>
          xml(
            'query',
            { xmlns: NS.roster },
            ...listed(account).map(([address, contact]) => contacts.item(address, contact)),
          ),
        ),
      })),
    }),
    adminCommand({
      node: 'get-user-lastlogin',
      name: 'Get User Last Login Time',
      title: 'Getting a User’s Last Login Time',
      instructions: 'Fill out this form to get a user’s last login time.',
      fields: [{ ...ACCOUNTS, label: 'The Jabber ID(s) for which to retrieve the last login time' }],
      run: about((accounts) => ({
        fields: [
          asked(accounts),
          {
            name: 'lastlogin',
            type: accounts.length === 1 ? 'text-single' : 'text-multi',
            label: 'Last login',
            values: accounts.flatMap(lastLogin),
          },
        ],
      })),
    }),
    adminCommand({
      node: 'user-stats',
      name: 'Get User Statistics',
      title: 'Get User Statistics',
      instructions: 'Fill out this form to gather user statistics.',
      // COMPAT: §4.10 asks for one account; some programs ask for several, as in the other queries.
      fields: [
        { ...ACCOUNT, label: 'The Jabber ID for statistics', required: false },
        { ...ACCOUNTS, label: 'or several', required: false },
      ],
      run: about((accounts) => ({ fields: [asked(accounts), ...statistics(accounts)] })),
    }),
  ];
}
