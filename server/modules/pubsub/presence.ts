/**
 * What subscribers get when they come online, and lose when they go: XEP-0060 §4.3 ("on_sub_and_presence") and §12.5
 * (temporary subscriptions).
 */
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import type { Engine } from './call.ts';
import type { Subscription } from './node.ts';
import type { Place } from './place.ts';

/** @param placeOf the place with that address, when it is one this caller serves. */
export function greetSubscribers(
  ctx: ModuleContext,
  engine: Engine,
  placeOf: (address: Jid) => Place | undefined,
): void {
  const { nodes, notifier, standings } = engine;
  const greeted = ctx.sessionState('greeted', () => false);

  ctx.on('presence.sent', 'deliver', ({ stanza, session, to }) => {
    if (!session || to) return;
    if (stanza.attrs.type === 'unavailable') left(session);
    else if (stanza.attrs.type === undefined && !session.get(greeted)) came(session);
  });
  ctx.on('session.ended', 'deliver', ({ session }) => left(session));

  /** Subscriptions of this very device, or of its account. */
  function* subscriptionsOf(session: Session): Generator<[Place, string, Subscription]> {
    for (const { place: address, name } of nodes.about(session.jid.bare.toString())) {
      const jid = parseJid(address);
      const place = jid && placeOf(jid);
      const node = place && nodes.get(place, name);
      if (!place || !node) continue;
      for (const one of node.subscriptions)
        if (one.jid === session.jid.toString() || one.jid === session.jid.bare.toString())
          yield [place, name, one];
    }
  }

  function came(session: Session): void {
    session.set(greeted, true);
    for (const [place, name, one] of subscriptionsOf(session)) {
      const node = nodes.get(place, name);
      const wanted = node?.config.sendLast === 'on_sub_and_presence' && one.state === 'subscribed';
      if (node && wanted && one.options.deliver && standings.mayRead(place, node, session.jid))
        notifier.sendLast(place, name, node, session.jid);
    }
  }

  /**
   * SPEC §12.5: "The service will then automatically cancel the subscription when it receives presence of type
   * "unavailable" from the subscriber."
   */
  function left(session: Session): void {
    if (!session.get(greeted)) return;
    session.set(greeted, false);
    const others = ctx.sessions.of(session.jid.bare).some((one) => one !== session && one.presence);
    for (const [place, name, one] of subscriptionsOf(session)) {
      const node = nodes.get(place, name);
      const over = one.options.expire === 'presence' && (one.jid.includes('/') || !others);
      if (node && over)
        nodes.save(place, name, {
          ...node,
          subscriptions: node.subscriptions.filter((other) => other.jid !== one.jid),
        });
    }
  }
}
