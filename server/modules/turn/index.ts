/**
 * Calls. Specs: RFC 8489, RFC 8656, XEP-0215 1.0.0.
 * Tells people's programs where STUN and TURN are, with a password for half a day, and is that STUN and TURN.
 * It relays over UDP only (no RFC 6062), and by default to the public internet only.
 */
import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { defineModule, type IqRequest } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { createChecks } from './checks.ts';
import { pseudonym } from './credentials.ts';
import { turnOptions } from './options.ts';
import { createPeople } from './people.ts';
import { createTurnServer } from './server.ts';
import { matches, NS_EXTDISCO, type Offer, ownOffers, serviceElement } from './services.ts';

const PORTS = 'stun';

export const turn = defineModule({
  name: 'turn',
  specs: ['RFC 8489', 'RFC 8656', 'XEP-0215 1.0.0'],
  options: turnOptions,
  setup(ctx) {
    const { options } = ctx;
    const now = Date.now;
    const secret = signingKey();
    const people = createPeople({ accounts: ctx.accounts, hosts: () => ctx.server.hosts, secret });
    const checks = createChecks({ secret, now });
    // Programs resolve it, most without IDNA.
    const nameFor = (host: string) => options.name.replaceAll('{host}', domainToASCII(host) || host);
    const server = createTurnServer({
      ...{ options, secret, now, signal: ctx.signal, log: ctx.log },
      isActive: (user) => checks.isOpen(user) || people.isActive(user),
      // RFC 8489 §9.2.4: "it is RECOMMENDED that the REALM value be the domain name of the provider of the STUN server".
      realm: () => ctx.server.hosts[0] ?? '',
      name: () => nameFor(ctx.server.hosts[0] ?? ''),
      limited: () => ctx.server.limited,
    });
    ctx.ports.serve(PORTS, server.handler);
    if (ctx.ports.configured(PORTS)) server.prepare();
    ctx.every(5000, server.sweep);
    ctx.metric({
      name: 'chatelaine_turn_allocations',
      type: 'gauge',
      help: 'Relayed addresses in use by calls.',
      read: server.count,
    });
    ctx.command({
      name: 'turn_check',
      summary:
        'Make a name and password for the relay that are good for two minutes, to see whether calls get through',
      positional: [],
      args: z.strictObject({}),
      run() {
        if (ctx.ports.open(PORTS).length === 0) throw new CommandError('refused', 'There is no relay here.');
        return checks.open();
      },
      text: ({ username, password }) => `${username}\n${password}`,
    });
    for (const end of ['account.closed', 'account.removed'] as const)
      ctx.on(end, 'record', ({ account }) => {
        const user = people.nameOf(account);
        if (user !== undefined) server.end(user);
      });

    const offersOf = (host: string): Offer[] => [
      ...ownOffers(ctx.ports.open(PORTS), nameFor(host), secret),
      ...options.others,
    ];
    // XEP-0215 §5: "If an XMPP entity supports this protocol, it MUST report that fact". Without a service there is nothing to ask for.
    ctx.discoInfo('host', ({ host, node }) =>
      node === undefined && offersOf(host).length > 0 ? { features: [NS_EXTDISCO] } : undefined,
    );
    ctx.iq('get', NS_EXTDISCO, 'services', 'host', (request) => {
      const offers = allowedOffers(request);
      const { type } = request.payload.attrs;
      // §3.2: the type that was asked for is echoed.
      return xml(
        'services',
        { xmlns: NS_EXTDISCO, type },
        ...offers
          .filter((offer) => type === undefined || offer.type === type)
          .map((offer) => serviceElement(offer, asking(request))),
      );
    });
    ctx.iq('get', NS_EXTDISCO, 'credentials', 'host', (request) => {
      const offers = allowedOffers(request);
      const asked = request.payload.getChildElements().filter((child) => child.is('service', NS_EXTDISCO));
      const { host, type, port } = asked[0]?.attrs ?? {};
      // §3.3: "a <service/> element which MUST include the 'host' and 'type' attributes to identify the desired service".
      if (asked.length !== 1 || !host || !type)
        throw new StanzaError('bad-request', 'one service, by host and type');
      const found = offers.filter((offer) => matches(offer, { host, type, port }));
      if (found.length === 0) throw new StanzaError('item-not-found', 'there is no such service');
      return xml(
        'credentials',
        { xmlns: NS_EXTDISCO },
        ...found.map((offer) => serviceElement(offer, asking(request))),
      );
    });

    /** §2: "<forbidden/> if the requesting entity does not have permission": others would relay at our cost. */
    function allowedOffers({ from, host, session }: IqRequest): Offer[] {
      // Guests are at a domain of ours, too: each would have a person's share, and a new name for the next.
      if (from.domain !== host || !session || !ctx.accounts.exists(from.bare))
        throw new StanzaError('forbidden', 'Only people of this server may use its services');
      return offersOf(host);
    }

    function asking({ from }: IqRequest) {
      const { createdAt } = ctx.accounts.get(from.bare)!;
      const own = people.nameOf(from.bare)!;
      return {
        // A relay elsewhere, with another secret, is told another name.
        user: (key: string) => (key === secret ? own : pseudonym(from.bare.toString(), createdAt, key)),
        ...{ lifetimeMs: options.credentialHours * 3_600_000, now: now() },
      };
    }

    /** Kept, so that calls outlive a restart's credentials. */
    function signingKey(): string {
      const table = ctx.store.keyval('turn-secret', z.string());
      const kept = table.get('', '');
      if (kept !== undefined) return kept;
      const made = randomBytes(32).toString('base64url');
      table.set('', '', made);
      return made;
    }
  },
});
