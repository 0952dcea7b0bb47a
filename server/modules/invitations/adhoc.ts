/** Invitations from a chat program. Spec: XEP-0401 §5.1 (contacts), §5.4 (accounts), §10.1 (fields of the result). */
import type { AdhocCommand, AdhocRequest, AdhocStep } from '../../kernel/adhoc.ts';
import { CommandError } from '../../kernel/command-error.ts';
import { makeJid, prepareUsername } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import type { Invitation } from '../support/invitations.ts';

const INVITE = 'urn:xmpp:invite';
const FORM_TYPE = `${INVITE}#invitation`;

interface Parts extends Pick<ModuleContext, 'accounts' | 'server'> {
  readonly options: { readonly contacts: 'everybody' | 'admins' | 'nobody' };
  make(
    host: string,
    asked: Pick<Invitation, 'kind' | 'inviter' | 'username'> & { subscribe?: boolean },
  ): Invitation;
  describe(host: string, invitation: Invitation): { uri: string; expires: number; landing?: string };
}

export function adhocCommands({ options, accounts, make, describe }: Parts): AdhocCommand[] {
  /** "uri (mandatory)", "landing-url (optional)", "expire (mandatory if the invitation will expire)". */
  function result(host: string, invitation: Invitation): AdhocStep {
    const { uri, landing, expires } = describe(host, invitation);
    return {
      fields: [
        { name: 'uri', type: 'text-single', values: [uri] },
        ...(landing === undefined
          ? []
          : [{ name: 'landing-url', type: 'text-single' as const, values: [landing] }]),
        { name: 'expire', type: 'text-single', values: [new Date(expires).toISOString()] },
      ],
    };
  }

  /** Too many of them is a refusal of the protocol here. */
  function tryMake(host: string, asked: Parameters<Parts['make']>[1]): AdhocStep {
    try {
      return result(host, make(host, asked));
    } catch (error) {
      if (error instanceof CommandError) throw new StanzaError('resource-constraint', error.message);
      throw error;
    }
  }

  const createAccount = ({ from, host }: AdhocRequest): AdhocStep => ({
    form: {
      title: 'Create account',
      instructions: 'Invite somebody to an account. Without a name, they choose one.',
      fields: [
        { name: 'username', type: 'text-single', label: 'Username' },
        { name: 'roster-subscription', type: 'boolean', label: 'Roster subscription' },
      ],
    },
    submit(values) {
      const given = values.get('username')?.[0] ?? '';
      const username = given === '' ? '' : prepareUsername(given);
      // §5.4: "The username MUST be a valid localpart".
      if (username === undefined) return { failed: 'This name cannot be used in an address.' };
      const account = username === '' ? undefined : makeJid(username, host);
      if (account && accounts.exists(account)) throw new StanzaError('conflict', 'the name is taken');
      const subscribe = ['1', 'true'].includes(values.get('roster-subscription')?.[0] ?? '');
      return tryMake(host, { kind: 'person', inviter: from.bare.toString(), username, subscribe });
    },
  });

  const commands: AdhocCommand[] = [
    {
      node: `${INVITE}#create-account`,
      name: 'Create account',
      formType: FORM_TYPE,
      at: ['host', 'account'],
      who: 'admin',
      start: createAccount,
    },
  ];
  if (options.contacts !== 'nobody')
    commands.unshift({
      node: `${INVITE}#invite`,
      name: 'Invite user',
      formType: FORM_TYPE,
      at: ['host', 'account'],
      who: options.contacts === 'admins' ? 'admin' : 'user',
      // §5.1: "The server SHOULD immediately provide a command result, with no further […] with the user."
      start: ({ from, host }) =>
        tryMake(host, { kind: 'contact', inviter: from.bare.toString(), username: '' }),
    });
  return commands;
}
