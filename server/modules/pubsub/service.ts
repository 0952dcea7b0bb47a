/**
 * Publish-subscribe. Specs: XEP-0060 1.26.0.
 * A host of its own where people and programs publish to nodes and others subscribe: news, feeds, machines.
 * It does not do collections (XEP-0248); what hangs on a person is personal.ts, on the same engine.
 */
import { z } from 'zod';
import { type Jid, makeJid } from '../../kernel/jid.ts';
import { defineModule, type IqRequest } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { answerPubsub } from './actions.ts';
import { approvalIn, approve } from './approve.ts';
import { nodeInfo, nodeItems } from './discover.ts';
import { createEngine } from './engine.ts';
import { bounced, forgetAccount } from './forget.ts';
import { COMMON_FEATURES, featureOf, PS } from './namespaces.ts';
import { SERVICE_DEFAULTS } from './node.ts';
import { recheck } from './outsiders.ts';
import { COMMANDS, GET_PENDING, getPending } from './pending.ts';
import type { Place } from './place.ts';
import { greetSubscribers } from './presence.ts';
import { watchRelations } from './relations.ts';

const options = z.object({
  /** The address of the service beside each served domain. */
  domain: z.string().default('pubsub.{host}'),
  /** Who may create nodes. */
  create: z.enum(['everyone', 'accounts', 'admins']).default('accounts'),
  maxNodes: z.int().min(1).default(1000),
  /** Nodes one person may make. */
  maxNodesEach: z.int().min(1).default(100),
  /** Items of one node. */
  maxItems: z.int().min(1).default(10_000),
  /** Bytes of one payload. */
  maxPayload: z.int().min(1024).default(131_072),
  /** Megabytes of all items. */
  maxMegabytes: z.int().min(1).default(256),
  /** Of these, in the nodes one person has made, once half of them is taken. */
  maxMegabytesEach: z.int().min(1).default(32),
  /** Subscriptions of one node. */
  maxSubscriptions: z.int().min(1).default(5000),
});

export const pubsub = defineModule({
  name: 'pubsub',
  specs: ['XEP-0060 1.26.0'],
  needs: ['roster', 'presence', 'disco'],
  options,
  setup(ctx) {
    const engine = createEngine({ ctx });
    const service = ctx.service('pubsub', ctx.options.domain);

    // SPEC §5.1: 'The "disco#info" result returned by a pubsub service MUST indicate the identity of the service and
    // indicate which pubsub features are supported.'
    service.identity({ category: 'pubsub', type: 'service', name: 'Publish-Subscribe' });
    for (const feature of [PS.pubsub, ...COMMON_FEATURES.map(featureOf), featureOf('access-open')])
      service.feature(feature);
    ctx.discoInfo(service, (request) =>
      request.node === undefined ? undefined : nodeInfo(engine, placeAt(request.host), request),
    );
    ctx.discoItems(service, (request) => nodeItems(engine, placeAt(request.host), request));

    for (const type of ['get', 'set'] as const) {
      service.iq(type, PS.pubsub, 'pubsub', (request) => handle(type, false, request));
      service.iq(type, PS.owner, 'pubsub', (request) => handle(type, true, request));
    }
    // §8.7: approval requests once more, for an owner who missed them.
    service.feature(COMMANDS);
    service.feature(GET_PENDING);
    service.iq('set', COMMANDS, 'command', ({ from, to, payload, host }) => {
      if (to.local) throw new StanzaError('item-not-found');
      return getPending(engine, placeAt(host), from, payload);
    });
    ctx.discoItems(service, ({ node, to }) =>
      node === COMMANDS
        ? { items: [{ jid: to.toString(), node: GET_PENDING, name: 'Pending requests' }] }
        : undefined,
    );
    service.receive(({ stanza, from, to, host }) => {
      if (stanza.name === 'iq') return false;
      if (stanza.name !== 'message') return true;
      if (stanza.attrs.type === 'error') {
        if (!to.local) bounced(engine, placeAt(host), from, stanza);
        return true;
      }
      if (to.local || !approvalIn(stanza)) throw new StanzaError('service-unavailable');
      approve(engine, placeAt(host), from, stanza);
      return true;
    });

    greetSubscribers(ctx, engine, ownPlace);
    watchRelations(ctx, (_owner, contact, kind) => {
      if (kind === 'ended') recheck(engine, contact, ownPlace);
    });
    ctx.on('account.removed', 'record', ({ account }) => forgetAccount(engine, account, ownPlace));

    function ownPlace(jid: Jid): Place | undefined {
      const host = jid.local ? undefined : service.hostOf(jid.domain);
      return host === undefined ? undefined : placeAt(host);
    }

    function handle(type: 'get' | 'set', owner: boolean, { from, to, payload, host }: IqRequest) {
      // There are no nodes below the service's own address.
      if (to.local) throw new StanzaError('item-not-found');
      return answerPubsub(engine, { place: placeAt(host), from, pubsub: payload, type, owner });
    }

    function placeAt(host: string): Place {
      const { maxNodes, maxItems, maxPayload, maxMegabytes, maxSubscriptions } = ctx.options;
      const { maxNodesEach, maxMegabytesEach } = ctx.options;
      return {
        face: 'service',
        jid: makeJid('', service.domain(host))!,
        host,
        adminsOwn: true,
        autoCreate: false,
        limits: {
          nodes: maxNodes,
          items: maxItems,
          payloadBytes: maxPayload,
          bytes: maxMegabytes * 1024 * 1024,
          each: { nodes: maxNodesEach, bytes: maxMegabytesEach * 1024 * 1024 },
          subscriptions: maxSubscriptions,
        },
        defaults: () => ({
          ...SERVICE_DEFAULTS,
          maxPayloadSize: Math.min(maxPayload, SERVICE_DEFAULTS.maxPayloadSize),
        }),
        mayCreate: (who) => mayCreate(who, host),
      };
    }

    function mayCreate(who: Jid, host: string): boolean {
      const { create } = ctx.options;
      if (create === 'everyone' || ctx.server.admins.of(host).includes(who.bare.toString())) return true;
      return create === 'accounts' && who.domain === host && ctx.accounts.exists(who.bare);
    }
  },
});
