/**
 * Presence subscriptions. Specs: RFC 6121 §3 and Appendix A, §3.4 (pre-approval).
 * Lets people ask who may see whether they are online, answer, and take it back; the roster follows.
 * It does not broadcast presence (presence.ts); the state chart is data in support/subscription-chart.ts.
 */
import { randomUUID } from 'node:crypto';
import type { Element } from 'ltx';
import { z } from 'zod';
import type { PresenceEvent } from '../kernel/hooks.ts';
import { type Jid, parseJid } from '../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../kernel/module.ts';
import { errorReply, NS, StanzaError } from '../kernel/stanza.ts';
import { type Contact, createContacts } from './support/contacts.ts';
import { readdress, xml } from './support/elements.ts';
import {
  inbound,
  isAsked,
  isAsking,
  isSubscriber,
  isSubscriptionKind,
  outbound,
  type SubscriptionKind,
  type SubscriptionState,
} from './support/subscription-chart.ts';
import { createVisibility } from './support/visibility.ts';

/** Bytes of a request that waits; a longer one is refused, since §3.1.3 wants "the complete presence stanza" kept. */
const MAX_REQUEST_BYTES = 16_384;
const HOUR_MS = 3_600_000;

const options = z.object({
  /** §3.1.2, "some configurable amount of time": when somebody of another server who does not answer is asked again. */
  resendHours: z.number().min(0).default(24),
});

export const subscriptions = defineModule({
  name: 'subscriptions',
  specs: ['RFC 6121 §3'],
  needs: ['roster', 'presence'],
  options,
  setup(ctx) {
    const contacts = createContacts(ctx);
    const { tell, announce, goDark, endSubscription } = createVisibility(ctx);

    ctx.streamFeature('authenticated', () => xml('sub', { xmlns: NS.preApproval }));
    ctx.on('presence.sent', 'record', sent);
    ctx.on('presence.received', 'record', received);

    /** One of our people asks, answers or takes back. */
    function sent({ stanza, to, account, session }: PresenceEvent): HookResult {
      const kind = stanza.attrs.type;
      if (kind === undefined && !to && session && !session.presence) askAgain(account);
      if (!isSubscriptionKind(kind)) return undefined;
      const refuse = (error: StanzaError) => {
        session?.send(errorReply(stanza, error));
        return stop(error.text ?? error.condition);
      };
      if (!to) return refuse(new StanzaError('bad-request', 'a subscription needs an address'));
      // §3.1.2: a full address counts as its bare one; the stanza leaves with the bare address of the user.
      const contact = to.bare;
      if (contact.equals(account)) return stop('a subscription to oneself');
      if (contacts.get(account, contact).team && (kind === 'unsubscribe' || kind === 'unsubscribed'))
        return refuse(new StanzaError('not-allowed', 'people of one team see each other'));
      if (needsRoom(kind, account, contact))
        return refuse(new StanzaError('resource-constraint', 'the contact list is full'));
      apply(kind, account, contact, readdress(stanza, { from: account.toString(), to: contact.toString() }));
      return stop('subscription handled');
    }

    /**
     * §3.1.2: "If a remote contact does not approve or deny the subscription request within some configurable amount of time, the
     * user's server SHOULD resend the subscription request to the contact based on an implementation-specific algorithm (e.g.,
     * whenever a new resource becomes available for the user […])"; "it is RECOMMENDED for the server to include an 'id' attribute".
     */
    function askAgain(account: Jid): void {
      const due = Date.now() - ctx.options.resendHours * HOUR_MS;
      for (const [address, known] of contacts.all(account)) {
        const contact = isAsking(known.state) && (known.askedAt ?? 0) <= due ? parseJid(address) : undefined;
        if (!contact || !ctx.router.isOutside(contact)) continue;
        contacts.note(account, contact, { ...known, askedAt: Date.now() });
        tell('subscribe', account, contact, randomUUID());
      }
    }

    /** `subscribe` and the pre-approval of a stranger make a contact. */
    const needsRoom = (kind: SubscriptionKind, account: Jid, contact: Jid) =>
      (kind === 'subscribe' || kind === 'subscribed') &&
      !contacts.get(account, contact).listed &&
      contacts.isFull(account);

    function apply(kind: SubscriptionKind, account: Jid, contact: Jid, stanza: Element): void {
      const known = contacts.get(account, contact);
      const { next, route } = outbound(kind, known.state);
      const value = afterSending(kind, known, next);
      if (isNews(known, value) || (kind === 'subscribe' && isAsking(next)))
        contacts.save(account, contact, value);
      if (isSubscriber(known.state) && !isSubscriber(next)) endSubscription(account, contact, stanza);
      else if (route) ctx.router.route(stanza);
      // §3.1.5: "The contact's server MUST then also send current presence to the user from each of the contact's available
      // resources."
      if (!isSubscriber(known.state) && isSubscriber(next)) announce(account, contact);
    }

    /** Somebody asks, answers or takes back, and one of our people is meant. */
    function received({ stanza, from, to, account }: PresenceEvent): HookResult {
      const kind = stanza.attrs.type;
      if (!isSubscriptionKind(kind)) return undefined;
      // §8.5.3.2.2: for a device that is not there: "For a presence stanza of type "subscribed", "unsubscribe", or "unsubscribed", the
      // server MUST ignore the stanza."
      if (kind !== 'subscribe' && to && !to.isBare && !ctx.sessions.get(to))
        return stop('a subscription stanza for a device that is not there');
      const contact = from.bare;
      const bare = readdress(stanza, { from: contact.toString(), to: account.toString() });
      if (kind === 'subscribe') asked(account, contact, bare);
      else answered(kind, account, contact, bare);
      return stop('subscription handled');
    }

    function asked(account: Jid, contact: Jid, stanza: Element): void {
      const known = contacts.get(account, contact);
      // §3.1.3: "If the contact exists and the user already has a subscription to the contact's presence, then the contact's
      // server MUST auto-reply on behalf of the contact by sending a presence stanza of type "subscribed" from the contact's
      // bare JID to the user's bare JID." §3.4.2: so it does for a pre-approved one, and does not deliver the request.
      const granted = isSubscriber(known.state);
      if (granted || known.approved) {
        if (!granted)
          contacts.save(account, contact, { ...known, state: grant(known.state), request: undefined });
        tell('subscribed', account, contact);
        announce(account, contact);
        return;
      }
      const refusal = tooMuch(account, contact, known, stanza);
      if (refusal) {
        ctx.router.bounce(stanza, refusal);
        return;
      }
      const { next, deliver } = inbound('subscribe', known.state);
      // §3.1.3: the server "MUST keep a record of the complete presence stanza comprising the subscription request"; no roster
      // push, since a request does not make its sender a contact. Of several the last is kept.
      contacts.note(account, contact, { ...known, state: next, request: stanza.toString() });
      // A.3.1 has a request that waits already not delivered again ("S.N."), §3.1.3 has each one delivered, as a MUST, and §3.1.2
      // has servers ask again for what got lost: so it comes again.
      if (!deliver && !isAsked(known.state)) return;
      // §3.1.3: with available resources the server "MUST send that subscription request to all available resources".
      for (const session of ctx.sessions.of(account)) if (session.presence) session.send(stanza);
    }

    /** A.3.2: the server "SHOULD auto-reply by sending a presence stanza of type "unsubscribed"": among ourselves both sides know. */
    function confirmEnd(account: Jid, contact: Jid): void {
      if (ctx.router.isOutside(contact)) tell('unsubscribed', account, contact);
    }

    /** §3.1.2: what cannot be kept is not lost silently: "the user's server MUST return an appropriate error stanza to the user". */
    function tooMuch(account: Jid, contact: Jid, known: Contact, stanza: Element): StanzaError | undefined {
      if (Buffer.byteLength(stanza.toString()) > MAX_REQUEST_BYTES)
        return new StanzaError('policy-violation', 'the request is too long');
      const isNew = !known.listed && !isAsked(known.state);
      if (isNew && contacts.hasTooManyRequests(account, contact))
        return new StanzaError('resource-constraint', 'too many requests wait for an answer');
      return undefined;
    }

    function answered(kind: SubscriptionKind, account: Jid, contact: Jid, stanza: Element): void {
      const known = contacts.get(account, contact);
      const { next, deliver } = inbound(kind, known.state);
      if (!deliver || known.team) return;
      const value = { ...known, state: next, request: isAsked(next) ? known.request : undefined };
      // §3.3.3: of somebody who is not on the roster "the contact's server MUST simply remove any record of the inbound presence
      // subscription request".
      if (!known.listed) {
        contacts.note(account, contact, value);
        if (kind === 'unsubscribe') confirmEnd(account, contact);
        return;
      }
      // §3.1.6, §3.2.3, §3.3.3: delivered to all interested resources, before the roster push.
      for (const session of contacts.interested(account)) session.send(stanza);
      if (shown(known.state) === shown(next)) contacts.note(account, contact, value);
      else contacts.save(account, contact, value);
      // §3.3.3: somebody who unsubscribed gets unavailable presence from each of our available resources.
      if (isSubscriber(known.state) && !isSubscriber(next)) goDark(account, contact);
      if (kind === 'unsubscribe') confirmEnd(account, contact);
    }
  },
});

/** What is kept of a contact after our person sent it a subscription stanza that leads to the state `next`. */
function afterSending(kind: SubscriptionKind, known: Contact, next: SubscriptionState): Contact {
  const value: Contact = { ...known, state: next, request: isAsked(next) ? known.request : undefined };
  switch (kind) {
    // §3.1.2: the roster push has the contact "with notation that the subscription is pending".
    case 'subscribe':
      return { ...value, listed: true, askedAt: Date.now() };
    // §3.4.2: of somebody who has not asked "the user's server MUST note the subscription pre-approval by setting the 'approved'
    // flag to a value of "true"".
    case 'subscribed':
      return { ...value, listed: true, approved: known.approved || !isSubscriber(next) };
    // §3.2.2: it takes a pre-approval back, too.
    case 'unsubscribed':
      return { ...value, approved: false };
    case 'unsubscribe':
      return value;
  }
}

/** The state after a request that was approved beforehand. */
const grant = (state: SubscriptionState): SubscriptionState =>
  outbound('subscribed', inbound('subscribe', state).next).next;

/** What devices see of a state: requests that wait for our person are none of it. */
const shown = (state: SubscriptionState): string => state.replace('+in', '');

const isNews = (before: Contact, after: Contact) =>
  before.state !== after.state || before.listed !== after.listed || before.approved !== after.approved;
