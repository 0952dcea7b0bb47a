/**
 * Presence. Specs: RFC 6121 §4.
 * Shows people which of their colleagues are there, on every device, and that they are gone when they are.
 * It does not decide who may see whom: that is the subscription state in the roster (subscriptions.ts).
 */
import type { Element } from 'ltx';
import type { PresenceEvent } from '../kernel/hooks.ts';
import { type Jid, parseJid } from '../kernel/jid.ts';
import { defineModule, type HookResult, stop } from '../kernel/module.ts';
import { SERVER_STOPS, type Session } from '../kernel/session.ts';
import { parsePriority } from '../kernel/session-state.ts';
import { errorReply, NS, StanzaError } from '../kernel/stanza.ts';
import { parseXml } from '../kernel/xml.ts';
import { createBlocklist } from './support/blocklist.ts';
import { createContacts } from './support/contacts.ts';
import { onlyForThoseShown } from './support/device-queries.ts';
import { DIRECTED } from './support/directed.ts';
import { readdress, xml } from './support/elements.ts';
import { createPresenceRecord, type Orphan } from './support/presence-record.ts';
import { createProbes } from './support/probes.ts';
import { isSubscribed, isSubscriber, isSubscriptionKind } from './support/subscription-chart.ts';

/** Entities one session may show itself to beyond its subscribers (§4.6). */
const MAX_DIRECTED = 1000;
/** WHY characters too: all of them are written down with each change, and an address can have three thousand. */
const MAX_DIRECTED_LENGTH = 100_000;

export const presence = defineModule({
  name: 'presence',
  specs: ['RFC 6121 §4'],
  needs: ['roster'],
  setup(ctx) {
    const contacts = createContacts(ctx);
    const blocklist = createBlocklist(ctx);
    const record = createPresenceRecord(ctx);
    const { router, sessions } = ctx;
    const probes = createProbes({ router, sessions, contacts, leftAt: record.leftAt });
    /** When the process started that told a session anew who is there. */
    const reminded = ctx.sessionState('reminded', () => 0);
    type ContactList = ReturnType<typeof contacts.all>;

    ctx.on('presence.sent', 'deliver', sent);
    ctx.on('presence.received', 'deliver', received);
    ctx.on('iq.received', 'deliver', onlyForThoseShown({ router, sessions, contacts }));
    ctx.on('account.removed', 'record', ({ account }) => record.forget(account));
    // §4.5.2: "If the server detects that the user has gone offline ungracefully, then the server MUST generate the unavailable
    // presence broadcast on the user's behalf."
    ctx.on('session.ended', 'deliver', ({ session, reason }) =>
      leave(session, unavailable(), { whileStopping: reason === SERVER_STOPS }),
    );
    ctx.on('session.resumed', 'deliver', ({ session }) => remind(session));
    // So it does for those the last process was killed under, once the sessions that wait to be resumed are back.
    const orphans = record.orphans();
    setImmediate(() => {
      if (!ctx.signal.aborted) for (const orphan of orphans) bury(orphan);
    });

    function sent({ stanza, session, to }: PresenceEvent): HookResult {
      const { type } = stanza.attrs;
      if (!session || isSubscriptionKind(type) || type === 'error') return undefined;
      if (type === 'probe')
        return mayProbe(session.jid, to)
          ? undefined
          : stop('a probe of somebody whose presence is not shown');
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

    /** A person's own probe of an account here asks no more than the server would by itself; elsewhere others decide. */
    function mayProbe(from: Jid, to: Jid | undefined): boolean {
      if (!to) return false;
      if (!isAccount(to) || to.bare.equals(from.bare)) return true;
      return isSubscribed(contacts.get(from.bare, to.bare).state) || probes.isShown(from, to);
    }

    /** §4.2.2, §4.4.2. */
    function broadcast(session: Session, stanza: Element): void {
      const isInitial = session.presence === undefined;
      session.setPresence(stanza);
      if (isInitial) record.note(session);
      const list = contacts.all(session.jid.bare);
      toSubscribers(session.jid, stanza, list);
      toOwn(session.jid, stanza);
      if (isInitial) greet(session, list);
    }

    /** What a device that just became available has to know. */
    function greet(session: Session, list: ContactList): void {
      const { jid } = session;
      for (const other of ctx.sessions.of(jid.bare))
        if (other !== session && other.presence)
          session.send(readdress(other.presence, { from: other.jid.toString(), to: jid.toString() }));
      for (const [address, { state, request }] of list) {
        if (isSubscribed(state)) probe(jid, address);
        // §3.1.3: the server "MUST continue to deliver the subscription request whenever the contact creates an available
        // resource, until the contact either approves or denies the request."
        if (request && !isBlocked(jid.bare, address)) session.send(parseXml(request));
      }
    }

    /** A session that outlived a process lost what was queued of presence (kernel/session-live.ts): it is told anew, once. */
    function remind(session: Session): void {
      const since = ctx.server.startedAt;
      if (!session.presence || session.connectedAt >= since || session.get(reminded) === since) return;
      session.set(reminded, since);
      for (const [address, { state }] of contacts.all(session.jid.bare))
        if (isSubscribed(state)) probe(session.jid, address);
    }

    function isBlocked(account: Jid, address: string): boolean {
      const contact = parseJid(address);
      return contact !== undefined && blocklist.blocks(account, contact);
    }

    /**
     * §4.3.1: from the bare address, for the bare address. One that stays in this process names the device that just came: what
     * its other devices have been told they need not be told again.
     */
    function probe(jid: Jid, to: string): void {
      const contact = parseJid(to);
      const from = contact && isAccount(contact) ? jid : jid.bare;
      ctx.router.route(xml('presence', { xmlns: NS.client, type: 'probe', from: from.toString(), to }));
    }

    function toSubscribers(jid: Jid, stanza: Element, list: ContactList): void {
      const from = jid.toString();
      for (const [to, { state }] of list)
        if (isSubscriber(state) && canHear(to)) ctx.router.route(readdress(stanza, { from, to }));
    }

    const isAccount = (jid: Jid) => ctx.server.hosts.includes(jid.domain);

    /** Of our own people only those who are connected: presence is kept for nobody. */
    function canHear(address: string): boolean {
      const jid = parseJid(address);
      return jid !== undefined && (!isAccount(jid) || ctx.sessions.of(jid).length > 0);
    }

    /** §4.2.2, §4.4.2: to all of the user's own available resources too, the one it is about among them. */
    function toOwn(jid: Jid, stanza: Element): void {
      const from = jid.toString();
      for (const other of ctx.sessions.of(jid.bare))
        if (other.presence) other.send(readdress(stanza, { from, to: other.jid.toString() }));
    }

    /** §4.5.2: unavailable presence goes to all who saw the session available, by subscription or directly. */
    function leave(session: Session, stanza: Element, { whileStopping = false } = {}): void {
      const { jid } = session;
      const directed = session.get(DIRECTED);
      const wasShown = session.presence !== undefined;
      if (!wasShown && directed.length === 0) return;
      if (wasShown) toOwn(jid, stanza);
      session.setPresence(undefined);
      session.set(DIRECTED, []);
      // What a session that waits for resumption has not been sent by now goes with the process: the next one says it again.
      if (!whileStopping) record.note(session);
      if (!ctx.sessions.of(jid.bare).some((other) => other.presence)) record.left(jid.bare, Date.now());
      const list = wasShown ? contacts.all(jid.bare) : [];
      toSubscribers(jid, stanza, list);
      farewell(jid, stanza, directed, list);
    }

    /** To those shown to beyond the subscribers, who have it already. */
    function farewell(jid: Jid, stanza: Element, directed: readonly string[], list: ContactList): void {
      const told = new Set(list.filter(([, { state }]) => isSubscriber(state)).map(([address]) => address));
      const isTold = (to: string) => told.has(String(parseJid(to)?.bare));
      for (const to of directed)
        if (!isTold(to)) ctx.router.route(readdress(stanza, { from: jid.toString(), to }));
    }

    function bury(orphan: Orphan): void {
      const account = parseJid(orphan.account);
      const jid = account?.withResource(orphan.resource);
      if (jid && ctx.sessions.get(jid)) return;
      record.bury(orphan);
      if (!account || !jid) return;
      const list = orphan.broadcast ? contacts.all(account) : [];
      if (orphan.broadcast) toOwn(jid, unavailable());
      record.left(account, Date.now());
      toSubscribers(jid, unavailable(), list);
      farewell(jid, unavailable(), orphan.directed, list);
    }

    /** §4.6: directed presence; remembered, so that its end can be told. The kernel delivers the stanza itself. */
    function show(session: Session, stanza: Element, to: Jid): HookResult {
      const account = session.jid.bare;
      const seesAnyway =
        session.presence !== undefined &&
        (to.bare.equals(account) || isSubscriber(contacts.get(account, to.bare).state));
      const known = session.get(DIRECTED);
      const address = to.toString();
      if (seesAnyway || known.includes(address)) return undefined;
      const length = known.reduce((sum, one) => sum + one.length, address.length);
      if (known.length >= MAX_DIRECTED || length > MAX_DIRECTED_LENGTH) {
        ctx.router.bounce(stanza, new StanzaError('resource-constraint', 'too many directed presences'));
        return stop('too many directed presences');
      }
      direct(session, [...known, address]);
      return undefined;
    }

    function hide(session: Session, to: Jid): HookResult {
      const address = to.toString();
      const known = session.get(DIRECTED);
      if (known.includes(address))
        direct(
          session,
          known.filter((one) => one !== address),
        );
      return undefined;
    }

    function direct(session: Session, addresses: string[]): void {
      session.set(DIRECTED, addresses);
      record.note(session);
    }

    function received({ stanza, from, to }: PresenceEvent): HookResult {
      if (!to) return undefined;
      if (stanza.attrs.type === 'unavailable') leftUs(stanza, from, to);
      if (stanza.attrs.type !== 'probe') return undefined;
      probes.answer({ from, to, id: stanza.attrs.id });
      return stop('probe answered');
    }

    /** §4.6.1: the server "SHOULD remove any entity that sends unavailable presence to the user". */
    function leftUs(stanza: Element, from: Jid, to: Jid): void {
      // XEP-0045 §7.6: status 303 is another nickname: we are in the room still, and it has to be told when we go.
      const status = stanza.getChild('x', NS.mucUser)?.getChildren('status') ?? [];
      if (status.some(({ attrs }) => attrs.code === '303')) return;
      for (const session of sessions.of(to)) if (to.isBare || session.jid.equals(to)) hide(session, from);
    }
  },
});

const unavailable = () => xml('presence', { xmlns: NS.client, type: 'unavailable' });
