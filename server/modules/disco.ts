/**
 * Service discovery. Specs: XEP-0030 2.5.0, RFC 6121 §8.5.1 (who may ask).
 * Tells programs what this server, and an account, can do, so that they offer people only what works.
 * It has no list of its own: modules register features and identities, and they vanish with the module.
 */
import { defineModule, type IqRequest } from '../kernel/module.ts';
import { NS, StanzaError } from '../kernel/stanza.ts';
import { createContacts } from './support/contacts.ts';
import { xml } from './support/elements.ts';
import { isSubscriber } from './support/subscription-chart.ts';

export const disco = defineModule({
  name: 'disco',
  specs: ['XEP-0030 2.5.0'],
  needs: ['roster'],
  setup(ctx) {
    const contacts = createContacts(ctx);

    ctx.identity({ category: 'server', type: 'im', name: ctx.server.name }, 'host');
    ctx.identity({ category: 'account', type: 'registered' }, 'account');
    for (const namespace of [NS.discoInfo, NS.discoItems]) ctx.feature(namespace, 'both');

    ctx.iq('get', NS.discoInfo, 'query', 'host', (request) => info('host', request));
    ctx.iq('get', NS.discoInfo, 'query', 'account', (request) => {
      onlyForFriends(request);
      return info('account', request);
    });
    ctx.iq('get', NS.discoItems, 'query', 'host', items);
    ctx.iq('get', NS.discoItems, 'query', 'account', (request) => {
      onlyForFriends(request);
      return items(request);
    });

    function info(on: 'host' | 'account', { payload }: IqRequest) {
      refuseNodes(payload.attrs.node);
      const { identities, features } = ctx.discovered(on);
      return xml(
        'query',
        { xmlns: NS.discoInfo },
        ...identities.map((identity) => xml('identity', { ...identity })),
        ...features.map((feature) => xml('feature', { var: feature })),
      );
    }

    /** §4.1: of an account "the associated items including connected or available resources"; of the host, nothing yet. */
    function items({ payload, to }: IqRequest) {
      refuseNodes(payload.attrs.node);
      const here = to.local ? ctx.sessions.of(to.bare).filter(({ presence }) => presence) : [];
      return xml(
        'query',
        { xmlns: NS.discoItems },
        ...here.map(({ jid }) => xml('item', { jid: jid.toString() })),
      );
    }

    /** §8: nothing, not even whether there is such an account, to those who may not see its presence. */
    function onlyForFriends({ from, to }: IqRequest): void {
      const friend = from.bare.equals(to.bare) || isSubscriber(contacts.get(to.bare, from.bare).state);
      if (!friend) throw new StanzaError('service-unavailable');
    }
  },
});

/** §7: <item-not-found/> when "the JID or JID+NodeID of the specified target entity does not exist". We have no nodes. */
function refuseNodes(node: string | undefined): void {
  if (node !== undefined && node !== '') throw new StanzaError('item-not-found');
}
