/** What somebody is to a node: the facts `access.ts` decides by, from the node and from the roster of its owners. */
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { createContacts } from '../support/contacts.ts';
import { isSubscriber } from '../support/subscription-chart.ts';
import { mayRetrieve, type Standing } from './access.ts';
import { affiliationOf, ownersOf, type PubsubNode } from './node.ts';
import type { Place } from './place.ts';

export interface Standings {
  of(place: Place, node: PubsubNode, who: Jid): Standing;
  /** May retrieve items, or be notified of them. */
  mayRead(place: Place, node: PubsubNode, who: Jid): boolean;
  isOwner(place: Place, node: PubsubNode, who: Jid): boolean;
}

export function createStandings(ctx: ModuleContext): Standings {
  const contacts = createContacts(ctx);

  function affiliation(place: Place, node: PubsubNode, who: Jid) {
    const given = affiliationOf(node, who.bare.toString());
    const isAdmin = () => ctx.server.admins.of(place.host).includes(who.bare.toString());
    return place.adminsOwn && given !== 'owner' && isAdmin() ? 'owner' : given;
  }

  /** Contacts are asked only where the access model wants to know. */
  function relation(place: Place, node: PubsubNode, who: Jid) {
    const { accessModel, rosterGroups } = node.config;
    if (accessModel !== 'presence' && accessModel !== 'roster')
      return { seesPresence: false, inGroup: false };
    const owners = place.face === 'account' ? [place.jid] : ownersOf(node).map((jid) => parseJid(jid));
    const known = owners
      .filter((owner) => owner !== undefined)
      .map((owner) => ({ own: owner.equals(who.bare), contact: contacts.get(owner, who.bare) }));
    const sees = known.filter(({ own, contact }) => own || isSubscriber(contact.state));
    return {
      seesPresence: sees.length > 0,
      inGroup: sees.some(
        ({ own, contact }) => own || contact.groups.some((one) => rosterGroups.includes(one)),
      ),
    };
  }

  function of(place: Place, node: PubsubNode, who: Jid): Standing {
    const bare = who.bare.toString();
    return {
      affiliation: affiliation(place, node, who),
      ...relation(place, node, who),
      subscribed: node.subscriptions.some(
        ({ jid, state }) => state === 'subscribed' && jid.split('/')[0] === bare,
      ),
    };
  }

  return {
    of,
    mayRead: (place, node, who) =>
      mayRetrieve(node.config.accessModel, of(place, node, who)).allowed === true,
    isOwner: (place, node, who) => affiliation(place, node, who) === 'owner',
  };
}
