/**
 * Privileged entity. Specs: XEP-0356 0.4.1.
 * Lets components the operator trusts act for people: read and change contact lists, see who is there, send in their names.
 * It gives nothing that is not in the configuration, and nothing beyond the domain a component stands beside.
 */
import type { Jid } from '../../kernel/jid.ts';
import { defineModule } from '../../kernel/module.ts';
import { byDomain } from '../support/by-domain.ts';
import { advertisement } from './advertisement.ts';
import { serveMessages } from './messages.ts';
import { createOnBehalf } from './on-behalf.ts';
import { privilegeOptions } from './options.ts';
import type { Holder, PrivilegeParts } from './parts.ts';
import { servePresence } from './presence.ts';
import { serveQueries } from './queries.ts';
import { serveRosters } from './roster.ts';

export const privileges = defineModule({
  name: 'privileges',
  specs: ['XEP-0356 0.4.1'],
  // Who is there is the presence module's to know first.
  needs: ['presence'],
  options: privilegeOptions,
  setup(ctx) {
    const grants = byDomain(ctx.options.components);
    if (grants.size === 0) return;

    const attached = () => ctx.components.all().filter(({ state }) => state.at === 'attached');
    const parts: PrivilegeParts = {
      ctx,
      granted(from: Jid, host: string) {
        const component = from.local === '' && from.isBare ? ctx.components.at(from.domain) : undefined;
        if (component?.state.at !== 'attached' || component.host !== host) return undefined;
        return { domain: component.domain, grant: grants.get(component.domain) };
      },
      canSend: (account) => ctx.accounts.get(account)?.disabled === false,
      holders: (host) =>
        attached().flatMap((one): Holder[] => {
          const grant = one.host === host ? grants.get(one.domain) : undefined;
          return grant ? [{ domain: one.domain, grant }] : [];
        }),
      ask: createOnBehalf(ctx),
    };
    serveRosters(parts);
    serveMessages(parts);
    serveQueries(parts);
    const seesContacts = [...grants.values()].some((grant) => grant.presence === 'roster');
    const presence = servePresence(parts, { seesContacts });

    function greet(domain: string, host: string): void {
      const grant = grants.get(domain);
      if (!grant) return;
      ctx.router.route(advertisement(host, domain, grant));
      presence.greet(host, { domain, grant });
    }
    ctx.on('component.attached', 'deliver', ({ domain, host }) => greet(domain, host));
    // With other options now, to those who are here already.
    for (const { domain, host } of attached()) greet(domain, host);
  },
});
