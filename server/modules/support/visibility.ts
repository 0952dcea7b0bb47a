/**
 * What a contact sees of a person's devices when a subscription begins or ends. Spec: RFC 6121 §2.5.2, §3.
 * It decides nothing: whether a subscription began or ended is for roster.ts and subscriptions.ts to say.
 */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { readdress, xml } from './elements.ts';
import type { SubscriptionKind } from './subscription-chart.ts';

export interface Visibility {
  /** A subscription stanza from the one bare address to the other. */
  tell(kind: SubscriptionKind, from: Jid, to: Jid, id?: string): void;
  /** The contact may see us from now on: it gets the presence of each of our available devices. */
  announce(account: Jid, contact: Jid): void;
  /** The contact may not see us any more: for it, every device of ours is gone. */
  goDark(account: Jid, contact: Jid): void;
  /** Ends the contact's subscription to us; `stanza` when our person said so in words of their own. */
  endSubscription(account: Jid, contact: Jid, stanza?: Element): void;
}

export function createVisibility(ctx: ModuleContext): Visibility {
  const presence = (type: string, from: Jid, to: Jid) =>
    xml('presence', { xmlns: NS.client, type, from: from.toString(), to: to.toString() });

  function goDark(account: Jid, contact: Jid): void {
    for (const { jid, presence: shown } of ctx.sessions.of(account))
      if (shown) ctx.router.route(presence('unavailable', jid, contact));
  }

  return {
    tell(type, from, to, id) {
      const stanza = presence(type, from, to);
      if (id !== undefined) stanza.attrs.id = id;
      ctx.router.route(stanza);
    },
    announce(account, contact) {
      for (const { jid, presence: shown } of ctx.sessions.of(account))
        if (shown) ctx.router.route(readdress(shown, { from: jid.toString(), to: contact.toString() }));
    },
    goDark,
    // §3.2.2: unavailable presence from each device goes first, "While the user is still subscribed to the contact's presence
    // (i.e., before the contact's server routes or delivers the presence stanza of type "unsubscribed" to the user)".
    endSubscription(account, contact, stanza = presence('unsubscribed', account, contact)) {
      goDark(account, contact);
      ctx.router.route(stanza);
    },
  };
}
