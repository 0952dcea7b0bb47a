/** Presence subscriptions come and go, and access with them. XEP-0163 §7.1: "a PEP service MUST re-calculate access controls". */
import type { PresenceEvent } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';

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

  ctx.on('presence.sent', 'guard', ({ stanza, to, account }: PresenceEvent) => {
    if (to && stanza.attrs.type === 'unsubscribed') later(account, to.bare, 'ended');
  });
  ctx.on('presence.received', 'guard', ({ stanza, from, account }: PresenceEvent) => {
    if (stanza.attrs.type === 'unsubscribe') later(account, from.bare, 'ended');
    // Here and not where it is sent: what was approved beforehand the server answers itself.
    if (stanza.attrs.type === 'subscribed' && ctx.router.isLocal(from)) later(from.bare, account, 'begun');
  });
}
