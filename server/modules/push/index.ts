/**
 * Push notifications. Specs: XEP-0357 0.4.1.
 * Wakes a telephone whose connection sleeps, through the push service of its own program, when something came for it.
 * It tells the service no more than the operator allows (by default nothing), and is no push service itself.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { MessageEvent, PresenceEvent } from '../../kernel/hooks.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { defineModule, type HookResult, type IqRequest, stop } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { createContacts } from '../support/contacts.ts';
import { PUSH_ASKED } from '../support/device-facts.ts';
import { readForm } from '../support/forms.ts';
import { outcomeOf } from '../support/outcome.ts';
import { registerCommands } from './commands.ts';
import { isUrgent, summaryOf } from './decide.ts';
import { createOutcomes } from './outcomes.ts';
import { createPublisher, PUBSUB, PUSH } from './publisher.ts';
import { createRegistrations, keyOf, type Registration } from './registrations.ts';

const options = z.object({
  /** What push services learn of a message: nothing, who sent it, or also what it says. */
  content: z.enum(['none', 'sender', 'body']).default('none'),
});
const PUBLISH_OPTIONS = `${PUBSUB}#publish-options`;
const MAX_OPTIONS = 4096;
const MAX_NODE = 1024;

export const push = defineModule({
  name: 'push',
  specs: ['XEP-0357 0.4.1'],
  needs: ['roster'],
  options,
  setup(ctx) {
    const registrations = createRegistrations(ctx);
    const outcomes = createOutcomes(ctx);
    const publisher = createPublisher(ctx, registrations, outcomes);
    const contacts = createContacts(ctx);
    /** The registration a session asked for, by its key. */
    const asked = PUSH_ASKED;
    /** The last urgent stanza a session was sent, by its place in the order of stream management. */
    const lastUrgent = new WeakMap<Session, number>();

    // §4.1: "the server MUST include the feature 'urn:xmpp:push:0' in its list of supported features": of the account's.
    ctx.feature(PUSH, 'account');
    ctx.iq('set', PUSH, 'enable', 'self', enable);
    ctx.iq('set', PUSH, 'disable', 'self', disable);
    ctx.on('message.received', 'guard', remoteDisable);
    ctx.on('message.received', 'deliver', received);
    ctx.on('presence.received', 'guard', requested);
    ctx.on('session.detached', 'deliver', ({ session }) => detached(session));
    ctx.on('session.resumed', 'deliver', ({ session }) => here(session));
    for (const end of ['account.closed', 'account.removed'] as const)
      ctx.on(end, 'record', ({ account }) => {
        registrations.forget(account);
        outcomes.forget(account);
      });
    registerCommands(ctx, { registrations, outcomes, publisher });

    function enable({ from, payload, session }: IqRequest): undefined {
      const { service, node = '' } = readTarget(payload);
      const form = readForm(payload, PUBLISH_OPTIONS) && payload.getChild('x', NS.data);
      const text = form?.toString();
      if (text !== undefined && Buffer.byteLength(text) > MAX_OPTIONS)
        throw new StanzaError('not-acceptable', `publish options have at most ${MAX_OPTIONS} bytes`);
      const registration: Registration = {
        ...{ service, node, options: text },
        resource: from.resource,
        enabledAt: Date.now(),
        errors: 0,
      };
      registrations.put(from.bare, registration);
      clearEarlier(from.bare, registration);
      ctx.announce('standing.changed', { account: from.bare });
      session?.set(asked, keyOf(registration));
      if (session) here(session);
      return undefined;
    }

    /** A device asks with another node each time it is set up anew: what went wrong with those before is over. */
    function clearEarlier(account: Jid, { service, resource, ...now }: Registration): void {
      const key = keyOf({ service, node: now.node });
      const stale = outcomes
        .of(account)
        .filter(([one, earlier]) => earlier.failure && (one === key || earlier.resource === resource));
      outcomes.clear(
        account,
        stale.map(([one]) => one),
      );
    }

    /** §6: "If a 'node' attribute is provided, then only that combination of JID and node SHOULD be removed". */
    function disable({ from, payload }: IqRequest): undefined {
      const { service, node } = readTarget(payload);
      const gone = registrations.remove(from.bare, service, node);
      outcomes.clear(from.bare, gone);
      ctx.announce('standing.changed', { account: from.bare });
      for (const key of gone) publisher.seen(from.bare, key);
      return undefined;
    }

    function here(session: Session): void {
      if (session.get(asked) !== '') publisher.seen(session.jid.bare, session.get(asked));
    }

    /** The session of the device that asked, if it has one. */
    const sessionOf = (account: Jid, registration: Registration) =>
      ctx.sessions.of(account).find((session) => session.get(asked) === keyOf(registration)) ??
      ctx.sessions.of(account).find((session) => session.jid.resource === registration.resource);

    /** Every device that asked and is not here; one that is gets the thing itself. */
    function wake(account: Jid, summary: Record<string, string>): void {
      for (const registration of registrations.of(account))
        if (sessionOf(account, registration)?.status !== 'live')
          publisher.publish(account, registration, summary);
    }

    function received(event: MessageEvent): void {
      const { stanza, account, to, session } = event;
      if (registrations.of(account).length === 0 || session?.jid.bare.equals(account)) return;
      const verdict = isUrgent(stanza);
      const outcome = outcomeOf(event, ctx.sessions);
      if (!verdict.push || outcome.to === 'error' || outcome.to === 'nobody') return;
      // A room sends to each device that joined, so one of them sleeping is no reason to wake the others.
      const match = to.isBare ? undefined : ctx.sessions.get(to);
      if (stanza.attrs.type === 'groupchat' && match) {
        const own = registrations.of(account).find((one) => sessionOf(account, one) === match);
        if (own && match.status !== 'live')
          publisher.publish(account, own, summaryOf(stanza, ctx.options.content));
      } else wake(account, summaryOf(stanza, ctx.options.content));
      for (const one of ctx.sessions.of(account))
        if (one.sm.enabled && one.get(asked) !== '') lastUrgent.set(one, one.sm.sent() + 1);
    }

    /** Somebody asks to see our presence, and no device is there to be asked. */
    function requested({ stanza, account, from }: PresenceEvent): void {
      if (stanza.attrs.type !== 'subscribe' || registrations.of(account).length === 0) return;
      const waiting = contacts.all(account).filter(([, { state }]) => state.includes('+in')).length;
      const isNew = !contacts.get(account, from.bare).state.includes('+in');
      if (isNew) wake(account, { 'pending-subscription-count': String(waiting + 1) });
    }

    /** The connection broke with something urgent on it that the device never confirmed. */
    function detached(session: Session): void {
      const { sent, unacked } = session.sm;
      const urgent = lastUrgent.get(session);
      if (urgent === undefined || urgent <= sent() - unacked()) return;
      const registration = registrations.get(session.jid.bare, session.get(asked));
      if (registration)
        publisher.publish(session.jid.bare, registration, { 'last-message-body': 'New message' });
    }

    /** §8: "the server MAY remove the received JID and node combination from the set of enabled services". */
    function remoteDisable({ stanza, account, from }: MessageEvent): HookResult {
      const pubsub = stanza.getChild('pubsub', PUBSUB);
      const affiliation = pubsub?.getChild('affiliation');
      const node = pubsub?.attrs.node;
      if (affiliation?.attrs.affiliation !== 'none' || node === undefined) return undefined;
      if (parseJid(affiliation.attrs.jid ?? '')?.bare.equals(account) !== true) return undefined;
      const gone = registrations.remove(account, from.toString(), node);
      outcomes.clear(account, gone);
      return gone.length > 0 ? stop('the push service does not want our notifications any more') : undefined;
    }
  },
});

/** As §5 says of the other command: "which MUST contain a 'jid' attribute of the XMPP Push Service". */
function readTarget(payload: Element): { service: string; node: string | undefined } {
  const { jid, node } = payload.attrs;
  if (!jid) throw new StanzaError('bad-request', 'the address of the push service is missing');
  const service = parseJid(jid);
  if (!service) throw new StanzaError('jid-malformed', 'the address of the push service is none');
  if (node !== undefined && Buffer.byteLength(node) > MAX_NODE)
    throw new StanzaError('not-acceptable', `a node has at most ${MAX_NODE} bytes`);
  return { service: service.toString(), node };
}
