/** What people do with the account they have: look, change the password, leave. Spec: XEP-0077 §3.1, §3.2, §3.3. */
import type { Element } from 'ltx';
import { type Jid, prepareUsername } from '../../kernel/jid.ts';
import type { IqRequest, ModuleContext } from '../../kernel/module.ts';
import { NS, resultReply } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { refused, registerError } from './errors.ts';
import { readSubmission } from './forms.ts';
import type { RegistrationOptions } from './options.ts';

export function createOwnAccount(ctx: ModuleContext<RegistrationOptions>) {
  const { options } = ctx;

  /** §3.1: for someone with an account: `<registered/>` and what is on file. */
  function current(request: IqRequest): Element {
    const account = ownAccount(request);
    return xml(
      'query',
      { xmlns: NS.register },
      xml('registered'),
      xml('username', {}, account.local),
      xml('password'),
    );
  }

  async function change(request: IqRequest): Promise<undefined> {
    const { payload } = request;
    const account = ownAccount(request);
    if (payload.getChild('remove')) return leave(request, account);
    if (!options.mayChangePassword)
      throw registerError('not-allowed', 'the administrator sets the passwords here');
    const { username, password } = readSubmission(payload);
    // §3.3: <bad-request/>: "The password change request does not contain complete information". An empty password "MUST
    // NOT" change anything.
    if (username === '' || password === '')
      throw registerError('bad-request', 'your name and a new password are needed');
    if (prepareUsername(username) !== account.local)
      throw registerError('not-allowed', 'only your own password can be changed');
    const done = await ctx.accounts.setPassword(account, password);
    if (done !== 'done') throw refused(done);
    ctx.log.info('Password changed in band', { account: account.toString() });
    return undefined;
  }

  async function leave({ stanza, payload, session }: IqRequest, account: Jid): Promise<undefined> {
    // §3.2: <bad-request/>: "The <remove/> element was not the only child element of the <query/> element."
    if (payload.getChildElements().length !== 1)
      throw registerError('bad-request', 'remove, or change: not both');
    // §3.2: <not-allowed/>: "No sender is allowed to cancel registrations in-band."
    if (!options.mayLeave) throw registerError('not-allowed', 'the administrator removes accounts here');
    // WHY before and not as the handler's answer: the removal ends this very session, and §3.2 wants the answer first.
    session?.send(resultReply(stanza));
    await ctx.accounts.remove(account);
    ctx.log.info('Account removed in band', { account: account.toString() });
    return undefined;
  }

  function ownAccount({ from, host, session }: IqRequest): Jid {
    // People of other servers have no account here, and make none from there.
    if (!session || from.domain !== host)
      throw registerError('registration-required', 'you have no account on this server');
    return from.bare;
  }

  return { current, change };
}
