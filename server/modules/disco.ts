/**
 * Service discovery. Specs: XEP-0030 2.5.0, RFC 6121 §8.5.1 (who may ask).
 * Tells programs what this server, and an account, can do, so that they offer people only what works.
 * It has no list of its own: modules register features and identities, and they vanish with the module.
 */
import type { Element } from 'ltx';
import type { DiscoRequest, DiscoWhere } from '../kernel/discovery.ts';
import type { Jid } from '../kernel/jid.ts';
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

    for (const where of ['host', 'account'] as const) {
      ctx.iq('get', NS.discoInfo, 'query', where, (request) => info(where, request));
      ctx.iq('get', NS.discoItems, 'query', where, (request) => items(where, request));
    }
    ctx.iq('get', NS.discoInfo, 'query', 'service', (request) => info(serviceOf(request), request));
    ctx.iq('get', NS.discoItems, 'query', 'service', (request) => items(serviceOf(request), request));
    ctx.discoItems('host', ({ host, node }) => (node === undefined ? { items: services(host) } : undefined));
    ctx.discoItems('account', ({ from, to, node }) =>
      node === undefined && isFriend(from, to) ? { items: resources(to) } : undefined,
    );
    // §8: "the server MUST return an empty result set if: The target entity does not exist".
    ctx.iq('get', NS.discoItems, 'query', 'nobody', ({ payload }) => nothing(payload));

    function info(where: DiscoWhere, request: IqRequest) {
      if (where === 'account') onlyForFriends(request);
      return whenKnown(ctx.discovery.info(where, asked(request)), (answer) =>
        xml(
          'query',
          { xmlns: NS.discoInfo, node: request.payload.attrs.node },
          ...answer.identities.map((identity) => xml('identity', { ...identity })),
          ...answer.features.map((feature) => xml('feature', { var: feature })),
          ...answer.forms,
        ),
      );
    }

    function items(where: DiscoWhere, request: IqRequest) {
      const answer = ctx.discovery.items(where, asked(request));
      // §8: strangers get an empty list of an account, whether it is there or not; nodes tell themselves who may see them.
      if (answer === undefined && where === 'account' && !isFriend(request.from, request.to))
        return nothing(request.payload);
      return whenKnown(answer, (found) =>
        xml(
          'query',
          { xmlns: NS.discoItems, node: request.payload.attrs.node },
          ...found.items.map((item) => xml('item', { ...item })),
          ...(found.page ? [found.page] : []),
        ),
      );
    }

    const serviceOf = ({ to }: IqRequest) => ctx.services.at(to.domain)!.service;

    const services = (host: string) =>
      ctx.services.beside(host).map(({ domain, service }) => ({
        jid: domain,
        name: ctx.discovery.fixed(service).identities[0]?.name,
      }));

    /** §4.1: of an account "the associated items including connected or available resources". */
    const resources = (account: Jid) =>
      ctx.sessions
        .of(account.bare)
        .filter(({ presence }) => presence)
        .map(({ jid }) => ({ jid: jid.toString() }));

    /** §8: not even whether there is such an account, to those who may not see its presence. */
    function onlyForFriends({ from, to }: IqRequest): void {
      if (!isFriend(from, to)) throw new StanzaError('service-unavailable');
    }

    const isFriend = (from: Jid, to: Jid) =>
      from.bare.equals(to.bare) || isSubscriber(contacts.get(to.bare, from.bare).state);
  },
});

const nothing = ({ attrs }: Element) => xml('query', { xmlns: NS.discoItems, node: attrs.node });

const asked = ({ from, to, host, session, payload, stanza }: IqRequest): DiscoRequest => ({
  ...{ from, to, host, session, payload, lang: stanza.attrs['xml:lang'] },
  node: payload.attrs.node || undefined,
});

/** §7: <item-not-found/> when "the JID or JID+NodeID of the specified target entity does not exist". */
function whenKnown<T>(
  answer: T | undefined | Promise<T | undefined>,
  write: (answer: T) => Element,
): Element | Promise<Element> {
  if (answer instanceof Promise) return answer.then((late) => whenKnown(late, write));
  if (answer === undefined) throw new StanzaError('item-not-found');
  return write(answer);
}
