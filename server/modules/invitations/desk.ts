/** Making invitations, and what is to be said of one: to the operator, in a form, on its page. */
import { CommandError } from '../../kernel/command-error.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import {
  DAY,
  endOf,
  type Invitation,
  type Invitations,
  type NewInvitation,
  stateOf,
  uriOf,
} from '../support/invitations.ts';
import { createTeams } from '../support/teams.ts';
import type { InvitationOptions } from './options.ts';

/** Of the landing page. */
export const PATH = '/invite';

export type Desk = ReturnType<typeof createDesk>;

export function createDesk(ctx: ModuleContext<InvitationOptions>, store: Invitations) {
  const teams = createTeams(ctx);

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
    const { displayName, team, by, language, used } = invitation;
    const landing = landingOf(host, token);
    return {
      ...{ token, kind, host, inviter, username, createdAt, expires, uses },
      ...{ displayName, team, by, language, used },
      state: stateOf(invitation),
      endedAt: endOf(invitation) ?? null,
      uri: uriOf(host, invitation),
      landingPath: `${PATH}/${token}`,
      ...(landing === undefined ? {} : { landing }),
    };
  }

  function make(
    host: string,
    asked: Pick<NewInvitation, 'kind' | 'inviter' | 'username'> &
      Partial<Omit<NewInvitation, 'expires' | 'mayRegister'>> & { days?: number },
  ): Invitation {
    const { days, kind, inviter, username, uses = 1, ...said } = asked;
    const made = store.create(host, {
      ...said,
      ...{ kind, inviter, username, uses },
      expires: Date.now() + (days ?? ctx.options.days) * DAY,
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
    const { kind, username, mayRegister, expires, inviter, by, team, language, token } = invitation;
    const from = parseJid(by || inviter);
    const known = from && ctx.accounts.get(from);
    return {
      ...{ host, kind, username, expires, language },
      inviter: parseJid(inviter)?.toString() ?? '',
      // Somebody who has left invites nobody: then it is the office that does.
      inviterName: known?.displayName || (known || inviter !== '' ? (from?.local ?? '') : ''),
      team: teams.get(host, team)?.label ?? '',
      mayRegister: kind === 'person' || mayRegister,
      uri: uriOf(host, invitation),
      address: landingOf(host, token) ?? '',
    };
  }

  return { make, describe, contentOf };
}
