/**
 * Presence. Specs: RFC 6121 §4.
 * Shows people which of their colleagues are there, on every device, and that they are gone when they are.
 * It does not decide who may see whom: that is the subscription state in the roster (subscriptions.ts).
 */
import type { Element } from 'ltx';
import type { PresenceEvent } from '../kernel/hooks.ts';
import type { Jid } from '../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../kernel/module.ts';
import type { Session } from '../kernel/session.ts';
import { parsePriority } from '../kernel/session-state.ts';
import { errorReply, NS, StanzaError } from '../kernel/stanza.ts';
import { parseXml } from '../kernel/xml.ts';
import { createContacts } from './support/contacts.ts';
import { readdress, xml } from './support/elements.ts';
import { isSubscribed, isSubscriber, isSubscriptionKind } from './support/subscription-chart.ts';

/** Entities one session may show itself to beyond its subscribers (§4.6). */
const MAX_DIRECTED = 1000;

export const presence = defineModule({
  name: 'presence',
  specs: ['RFC 6121 §4'],
  needs: ['roster'],
  setup(ctx) {
    const contacts = createContacts(ctx);
    const directed = ctx.sessionState<string[]>('directed', () => []);

    ctx.on('presence.sent', 'deliver', sent);
    ctx.on('presence.received', 'deliver', received);
    ctx.on('session.ended', 'deliver', ({ session }) => {
      if (session.presence || session.get(directed).length > 0) leave(session, unavailable());
    });

    function sent(event: PresenceEvent): HookResult {
      const { stanza, session, to } = event;
      const { type } = stanza.attrs;
      if (!session || isSubscriptionKind(type) || type === 'error') return undefined;
      if (type === 'probe') return stop('probes are the server’s to send');
      if (type !== undefined && type !== 'unavailable')
        return refuse(session, stanza, 'unknown type of presence');
      if (to) return type === undefined ? show(session, stanza, to) : hide(session, to);
      if (type === 'unavailable') leave(session, stanza);
      else if (parsePriority(stanza) === undefined)
        return refuse(session, stanza, 'the priority is a whole number from -128 to 127');
      else broadcast(session, stanza);
      return undefined;
    }

    function refuse(session: Session, stanza: Element, text: string): HookResult {
      session.send(errorReply(stanza, new StanzaError('bad-request', text)));
      return stop(text);
    }

    function broadcast(session: Session, stanza: Element): void {
      const account = session.jid.bare;
      const initial = session.presence === undefined;
      session.setPresence(stanza);
      const list = contacts.all(account);
      toSubscribers(session, stanza, list);
      // §4.2.2: also to all of the user's own available resources, the new one included.
      toOwn(session, stanza, true);
      if (initial) greet(session, list);
    }

    /** What a device that just became available has to know. */
    function greet(session: Session, list: ReturnType<typeof contacts.all>): void {
      for (const other of ctx.sessions.of(session.jid.bare))
        if (other !== session && other.presence)
          session.send(readdress(other.presence, { from: other.jid.toString(), to: session.jid.toString() }));
      for (const [address, contact] of list) {
        // §4.2.2, §4.3: probes go to those whose presence the user may see.
        if (isSubscribed(contact.state)) probe(session.jid, address);
        // §3.1.3: a request nobody answered comes again whenever a resource becomes available.
        if (contact.state.includes('+in') && contact.request) session.send(parseXml(contact.request));
      }
    }

    const probe = (from: Jid, to: string) =>
      ctx.router.route(xml('presence', { xmlns: NS.client, type: 'probe', from: from.toString(), to }));

    function toSubscribers(session: Session, stanza: Element, list: ReturnType<typeof contacts.all>): void {
      const from = session.jid.toString();
      for (const [to, { state }] of list)
        if (isSubscriber(state)) ctx.router.route(readdress(stanza, { from, to }));
    }

    function toOwn(session: Session, stanza: Element, itself: boolean): void {
      const from = session.jid.toString();
      for (const other of ctx.sessions.of(session.jid.bare))
        if (other.presence && (itself || other !== session))
          other.send(readdress(stanza, { from, to: other.jid.toString() }));
    }

    /** §4.5.2: unavailable presence goes to all who saw the session available, by subscription or directly. */
    function leave(session: Session, stanza: Element): void {
      const account = session.jid.bare;
      const list = session.presence ? contacts.all(account) : [];
      if (session.presence) toOwn(session, stanza, false);
      session.setPresence(undefined);
      toSubscribers(session, stanza, list);
      const from = session.jid.toString();
      for (const to of session.get(directed)) ctx.router.route(readdress(stanza, { from, to }));
      session.set(directed, []);
    }

    /** §4.6: directed presence; remembered, so that its end can be told. The kernel delivers the stanza itself. */
    function show(session: Session, stanza: Element, to: Jid): HookResult {
      const seesAnyway =
        session.presence !== undefined && isSubscriber(contacts.get(session.jid.bare, to.bare).state);
      const known = session.get(directed);
      const address = to.toString();
      if (seesAnyway || known.includes(address)) return undefined;
      if (known.length >= MAX_DIRECTED) {
        ctx.router.bounce(stanza, new StanzaError('resource-constraint', 'too many directed presences'));
        return stop('too many directed presences');
      }
      session.set(directed, [...known, address]);
      return undefined;
    }

    function hide(session: Session, to: Jid): HookResult {
      const address = to.toString();
      const known = session.get(directed);
      if (known.includes(address))
        session.set(
          directed,
          known.filter((one) => one !== address),
        );
      return undefined;
    }

    function received({ stanza, from, account }: PresenceEvent): HookResult {
      if (stanza.attrs.type !== 'probe') return undefined;
      answerProbe(account, from);
      return stop('probe answered');
    }

    function answerProbe(account: Jid, from: Jid): void {
      const asker = from.toString();
      const mayKnow = from.bare.equals(account) || isSubscriber(contacts.get(account, from.bare).state);
      // §4.3.2 rule 1: without a subscription the answer is "unsubscribed", whether or not there is anybody.
      if (!mayKnow) {
        ctx.router.route(reply('unsubscribed', account.toString(), from.bare.toString()));
        return;
      }
      const here = ctx.sessions.of(account).filter((session) => session.presence);
      // §4.3.2 rule 3: no available resources: "unavailable", from the bare address.
      if (here.length === 0) {
        ctx.router.route(reply('unavailable', account.toString(), asker));
        return;
      }
      // Rule 4: the last presence each available resource broadcast.
      for (const { jid, presence } of here)
        if (presence) ctx.router.route(readdress(presence, { from: jid.toString(), to: asker }));
    }
  },
});

const unavailable = () => xml('presence', { xmlns: NS.client, type: 'unavailable' });
const reply = (type: string, from: string, to: string) =>
  xml('presence', { xmlns: NS.client, type, from, to });
