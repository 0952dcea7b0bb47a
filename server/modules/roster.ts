/**
 * Roster. Specs: RFC 6121 §2, §2.6 (versioning, formerly XEP-0237).
 * Keeps each person's contact list on the server and tells all of their devices what changed.
 * It does not grant or ask for presence: subscriptions.ts does, on the same table.
 */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../kernel/jid.ts';
import { defineModule, type IqRequest } from '../kernel/module.ts';
import { NS, StanzaError } from '../kernel/stanza.ts';
import { createContacts } from './support/contacts.ts';
import { xml } from './support/elements.ts';
import { readRosterItem } from './support/roster-item.ts';
import { isAsked, isAsking, isSubscribed, isSubscriber } from './support/subscription-chart.ts';
import { createVisibility } from './support/visibility.ts';

export const roster = defineModule({
  name: 'roster',
  specs: ['RFC 6121 §2', 'XEP-0237 1.3'],
  setup(ctx) {
    const contacts = createContacts(ctx);
    const { tell, endSubscription } = createVisibility(ctx);

    ctx.streamFeature('authenticated', () => xml('ver', { xmlns: NS.rosterVersioning }));
    ctx.iq('get', NS.roster, 'query', 'self', get);
    ctx.iq('set', NS.roster, 'query', 'self', set);
    ctx.iq('set', NS.roster, 'query', 'account', refuse);
    ctx.on('account.removed', 'record', ({ account }) => forget(account));

    function get({ from, payload, session }: IqRequest): Element | undefined {
      // §2.1.3: in a roster get "the <query/> element MUST NOT contain any <item/> child elements".
      if (payload.getChild('item'))
        throw new StanzaError('bad-request', 'a request for the roster has no items');
      const account = from.bare;
      if (session) contacts.setInterested(session);
      const version = contacts.version(account);
      const known = payload.attrs.ver;
      // §2.6.3: a client that has the present version gets an empty result; any other "the complete roster […] (including a
      // 'ver' attribute that signals the latest version)".
      if (known === version) return undefined;
      const items = contacts
        .all(account)
        .filter(([, contact]) => contact.listed)
        .map(([address, contact]) => contacts.item(address, contact));
      return xml('query', { xmlns: NS.roster, ver: known === undefined ? undefined : version }, ...items);
    }

    function set({ from, payload }: IqRequest): undefined {
      const account = from.bare;
      const item = readRosterItem(payload);
      if (item.remove) remove(account, item.contact);
      else change(account, item);
    }

    /**
     * §2.3.3: "The server MUST return a <forbidden/> stanza error to the client if the sender of the roster set is not
     * authorized to update the roster". Who is no client of ours is not told that there is such an account.
     */
    function refuse({ session }: IqRequest): never {
      throw session
        ? new StanzaError('forbidden', 'a roster is changed by its owner')
        : new StanzaError('service-unavailable');
    }

    function change(account: Jid, { contact, name, groups }: ReturnType<typeof readRosterItem>): void {
      // Not in the RFC: one sees one's own devices anyway (§4.2.2), and an entry for oneself could never be subscribed to.
      if (contact.equals(account)) throw new StanzaError('not-allowed', 'nobody is a contact of their own');
      const known = contacts.get(account, contact);
      if (!known.listed && contacts.isFull(account))
        throw new StanzaError('resource-constraint', 'the contact list is full');
      // §2.4.1: "Because a roster item is atomic, the item MUST be updated exactly as provided in the roster set."
      contacts.save(account, contact, { ...known, listed: true, name, groups });
    }

    function remove(account: Jid, contact: Jid): void {
      const { listed, state, team } = contacts.get(account, contact);
      // §2.5.3: "If the value of the 'jid' attribute specifies an item that is not in the roster, then the server MUST return an
      // <item-not-found/> stanza error."
      if (!listed) throw new StanzaError('item-not-found');
      // §2.3.3: "<not-allowed/> if the server only allows roster modifications by means of a non-XMPP method": teams are the operator's.
      if (team) throw new StanzaError('not-allowed', 'somebody of the same team stays on the list');
      contacts.remove(account, contact);
      cancel(account, contact, state);
    }

    function forget(account: Jid): void {
      const all = contacts.all(account);
      contacts.forget(account);
      for (const [address, { state }] of all) {
        const contact = parseJid(address);
        if (contact) cancel(account, contact, state);
      }
    }

    /** A contact went from the roster: what there was of subscriptions ends, requests that wait included. */
    function cancel(account: Jid, contact: Jid, state: Parameters<typeof isSubscriber>[0]): void {
      // §2.5.2: "If the user has a presence subscription to the contact, then the user's server MUST send a presence stanza of
      // type "unsubscribe" to the contact".
      if (isSubscribed(state) || isAsking(state)) tell('unsubscribe', account, contact);
      // §2.5.2: "If the contact has a presence subscription to the user, then the user's server MUST send a presence stanza of
      // type "unsubscribed" to the contact".
      if (isSubscriber(state)) endSubscription(account, contact);
      else if (isAsked(state)) tell('unsubscribed', account, contact);
    }
  },
});
