/** Who is notified: subscribers, and for a personal node also whose devices are there and asked for it (XEP-0163 §4). */
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Interests } from './interests.ts';
import { DEFAULT_OPTIONS, type PubsubNode, type Subscription } from './node.ts';
import type { Place } from './place.ts';
import type { Standings } from './standing.ts';

export interface RecipientsParts {
  readonly ctx: ModuleContext;
  readonly standings: Standings;
  /** Absent for a service of its own. */
  readonly interests: Interests | undefined;
}

export function createRecipients({ ctx, standings, interests }: RecipientsParts) {
  const showsOf = (jid: Jid) =>
    ctx.sessions
      .of(jid.bare)
      .filter((session) => session.presence && (jid.isBare || session.jid.equals(jid)))
      .map((session) => session.presence!.getChildText('show') || 'online');

  /** We know the presence of our own people only; of others we do not, and send. */
  function isThere(jid: Jid, { options }: Subscription, onlyAvailable: boolean): boolean {
    const picky = options.showValues.length < DEFAULT_OPTIONS.showValues.length;
    if ((!picky && !onlyAvailable) || !ctx.router.isLocal(jid)) return true;
    const shows = showsOf(jid);
    return shows.some((show) => (options.showValues as string[]).includes(show));
  }

  function explicit(place: Place, node: PubsubNode): Jid[] {
    const now = Date.now();
    return node.subscriptions.flatMap((one) => {
      const { jid, state, options } = one;
      const to = parseJid(jid);
      const over = typeof options.expire === 'number' && options.expire <= now;
      // SPEC §4.2: pending: "The node MUST NOT send event notifications or payloads to the entity while it is in this
      // state".
      if (!to || state !== 'subscribed' || over || !options.deliver) return [];
      if (!isThere(to, one, node.config.presenceBasedDelivery) || !standings.mayRead(place, node, to))
        return [];
      return [to];
    });
  }

  /** Everybody, each address once. */
  return function recipientsOf(place: Place, name: string, node: PubsubNode): Jid[] {
    const subscribed = explicit(place, node);
    const implied = (interests?.in(place.jid, name) ?? []).filter((jid) =>
      standings.mayRead(place, node, jid),
    );
    if (implied.length === 0) return subscribed;
    // XEP-0163 §4.3.2: to each interested device of a subscriber whose presence is known, else once to the bare address.
    const bares = new Set(implied.map((jid) => jid.bare.toString()));
    const left = subscribed.filter((jid) => !jid.isBare || !bares.has(jid.toString()));
    const known = new Set(left.map((jid) => jid.toString()));
    return [...left, ...implied.filter((jid) => !known.has(jid.toString()))];
  };
}
