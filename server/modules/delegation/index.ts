/**
 * Namespace delegation. Specs: XEP-0355 0.5 (admin mode).
 * Lets components the operator trusts answer queries in the place of this server, such as a pubsub service of their own.
 * It has no client mode: who answers for a person is the operator's decision.
 */
import { randomUUID } from 'node:crypto';
import { defineModule, type IqHandler } from '../../kernel/module.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { byDomain } from '../support/by-domain.ts';
import { xml } from '../support/elements.ts';
import { sentFor } from '../support/sent-for.ts';
import { createForwarding } from './forwarding.ts';
import { createNesting } from './nesting.ts';
import { delegationOptions, NS_DELEGATION } from './options.ts';
import { type Delegation, verdictOn } from './rules.ts';

export const delegation = defineModule({
  name: 'delegation',
  specs: ['XEP-0355 0.5'],
  options: delegationOptions,
  setup(ctx) {
    const granted = [...byDomain(ctx.options.components)];
    if (granted.length === 0) return;
    ctx.feature(NS_DELEGATION);

    const owned = granted.flatMap(([domain, all]) => all.map((one) => ({ ...one, domain })));
    const delegations = (): Delegation[] =>
      owned.flatMap((one) => {
        const host = ctx.components.at(one.domain)?.host;
        return host === undefined ? [] : [{ ...one, host }];
      });
    const forward = createForwarding(ctx);
    const nesting = createNesting(ctx, owned);

    ctx.iqOverride((request, normal) => {
      const sender = sentFor(request.stanza);
      const verdict = verdictOn({ ...request, sender }, delegations());
      if (!verdict || (request.to.local !== '' && !ctx.accounts.exists(request.to))) return undefined;
      const elsewhere: IqHandler = (asked) => forward(verdict.delegation, asked);
      return verdict.when === 'all' || !normal ? elsewhere : first(normal, elsewhere);
    });

    function greet(domain: string, host: string): void {
      const own = granted.find(([name]) => name === domain)?.[1];
      if (!own) return;
      // §4.2: "Once the managing entity is authenticated and stream is started, the server send it a <message/> stanza with a
      // <delegation/> elements".
      const list = own.map(({ namespace, attributes }) =>
        xml('delegated', { namespace }, ...attributes.map((name) => xml('attribute', { name }))),
      );
      ctx.router.route(
        xml(
          'message',
          { xmlns: NS.client, from: host, to: domain, id: randomUUID() },
          xml('delegation', { xmlns: NS_DELEGATION }, ...list),
        ),
      );
      nesting.ask(domain, host);
    }
    ctx.on('component.attached', 'deliver', ({ domain, host }) => greet(domain, host));
    ctx.on('component.detached', 'deliver', ({ domain }) => nesting.forget(domain));
    // §8: "If delegations are changed during a session, server MUST notify managing entity of the new delegations".
    for (const { domain, host, state } of ctx.components.all())
      if (state.at === 'attached') greet(domain, host);
  },
});

/** Our own answer, or somebody else's where we know nothing of the name. */
const first =
  (normal: IqHandler, elsewhere: IqHandler): IqHandler =>
  async (request) => {
    try {
      return await normal(request);
    } catch (error) {
      if (error instanceof StanzaError && error.condition === 'item-not-found') return elsewhere(request);
      throw error;
    }
  };
