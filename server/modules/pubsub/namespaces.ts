/** Namespaces, form types and features of XEP-0060 that only this folder knows. */
const PUBSUB = 'http://jabber.org/protocol/pubsub';

export const PS = {
  pubsub: PUBSUB,
  owner: `${PUBSUB}#owner`,
  event: `${PUBSUB}#event`,
  errors: `${PUBSUB}#errors`,
  nodeConfig: `${PUBSUB}#node_config`,
  publishOptions: `${PUBSUB}#publish-options`,
  subscribeOptions: `${PUBSUB}#subscribe_options`,
  subscribeAuthorization: `${PUBSUB}#subscribe_authorization`,
  metaData: `${PUBSUB}#meta-data`,
  /** XEP-0033, for the "replyto" of personal events. */
  address: 'http://jabber.org/protocol/address',
} as const;

/** A feature of XEP-0060 §11 by its short name. */
export const featureOf = (name: string): string => `${PUBSUB}#${name}`;

/** §11: what both faces do. "access-…" names the default, so each face adds its own. */
export const COMMON_FEATURES = [
  'config-node',
  'config-node-max',
  'create-and-configure',
  'create-nodes',
  'delete-items',
  'delete-nodes',
  'instant-nodes',
  'item-ids',
  'leased-subscription',
  'manage-subscriptions',
  'member-affiliation',
  'meta-data',
  'modify-affiliations',
  'multi-items',
  'outcast-affiliation',
  'persistent-items',
  'presence-notifications',
  'publish',
  'publish-node-full',
  'publish-only-affiliation',
  'publish-options',
  'publisher-affiliation',
  'purge-nodes',
  'retract-items',
  'retrieve-affiliations',
  'retrieve-default',
  'retrieve-default-sub',
  'retrieve-items',
  'retrieve-subscriptions',
  'rsm',
  'subscribe',
  'subscription-notifications',
  'subscription-options',
] as const;
