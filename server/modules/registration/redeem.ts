/**
 * What an invitation gives to whoever redeems it. Specs: XEP-0445 0.2.0 (pre-authenticated registration), XEP-0401 §5.5
 * (the inviter hears of it by roster push).
 */
import type { Jid } from '../../kernel/jid.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext, StreamHandle } from '../../kernel/module.ts';
import { createContacts } from '../support/contacts.ts';
import type { Invitation, Invitations } from '../support/invitations.ts';

export interface Redeeming {
  /** The invitation shown on this stream, valid when it was shown. */
  on(stream: StreamHandle): Invitation | undefined;
  /** False when the token is no good for registering. */
  show(stream: StreamHandle, token: string): boolean;
  /**
   * Runs `act` with the invitation, which counts as used when it resolves; `act` resolves to who came. False when all its uses
   * are taken, by others who redeem it at this moment too.
   */
  use(stream: StreamHandle, invitation: Invitation, act: () => Promise<Jid>): Promise<Jid | false>;
}

export function createRedeeming(ctx: ModuleContext, invitations: Invitations): Redeeming {
  const contacts = createContacts(ctx);
  /**
   * XEP-0445 §4: "if the token has an expiration time, it MUST only be checked at this point. Subsequent actions performed by
   * the client during the current session that require a valid token MUST NOT be rejected due to token expiry."
   */
  const shown = new WeakMap<StreamHandle, Invitation>();

  /** By token: registrations under way. */
  const underWay = new Map<string, number>();

  /** The two see each other from now on, as if both had asked and said yes. */
  function befriend(one: Jid, other: Jid): void {
    for (const [account, contact] of [
      [one, other],
      [other, one],
    ] as const)
      if (ctx.accounts.exists(account))
        contacts.save(account, contact, { ...contacts.get(account, contact), listed: true, state: 'both' });
  }

  return {
    on: (stream) => shown.get(stream),
    show(stream, token) {
      const invitation = invitations.find(stream.host, token);
      if (!invitation || (invitation.kind === 'contact' && !invitation.mayRegister)) return false;
      shown.set(stream, invitation);
      return true;
    },
    async use(stream, invitation, act) {
      const { token } = invitation;
      const taken = underWay.get(token) ?? 0;
      if (invitations.usesLeft(stream.host, invitation) <= taken) return false;
      underWay.set(token, taken + 1);
      try {
        const account = await act();
        shown.delete(stream);
        invitations.use(stream.host, token, account);
        const inviter = parseJid(invitation.inviter);
        if (inviter && invitation.subscribe) befriend(inviter, account);
        if (invitation.team !== '') ctx.announce('account.invited', { account, team: invitation.team });
        return account;
      } finally {
        const now = (underWay.get(token) ?? 1) - 1;
        if (now === 0) underWay.delete(token);
        else underWay.set(token, now);
      }
    },
  };
}
