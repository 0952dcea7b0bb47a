/** What a node is: its configuration, who may do what there, and who subscribed. The shape of the table `pubsub-node`. */
import { z } from 'zod';

/** XEP-0060 §4.1. */
export const AFFILIATIONS = ['owner', 'publisher', 'publish-only', 'member', 'none', 'outcast'] as const;
export type Affiliation = (typeof AFFILIATIONS)[number];

export const ACCESS_MODELS = ['open', 'presence', 'roster', 'authorize', 'whitelist'] as const;
export type AccessModel = (typeof ACCESS_MODELS)[number];

/** §17.4.4 pubsub#node_config: the fields that mean something here. `max` is as much as the server allows. */
export const configSchema = z.object({
  title: z.string(),
  description: z.string(),
  language: z.string(),
  /** The namespace every payload must have; empty for any. */
  type: z.string(),
  contact: z.array(z.string()),
  accessModel: z.enum(ACCESS_MODELS),
  rosterGroups: z.array(z.string()),
  publishModel: z.enum(['publishers', 'subscribers', 'open']),
  persistItems: z.boolean(),
  maxItems: z.union([z.int(), z.literal('max')]),
  /** Seconds. */
  itemExpire: z.union([z.int(), z.literal('max')]),
  /** Bytes. */
  maxPayloadSize: z.int(),
  publishNodeFull: z.enum(['retract-oldest', 'discard-oldest', 'reject']),
  deliverNotifications: z.boolean(),
  deliverPayloads: z.boolean(),
  notifyConfig: z.boolean(),
  notifyDelete: z.boolean(),
  notifyRetract: z.boolean(),
  notifySub: z.boolean(),
  notificationType: z.enum(['normal', 'headline']),
  presenceBasedDelivery: z.boolean(),
  sendLast: z.enum(['never', 'on_sub', 'on_sub_and_presence']),
  subscribe: z.boolean(),
});
export type NodeConfig = z.infer<typeof configSchema>;

/** §17.4.2 pubsub#subscribe_options. */
export const optionsSchema = z.object({
  deliver: z.boolean(),
  /** Milliseconds since the epoch, or while the subscriber is online (§13.5), or for good. */
  expire: z.union([z.number(), z.literal('presence'), z.null()]),
  showValues: z.array(z.enum(['online', 'chat', 'away', 'dnd', 'xa'])),
});
export type SubscriptionOptions = z.infer<typeof optionsSchema>;

export const subscriptionSchema = z.object({
  jid: z.string(),
  subid: z.string(),
  state: z.enum(['subscribed', 'pending']),
  options: optionsSchema,
});
export type Subscription = z.infer<typeof subscriptionSchema>;

export const nodeSchema = z.object({
  config: configSchema,
  creator: z.string(),
  createdAt: z.number(),
  /** By bare address; whoever is not named has none. */
  affiliations: z.record(z.string(), z.enum(AFFILIATIONS)),
  subscriptions: z.array(subscriptionSchema),
});
export type PubsubNode = z.infer<typeof nodeSchema>;

export const DEFAULT_OPTIONS: SubscriptionOptions = {
  deliver: true,
  expire: null,
  showValues: ['online', 'chat', 'away', 'dnd', 'xa'],
};

/** The defaults of a service of its own; a personal node differs in what `personal.ts` says. */
export const SERVICE_DEFAULTS: NodeConfig = {
  title: '',
  description: '',
  language: '',
  type: '',
  contact: [],
  accessModel: 'open',
  rosterGroups: [],
  publishModel: 'publishers',
  persistItems: true,
  maxItems: 256,
  itemExpire: 'max',
  maxPayloadSize: 131_072,
  publishNodeFull: 'retract-oldest',
  deliverNotifications: true,
  deliverPayloads: true,
  notifyConfig: false,
  notifyDelete: true,
  notifyRetract: true,
  notifySub: false,
  notificationType: 'headline',
  presenceBasedDelivery: false,
  sendLast: 'on_sub',
  subscribe: true,
};

export const affiliationOf = (node: PubsubNode, bare: string): Affiliation =>
  node.affiliations[bare] ?? 'none';

export const ownersOf = (node: PubsubNode): string[] =>
  Object.keys(node.affiliations).filter((jid) => node.affiliations[jid] === 'owner');
