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
import { isSubscriber } from './support/subscription-chart.ts';
import { createVisibility } from './support/visibility.ts';

const MAX_TEXT_BYTES = 1023;
const MAX_GROUPS = 50;

export const roster = defineModule({
  name: 'roster',
  specs: ['RFC 6121 §2', 'XEP-0237 1.3'],
  setup(ctx) {
    const contacts = createContacts(ctx);
    const { tell, goDark } = createVisibility(ctx);

    ctx.streamFeature('authenticated', () => xml('ver', { xmlns: NS.rosterVersioning }));
    ctx.iq('get', NS.roster, 'query', 'self', get);
    ctx.iq('set', NS.roster, 'query', 'self', set);
    ctx.on('account.removed', 'record', ({ account }) => forget(account));

    function get({ from, payload, session }: IqRequest): Element | undefined {
      const account = from.bare;
      if (session) contacts.setInterested(session);
      const version = contacts.version(account);
      const known = payload.attrs.ver;
      // §2.6.3: a client that has the present version gets an empty result.
      if (known === version) return undefined;
      const items = contacts
        .all(account)
        .filter(([, contact]) => contact.listed)
        .map(([address, contact]) => contacts.item(address, contact));
      return xml('query', { xmlns: NS.roster, ver: known === undefined ? undefined : version }, ...items);
    }

    function set({ from, payload }: IqRequest): undefined {
      const account = from.bare;
      const items = payload.getChildElements();
      const item = items[0];
      // §2.3.3: <bad-request/> for more than one item.
      if (items.length !== 1 || !item?.is('item', NS.roster))
        throw new StanzaError('bad-request', 'a roster change carries exactly one item');
      const contact = parseJid(item.attrs.jid ?? '')?.bare;
      if (!contact) throw new StanzaError('bad-request', 'the item needs the address of a contact');
      if (item.attrs.subscription === 'remove') remove(account, contact);
      else change(account, contact, item);
    }

    function change(account: Jid, contact: Jid, item: Element): void {
      // §2.3.3: <not-allowed/> for a sender's own address.
      if (contact.equals(account)) throw new StanzaError('not-allowed', 'nobody is a contact of their own');
      const known = contacts.get(account, contact);
      const { name, groups } = readItem(item);
      if (!known.listed && contacts.isFull(account))
        throw new StanzaError('resource-constraint', 'the contact list is full');
      // §2.1.2.5: the server ignores any subscription in a roster set other than "remove".
      contacts.save(account, contact, { ...known, listed: true, name, groups });
    }

    function remove(account: Jid, contact: Jid): void {
      const { listed, state } = contacts.get(account, contact);
      // §2.5.3: <item-not-found/> for one that is not there.
      if (!listed) throw new StanzaError('item-not-found');
      contacts.remove(account, contact);
      // §2.5.2: with a subscription either way the server also sends "unsubscribe", "unsubscribed", or both.
      if (state.startsWith('to') || state === 'both' || state.includes('+out'))
        tell('unsubscribe', account, contact);
      if (isSubscriber(state) || state.includes('+in')) tell('unsubscribed', account, contact);
      if (isSubscriber(state)) goDark(account, contact);
    }

    function forget(account: Jid): void {
      for (const [address, { listed, state }] of contacts.all(account)) {
        const contact = parseJid(address);
        if (!contact || !listed) continue;
        if (state.startsWith('to') || state === 'both' || state.includes('+out'))
          tell('unsubscribe', account, contact);
        if (isSubscriber(state)) tell('unsubscribed', account, contact);
        if (isSubscriber(state)) goDark(account, contact);
      }
      contacts.forget(account);
    }
  },
});

function readItem(item: Element): { name: string | undefined; groups: string[] } {
  const name = item.attrs.name || undefined;
  const groups = item.getChildren('group').map((group) => group.getText());
  // §2.3.3: <not-acceptable/> for a name or group over the server's limit, and for an empty group.
  if (name !== undefined && Buffer.byteLength(name) > MAX_TEXT_BYTES)
    throw new StanzaError('not-acceptable', 'the name is too long');
  if (groups.length > MAX_GROUPS) throw new StanzaError('not-acceptable', 'too many groups');
  if (groups.some((group) => group === '' || Buffer.byteLength(group) > MAX_TEXT_BYTES))
    throw new StanzaError('not-acceptable', 'a group has no name or a name that is too long');
  // §2.3.3: <bad-request/> for duplicate groups.
  if (new Set(groups).size !== groups.length) throw new StanzaError('bad-request', 'a group is named twice');
  return { name, groups };
}
