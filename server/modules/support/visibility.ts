/**
 * What a contact sees of a person's devices when a subscription begins or ends. Spec: RFC 6121 §2.5.2, §3.
 * It decides nothing: whether a subscription began or ended is for roster.ts and subscriptions.ts to say.
 */
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { readdress, xml } from './elements.ts';
import type { SubscriptionKind } from './subscription-chart.ts';

export interface Visibility {
  /** A subscription stanza from the one bare address to the other. */
  tell(kind: SubscriptionKind, from: Jid, to: Jid): void;
  /** The contact may see us from now on: it gets the presence of each of our available devices. */
  announce(account: Jid, contact: Jid): void;
  /** The contact may not see us any more: for it, every device of ours is gone. */
  goDark(account: Jid, contact: Jid): void;
}

export function createVisibility(ctx: ModuleContext): Visibility {
  const presence = (attrs: { type: string; from: string; to: string }) =>
    ctx.router.route(xml('presence', { xmlns: NS.client, ...attrs }));
  return {
    tell: (type, from, to) => presence({ type, from: from.toString(), to: to.toString() }),
    announce(account, contact) {
      for (const { jid, presence: shown } of ctx.sessions.of(account))
        if (shown) ctx.router.route(readdress(shown, { from: jid.toString(), to: contact.toString() }));
    },
    goDark(account, contact) {
      for (const { jid, presence: shown } of ctx.sessions.of(account))
        if (shown) presence({ type: 'unavailable', from: jid.toString(), to: contact.toString() });
    },
  };
}
