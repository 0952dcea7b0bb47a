/**
 * Presence subscriptions. Specs: RFC 6121 §3 and Appendix A, §3.4 (pre-approval).
 * Lets people ask who may see whether they are online, answer, and take it back; the roster follows.
 * It does not broadcast presence (presence.ts); the state chart is data in support/subscription-chart.ts.
 */
import type { Element } from 'ltx';
import type { PresenceEvent } from '../kernel/hooks.ts';
import type { Jid } from '../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../kernel/module.ts';
import { errorReply, NS, StanzaError } from '../kernel/stanza.ts';
import { type Contact, createContacts } from './support/contacts.ts';
import { readdress, xml } from './support/elements.ts';
import {
  inbound,
  isSubscriber,
  isSubscriptionKind,
  outbound,
  type SubscriptionKind,
  type SubscriptionState,
} from './support/subscription-chart.ts';
import { createVisibility } from './support/visibility.ts';

/** Requests of strangers kept for one person, and bytes of each. */
const MAX_REQUESTS = 500;
const MAX_REQUEST_LENGTH = 4096;

export const subscriptions = defineModule({
  name: 'subscriptions',
  specs: ['RFC 6121 §3'],
  needs: ['roster', 'presence'],
  setup(ctx) {
    const contacts = createContacts(ctx);
    const { tell, announce, goDark } = createVisibility(ctx);

    ctx.streamFeature('authenticated', () => xml('sub', { xmlns: NS.preApproval }));
    ctx.on('presence.sent', 'record', sent);
    ctx.on('presence.received', 'record', received);

    function sent({ stanza, to, account, session }: PresenceEvent): HookResult {
      const kind = stanza.attrs.type;
      if (!isSubscriptionKind(kind)) return undefined;
      if (!to) {
        session?.send(errorReply(stanza, new StanzaError('bad-request', 'a subscription needs an address')));
        return stop('a subscription stanza without an address');
      }
      const contact = to.bare;
      if (kind === 'subscribe' && !contacts.get(account, contact).listed && contacts.isFull(account)) {
        session?.send(errorReply(stanza, new StanzaError('resource-constraint', 'the contact list is full')));
        return stop('the contact list is full');
      }
      // §3.1.2: subscription stanzas leave with the bare address of the sender, for the bare address of the contact.
      const bare = readdress(stanza, { from: account.toString(), to: contact.toString() });
      if (contact.equals(account)) return stop('a subscription to oneself');
      apply(kind, account, contact, bare);
      return stop('subscription handled');
    }

    function apply(kind: SubscriptionKind, account: Jid, contact: Jid, stanza: Element): void {
      const known = contacts.get(account, contact);
      const { next, route } = outbound(kind, known.state);
      const value: Contact = { ...known, state: next };
      if (kind === 'subscribe') value.listed = true;
      // §3.4.2: "subscribed" to somebody who has not asked is a pre-approval: noted, pushed, not routed.
      if (kind === 'subscribed' && !isSubscriber(next))
        Object.assign(value, { approved: true, listed: true });
      if (kind === 'subscribed' && isSubscriber(next)) value.listed = true;
      if (kind === 'unsubscribed') value.approved = false;
      if (!next.includes('+in')) value.request = undefined;
      if (changed(known, value)) contacts.save(account, contact, value);
      if (route) ctx.router.route(stanza);
      // §3.1.5: after "subscribed" comes the current presence of each of our available resources.
      if (!isSubscriber(known.state) && isSubscriber(next)) announce(account, contact);
      // §3.2.2: after "unsubscribed" comes unavailable presence from each of them.
      if (isSubscriber(known.state) && !isSubscriber(next)) goDark(account, contact);
    }

    function received({ stanza, from, account }: PresenceEvent): HookResult {
      const kind = stanza.attrs.type;
      if (!isSubscriptionKind(kind)) return undefined;
      const contact = from.bare;
      const bare = readdress(stanza, { from: contact.toString(), to: account.toString() });
      if (kind === 'subscribe') asked(account, contact, bare);
      else answered(kind, account, contact, bare);
      return stop('subscription handled');
    }

    function asked(account: Jid, contact: Jid, stanza: Element): void {
      const known = contacts.get(account, contact);
      // §3.1.3: if the user already has a subscription, "the contact's server MUST auto-reply on behalf of the contact by sending
      // a presence stanza of type "subscribed"".
      if (isSubscriber(known.state)) {
        tell('subscribed', account, contact);
        return;
      }
      // §3.4.2: approved beforehand: answered likewise, and not shown to anybody.
      if (known.approved) {
        const state = grant(known.state);
        contacts.save(account, contact, { ...known, state, request: undefined });
        tell('subscribed', account, contact);
        announce(account, contact);
        return;
      }
      const { next, deliver } = inbound('subscribe', known.state);
      if (!known.listed && known.state === 'none' && tooManyRequests(account)) return;
      const text = stanza.toString();
      const request = text.length <= MAX_REQUEST_LENGTH ? text : withoutContent(stanza).toString();
      // §3.1.3: no roster push: a request does not make its sender a contact.
      contacts.note(account, contact, { ...known, state: next, request });
      if (!deliver) return;
      for (const session of ctx.sessions.of(account)) if (session.presence) session.send(stanza);
    }

    function answered(kind: SubscriptionKind, account: Jid, contact: Jid, stanza: Element): void {
      const known = contacts.get(account, contact);
      const { next, deliver } = inbound(kind, known.state);
      if (!deliver) return;
      const request = next.includes('+in') ? known.request : undefined;
      // §3.1.6, §3.2.3, §3.3.3: the interested resources see the stanza, then the roster push.
      for (const session of contacts.interested(account)) if (session.presence) session.send(stanza);
      contacts.save(account, contact, { ...known, state: next, request });
      // §3.3.3: somebody who unsubscribed gets unavailable presence from each of our available resources.
      if (isSubscriber(known.state) && !isSubscriber(next)) goDark(account, contact);
    }

    const tooManyRequests = (account: Jid) =>
      contacts.all(account).filter(([, { listed }]) => !listed).length >= MAX_REQUESTS;
  },
});

/** The state after a request that was approved beforehand. */
function grant(state: SubscriptionState): SubscriptionState {
  return outbound('subscribed', inbound('subscribe', state).next).next;
}

const changed = (before: Contact, after: Contact) =>
  before.state !== after.state || before.listed !== after.listed || before.approved !== after.approved;

const withoutContent = (stanza: Element) => xml('presence', { ...stanza.attrs });
