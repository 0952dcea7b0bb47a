/** Presence subscriptions come and go, and access with them. XEP-0163 §7.1: "a PEP service MUST re-calculate access controls". */
import type { PresenceEvent } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { createContacts } from '../support/contacts.ts';
import { isSubscriber } from '../support/subscription-chart.ts';

/** Calls back after one account let another see its presence, or did so no longer, when the rosters say so. */
export function watchRelations(
  ctx: ModuleContext,
  changed: (owner: Jid, contact: Jid, kind: 'begun' | 'ended') => void,
): void {
  // WHY later: the subscriptions module changes the rosters while it handles this stanza.
  const later = (owner: Jid, contact: Jid, kind: 'begun' | 'ended') =>
    queueMicrotask(() => {
      if (!ctx.signal.aborted) changed(owner, contact, kind);
    });

  const contacts = createContacts(ctx);
  const sees = (owner: Jid, contact: Jid) => isSubscriber(contacts.get(owner, contact).state);

  ctx.on('presence.sent', 'guard', ({ stanza, to, account }: PresenceEvent) => {
    if (to && stanza.attrs.type === 'unsubscribed') later(account, to.bare, 'ended');
    if (to && stanza.attrs.type === 'subscribed' && ctx.router.isOutside(to))
      later(account, to.bare, 'begun');
  });
  ctx.on('presence.received', 'guard', ({ stanza, from, account }: PresenceEvent) => {
    if (stanza.attrs.type === 'unsubscribe') later(account, from.bare, 'ended');
    // Approved beforehand, perhaps.
    if (stanza.attrs.type === 'subscribe' && ctx.router.isOutside(from) && !sees(account, from.bare))
      later(account, from.bare, 'begun');
    // Here and not where it is sent: what was approved beforehand the server answers itself.
    if (stanza.attrs.type === 'subscribed' && ctx.router.isLocal(from)) later(from.bare, account, 'begun');
  });
}
