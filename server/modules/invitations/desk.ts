/** Making invitations, and what is to be said of one: to the operator, in a form, on its page. */
import { CommandError } from '../../kernel/command-error.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { DAY, type Invitation, type Invitations, uriOf } from '../support/invitations.ts';
import type { InvitationOptions } from './options.ts';

/** Of the landing page. */
export const PATH = '/invite';

export type Desk = ReturnType<typeof createDesk>;

export function createDesk(ctx: ModuleContext<InvitationOptions>, store: Invitations) {
  /** Where the operator says, else on our own web, if there is one. */
  function landingOf(host: string, token: string): string | undefined {
    const { landing } = ctx.options;
    if (landing) return landing.replaceAll('{host}', host).replaceAll('{token}', token);
    const origin = ctx.http.origin(host);
    return origin === undefined ? undefined : `${origin}${PATH}/${token}`;
  }

  /** What there is to show of an invitation. */
  function describe(host: string, invitation: Invitation) {
    const { token, kind, inviter, username, createdAt, expires, uses } = invitation;
    const landing = landingOf(host, token);
    return {
      ...{ token, kind, inviter, username, createdAt, expires, uses },
      uri: uriOf(host, invitation),
      landingPath: `${PATH}/${token}`,
      ...(landing === undefined ? {} : { landing }),
    };
  }

  function make(
    host: string,
    asked: Pick<Invitation, 'kind' | 'inviter' | 'username'> &
      Partial<Pick<Invitation, 'uses' | 'subscribe'>> & { days?: number },
  ): Invitation {
    const { kind, inviter, username, uses = 1 } = asked;
    const made = store.create(host, {
      ...{ kind, inviter, username, uses },
      expires: Date.now() + (asked.days ?? ctx.options.days) * DAY,
      subscribe: asked.subscribe ?? kind === 'contact',
      mayRegister:
        kind === 'contact' && (ctx.options.contactsMayRegister || ctx.server.registration(host) === 'open'),
    });
    if (made === 'full') throw new CommandError('refused', 'There are too many invitations already.');
    // No token in the log: it is a key.
    ctx.log.info('Invitation made', { host, kind, inviter });
    return made;
  }

  /** What its page has to say. */
  function contentOf(host: string, invitation: Invitation) {
    const { kind, username, mayRegister, expires } = invitation;
    const inviter = parseJid(invitation.inviter);
    return {
      ...{ host, kind, username, expires },
      inviter: inviter?.toString() ?? '',
      inviterName: (inviter && ctx.accounts.get(inviter)?.displayName) || inviter?.local || '',
      mayRegister: kind === 'person' || mayRegister,
      uri: uriOf(host, invitation),
    };
  }

  return { make, describe, contentOf };
}
