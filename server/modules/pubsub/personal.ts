/**
 * Personal eventing. Specs: XEP-0163 1.2.2 (XEP-0060 1.26.0); carries XEP-0084, 0107, 0108, 0118, 0172, 0292, 0384, 0402, 0490.
 * Every account has nodes: what people show to their contacts (avatar, name, mood), and what their programs keep (keys).
 * It does not look into payloads: what keeps two kinds of data in step has the hooks `personal.…`.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { DiscoRequest } from '../../kernel/discovery.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { defineModule, type IqRequest, stop } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { createContacts } from '../support/contacts.ts';
import { isSubscribed, isSubscriber } from '../support/subscription-chart.ts';
import { maySubscribe } from './access.ts';
import { answerPubsub } from './actions.ts';
import { approvalIn, approve } from './approve.ts';
import { publishForOthers, tellOthers } from './bridge.ts';
import { nodeInfo, nodeItems } from './discover.ts';
import { createEngine } from './engine.ts';
import { bounced, forgetAccount } from './forget.ts';
import { createInterests } from './interests.ts';
import { COMMON_FEATURES, featureOf, PS } from './namespaces.ts';
import { recheck } from './outsiders.ts';
import { personalDefaults } from './personal-defaults.ts';
import type { Place } from './place.ts';
import { greetSubscribers } from './presence.ts';
import { watchRelations } from './relations.ts';

const options = z.object({
  /** Nodes of one account: old OMEMO needs one for each device. */
  maxNodes: z.int().min(1).default(500),
  /** Items of one node. */
  maxItems: z.int().min(1).default(5000),
  /** Bytes of one payload. */
  maxPayload: z.int().min(1024).default(196_608),
  /** Megabytes of all items of one account. */
  maxMegabytes: z.int().min(1).default(16),
  /** Explicit subscriptions of one node. */
  maxSubscriptions: z.int().min(1).default(1000),
});

const FEATURES = [
  'access-presence',
  'auto-create',
  'auto-subscribe',
  'filtered-notifications',
  'last-published',
  'presence-subscribe',
  'pubsub-on-a-jid',
];

export const personal = defineModule({
  name: 'personal',
  specs: ['XEP-0163 1.2.2', 'XEP-0060 1.26.0'],
  needs: ['roster', 'presence', 'disco', 'caps'],
  options,
  setup(ctx) {
    const contacts = createContacts(ctx);
    const interests = createInterests(ctx);
    const engine = createEngine({ ctx, interests, told: tellOthers(ctx) });
    const { nodes, notifier, standings } = engine;

    // SPEC XEP-0163 §6.1: 'the server MUST return an identity of "pubsub/pep" on behalf of the account (as well as a list
    // of the namespaces and other features it supports, including all supported XEP-0060 features)'.
    ctx.identity({ category: 'pubsub', type: 'pep' }, 'account');
    for (const feature of [PS.pubsub, ...[...COMMON_FEATURES, ...FEATURES].map(featureOf)])
      ctx.feature(feature, 'account');
    // COMPAT: programs older than XEP-0163 1.2 look for it here.
    ctx.identity({ category: 'pubsub', type: 'pep' }, 'host');
    const place = ({ to }: DiscoRequest) => placeOf(to.bare);
    ctx.discoInfo('account', (request) =>
      request.node ? nodeInfo(engine, place(request), request) : undefined,
    );
    ctx.discoItems('account', (request) => nodeItems(engine, place(request), request));

    for (const type of ['get', 'set'] as const) {
      ctx.iq(type, PS.pubsub, 'pubsub', 'account', (request) => handle(type, false, request));
      ctx.iq(type, PS.owner, 'pubsub', 'account', (request) => handle(type, true, request));
    }

    function handle(type: 'get' | 'set', owner: boolean, { from, to, payload }: IqRequest) {
      const where = placeOf(to.bare);
      if (!mayKnow(where, from, payload)) throw new StanzaError('service-unavailable');
      return answerPubsub(engine, { place: where, from, pubsub: payload, type, owner });
    }

    /**
     * WHY: RFC 6120 §13.11: a stranger must not learn from the answer whether there is such an account. A node that is there answers
     * for itself, as XEP-0060 wants it: whoever published it wanted it found.
     */
    function mayKnow(where: Place, from: Jid, payload: Element): boolean {
      const account = where.jid;
      if (from.bare.equals(account) || isSubscriber(contacts.get(account, from.bare).state)) return true;
      const node = payload.getChildElements().find((child) => child.attrs.node)?.attrs.node;
      if (node !== undefined) return isFound(where, from, node);
      return nodes.about(from.bare.toString()).some(({ place }) => place === account.toString());
    }

    /** Somebody of another server finds what is for everybody, what can be asked for, and where it is named; the rest is not there. */
    function isFound(where: Place, from: Jid, name: string): boolean {
      const node = nodes.get(where, name);
      if (!node || !ctx.router.isOutside(from)) return node !== undefined;
      const standing = standings.of(where, node, from);
      const open = maySubscribe(node.config.accessModel, standing).allowed !== false;
      return open || standing.subscribed || standing.affiliation !== 'none';
    }

    function placeOf(account: Jid): Place {
      const { maxNodes, maxItems, maxPayload, maxMegabytes, maxSubscriptions } = ctx.options;
      return {
        face: 'account',
        jid: account,
        host: account.domain,
        adminsOwn: false,
        autoCreate: true,
        limits: {
          nodes: maxNodes,
          items: maxItems,
          payloadBytes: maxPayload,
          bytes: maxMegabytes * 1024 * 1024,
          subscriptions: maxSubscriptions,
        },
        defaults: (node) => ({ ...personalDefaults(node), maxPayloadSize: maxPayload }),
        mayCreate: (who) => who.bare.equals(account),
      };
    }

    const localPlace = (jid: Jid | undefined) =>
      jid?.local && ctx.router.isLocal(jid) ? placeOf(jid.bare) : undefined;

    /**
     * SPEC XEP-0163 §4.3.4: "a PEP service MUST send the last published item to all new subscribers and to all
     * newly-available resources for each subscriber, including the account owner itself."
     */
    function sendLast(account: Jid, to: Jid, names: readonly string[]): void {
      const where = placeOf(account);
      for (const name of names) {
        const node = nodes.get(where, name);
        if (node?.config.sendLast === 'on_sub_and_presence' && standings.mayRead(where, node, to))
          notifier.sendLast(where, name, node, to);
      }
    }

    ctx.on('interest.known', 'deliver', ({ jid, session, account, added }) => {
      if (added.length === 0) return;
      if (!session) {
        if (account) sendLast(account, jid, added);
        return;
      }
      sendLast(jid.bare, jid, added);
      for (const [address, { state }] of contacts.all(jid.bare)) {
        const contact = isSubscribed(state) ? localPlace(parseJid(address)) : undefined;
        if (contact && isSubscriber(contacts.get(contact.jid, jid.bare).state))
          sendLast(contact.jid, jid, added);
      }
    });

    watchRelations(ctx, (owner, contact, kind) => {
      if (kind === 'ended') recheck(engine, contact, localPlace);
      else if (isSubscriber(contacts.get(owner, contact).state)) {
        for (const session of ctx.sessions.of(contact))
          if (session.presence) sendLast(owner, session.jid, interests.of(session));
        if (ctx.router.isOutside(contact))
          for (const [device, wanted] of interests.visiting(owner, contact)) sendLast(owner, device, wanted);
      }
    });
    publishForOthers(ctx, engine, placeOf);
    greetSubscribers(ctx, engine, localPlace);
    ctx.on('message.sent', 'guard', ({ stanza, from, to, session }) => {
      if (!to.equals(from.bare) || !approvalIn(stanza)) return undefined;
      try {
        approve(engine, placeOf(to), from, stanza);
      } catch (error) {
        if (!(error instanceof StanzaError)) throw error;
        if (session) ctx.router.bounce(stanza, error);
      }
      return stop('an answer to a subscription request');
    });

    // What was for our own people does not come back: their sessions and accounts are known.
    ctx.on('message.received', 'record', ({ stanza, from, to, account }) => {
      if (stanza.attrs.type === 'error' && to.isBare && ctx.router.isOutside(from))
        bounced(engine, placeOf(account), from, stanza);
    });

    ctx.on('account.removed', 'record', ({ account }) => {
      const own = placeOf(account);
      for (const [name] of nodes.all(own)) nodes.remove(own, name);
      forgetAccount(engine, account, localPlace);
    });
  },
});
