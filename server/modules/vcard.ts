/**
 * Profile cards. Specs: XEP-0054 1.3.0.
 * Names, pictures and telephone numbers that colleagues see of each other.
 * It does not look inside: a card is kept as it was sent. The picture's other home is avatars.ts; vCard4 is a personal
 * node.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import { type Jid, parseJid } from '../kernel/jid.ts';
import { defineModule, type IqRequest } from '../kernel/module.ts';
import { NS, type StanzaCondition, StanzaError } from '../kernel/stanza.ts';
import { createContacts } from './support/contacts.ts';
import { DIRECTED } from './support/directed.ts';
import { isSubscriber } from './support/subscription-chart.ts';
import { createVcards } from './support/vcards.ts';

const options = z.object({
  /** Bytes of one card, picture included. */
  maxBytes: z.int().min(1024).default(131_072),
  /** Who of other servers may read cards: `contacts` are those who may see the presence of whoever it is. */
  readers: z.enum(['everyone', 'contacts']).default('everyone'),
});

export const vcard = defineModule({
  name: 'vcard',
  specs: ['XEP-0054 1.3.0'],
  needs: ['roster', 'presence'],
  options,
  setup(ctx) {
    const cards = createVcards(ctx);
    const contacts = createContacts(ctx);

    ctx.feature(NS.vcardTemp, 'both');
    // §3.1: without a vCard "the server MUST return a stanza error (which SHOULD be <item-not-found/>)".
    ctx.iq('get', NS.vcardTemp, 'vCard', 'self', ({ from }) => read(from.bare, 'item-not-found'));
    // §3.3: "If no vCard exists or the user does not exist, […] <service-unavailable/> MUST be used in both cases."
    ctx.iq('get', NS.vcardTemp, 'vCard', 'account', ({ to, from }) => {
      // Refused as if there were no card, or nobody.
      if (!mayRead(to.bare, from)) throw new StanzaError('service-unavailable');
      return read(to.bare, 'service-unavailable');
    });
    ctx.iq('set', NS.vcardTemp, 'vCard', 'self', write);
    // WHY no handler for a set on another's card: §3.2 wants an error, and RFC 6120 §13.11 one that is the same whether or
    // not there is such an account: <service-unavailable/>, which the kernel gives.
    ctx.on('account.removed', 'record', ({ account }) => cards.forget(account));

    function mayRead(owner: Jid, reader: Jid): boolean {
      if (ctx.options.readers === 'everyone' || !ctx.router.isOutside(reader)) return true;
      if (isSubscriber(contacts.get(owner, reader.bare).state)) return true;
      // Whoever is in a room with somebody asks from there, for the picture (XEP-0153).
      const shown = ctx.sessions.of(owner).flatMap((session) => session.get(DIRECTED));
      return shown.some((address) => parseJid(address)?.bare.equals(reader.bare));
    }

    function read(owner: Jid, otherwise: StanzaCondition): Element {
      const card = cards.get(owner);
      if (!card) throw new StanzaError(otherwise);
      return card;
    }

    function write({ from, payload }: IqRequest): undefined {
      if (Buffer.byteLength(payload.toString()) > ctx.options.maxBytes)
        throw new StanzaError('policy-violation', `a card has at most ${ctx.options.maxBytes} bytes`);
      cards.set(from.bare, payload);
      return undefined;
    }
  },
});
