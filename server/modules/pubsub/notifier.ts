/** Sends event notifications (XEP-0060 §7.1.2, §13.4; XEP-0163 §4.3). */
import { randomUUID } from 'node:crypto';
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { delay, readdress, xml } from '../support/elements.ts';
import { publishedEvent } from './events.ts';
import { PS } from './namespaces.ts';
import type { PubsubNode } from './node.ts';
import type { Nodes } from './nodes.ts';
import type { Place } from './place.ts';
import type { Standings } from './standing.ts';

export interface Notifier {
  /** Tells everybody who is to know of an event; `publisher` is the device it came from. */
  tell(place: Place, name: string, node: PubsubNode, event: Element, publisher?: Jid): void;
  /** Who would be told of an event now. */
  audience(place: Place, name: string, node: PubsubNode): Jid[];
  /** Sends the last published item, marked as delayed. True when there was one. */
  sendLast(place: Place, name: string, node: PubsubNode, to: Jid): boolean;
  /** One message from the place, of type "normal": a request for approval, a change of subscription. */
  send(place: Place, to: Jid, child: Element, type?: 'normal' | 'headline'): void;
}

export interface NotifierParts {
  readonly ctx: ModuleContext;
  readonly nodes: Nodes;
  readonly standings: Standings;
  readonly recipientsOf: (place: Place, name: string, node: PubsubNode) => Jid[];
}

export function createNotifier({ ctx, nodes, standings, recipientsOf }: NotifierParts): Notifier {
  function message(place: Place, type: 'normal' | 'headline', ...children: Element[]): Element {
    // SPEC §7.1.2: each message "SHOULD possess an 'id' attribute with a unique value".
    const attrs = { xmlns: NS.client, type, id: randomUUID(), from: place.jid.toString() };
    return xml('message', attrs, ...children);
  }

  /**
   * XEP-0163 §4.3.1: "a server MUST NOT include the "replyto" address when sending a notification to an entity that does
   * not have a presence subscription to the account owner".
   */
  function mayKnowDevice(place: Place, node: PubsubNode, to: Jid): boolean {
    if (to.bare.equals(place.jid)) return true;
    const asPresence = { ...node, config: { ...node.config, accessModel: 'presence' as const } };
    return standings.of(place, asPresence, to).seesPresence;
  }

  return {
    tell(place, name, node, event, publisher) {
      if (!node.config.deliverNotifications) return;
      const plain = message(place, node.config.notificationType, event);
      const signed = publisher && !publisher.isBare && place.face === 'account';
      for (const to of recipientsOf(place, name, node)) {
        const copy = readdress(plain, { to: to.toString() });
        copy.attrs.id = randomUUID();
        if (signed && mayKnowDevice(place, node, to)) copy.cnode(replyTo(publisher));
        ctx.router.route(copy);
      }
    },
    audience: recipientsOf,
    sendLast(place, name, node, to) {
      const last = node.config.deliverNotifications ? nodes.last(place, name, node) : undefined;
      if (!last) return false;
      const event = publishedEvent(name, node.config, [last]);
      // SPEC §6.1.7: "The message containing this item SHOULD be stamped with extended information qualified by the
      // 'urn:xmpp:delay' namespace".
      const stamp = delay(last.publishedAt, place.jid.toString());
      ctx.router.route(
        readdress(message(place, node.config.notificationType, event, stamp), { to: to.toString() }),
      );
      return true;
    },
    send: (place, to, child, type = 'normal') =>
      ctx.router.route(readdress(message(place, type, child), { to: to.toString() })),
  };
}

const replyTo = (publisher: Jid) =>
  xml('addresses', { xmlns: PS.address }, xml('address', { type: 'replyto', jid: publisher.toString() }));
