/** The configuration of a node as a data form: pubsub#node_config, pubsub#publish-options and pubsub#meta-data. */
import type { Element } from 'ltx';
import type { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { readForm } from '../support/forms.ts';
import { refuse } from './errors.ts';
import {
  addresses,
  boolean,
  choice,
  field,
  notAcceptable,
  numberOrMax,
  readFields,
  text,
  texts,
  wholeNumber,
  writeForm,
} from './form-fields.ts';
import { PS } from './namespaces.ts';
import { ACCESS_MODELS, type NodeConfig, ownersOf, type PubsubNode } from './node.ts';

const MAX_TEXT = 1023;
const one = field<NodeConfig>();

/** §17.4.4. What is not here (collections, XSLT, digests) is not done here, so nobody is asked about it. */
const FIELDS = [
  one('pubsub#title', 'title', 'A friendly name for the node', text(MAX_TEXT)),
  one('pubsub#description', 'description', 'A description of the node', text(MAX_TEXT)),
  one('pubsub#language', 'language', 'The default language of the node', text(64)),
  one('pubsub#type', 'type', 'The namespace of the payloads', text(MAX_TEXT)),
  one('pubsub#contact', 'contact', 'The JIDs of those to contact with questions', addresses(10)),
  one('pubsub#access_model', 'accessModel', 'Who may subscribe and retrieve items', choice(ACCESS_MODELS)),
  one(
    'pubsub#roster_groups_allowed',
    'rosterGroups',
    'The roster groups allowed to subscribe and retrieve items',
    texts(50, MAX_TEXT),
  ),
  one(
    'pubsub#publish_model',
    'publishModel',
    'Who may publish',
    choice(['publishers', 'subscribers', 'open'] as const),
  ),
  one('pubsub#persist_items', 'persistItems', 'Whether to persist items', boolean),
  one('pubsub#max_items', 'maxItems', 'The number of items to keep, or max', numberOrMax(1)),
  one('pubsub#item_expire', 'itemExpire', 'Seconds after which items go, or max', numberOrMax(0)),
  one('pubsub#max_payload_size', 'maxPayloadSize', 'The largest payload in bytes', wholeNumber(1)),
  one(
    'pubsub#publish_node_full',
    'publishNodeFull',
    'What happens to a publication on a full node',
    choice(['retract-oldest', 'discard-oldest', 'reject'] as const),
  ),
  one('pubsub#deliver_notifications', 'deliverNotifications', 'Whether to notify of events', boolean),
  one('pubsub#deliver_payloads', 'deliverPayloads', 'Whether notifications carry payloads', boolean),
  one('pubsub#notify_config', 'notifyConfig', 'Whether to notify of another configuration', boolean),
  one('pubsub#notify_delete', 'notifyDelete', 'Whether to notify when the node is deleted', boolean),
  one('pubsub#notify_retract', 'notifyRetract', 'Whether to notify when items are removed', boolean),
  one('pubsub#notify_sub', 'notifySub', 'Whether to notify owners about subscribers', boolean),
  one(
    'pubsub#notification_type',
    'notificationType',
    'The type of the messages that notify',
    choice(['normal', 'headline'] as const),
  ),
  one(
    'pubsub#presence_based_delivery',
    'presenceBasedDelivery',
    'Whether to notify available users only',
    boolean,
  ),
  one(
    'pubsub#send_last_published_item',
    'sendLast',
    'When to send the last published item',
    choice(['never', 'on_sub', 'on_sub_and_presence'] as const),
  ),
  one('pubsub#subscribe', 'subscribe', 'Whether to allow subscriptions', boolean),
];

const nodeType = (): Element =>
  xml(
    'field',
    { var: 'pubsub#node_type', type: 'list-single', label: 'Whether the node is a leaf' },
    xml('value', {}, 'leaf'),
    xml('option', { label: 'leaf' }, xml('value', {}, 'leaf')),
  );

export const configForm = (config: NodeConfig, type: 'form' | 'result' = 'form'): Element =>
  writeForm(PS.nodeConfig, type, FIELDS, config, [nodeType()]);

const invalid = (name: string): StanzaError =>
  name === 'pubsub#access_model' ? refuse('unsupported-access-model') : notAcceptable(name);

/** What a submitted form changes; undefined when there is no form. Throws `not-acceptable` for values nobody has. */
export function readConfig(configure: Element): Partial<NodeConfig> | undefined {
  const values = readForm(configure, PS.nodeConfig);
  if (!values) return undefined;
  const type = values.get('pubsub#node_type')?.[0] ?? 'leaf';
  if (type !== 'leaf') throw notAcceptable('pubsub#node_type');
  return readFields(FIELDS, values, { invalid });
}

/**
 * The preconditions of a publication. SPEC §7.1.5: the service "MUST reject the publication upon encountering unknown
 * fields".
 */
export function readPreconditions(options: Element): Partial<NodeConfig> {
  const unmet = (name: string) => refuse('precondition-not-met', `this service knows no ${name} like that`);
  const values = readForm(options, PS.publishOptions);
  if (!values) return {};
  return readFields(FIELDS, values, { invalid: unmet, unknown: unmet });
}

/** The first setting that is not as demanded. */
export function unmetPrecondition(config: NodeConfig, wanted: Partial<NodeConfig>): string | undefined {
  const known = FIELDS.filter(({ key }) => wanted[key] !== undefined);
  return known.find(({ key }) => JSON.stringify(wanted[key]) !== JSON.stringify(config[key]))?.name;
}

const META = [
  'title',
  'description',
  'language',
  'type',
  'contact',
  'accessModel',
  'publishModel',
  'maxItems',
];

/** §5.4: what anyone may know of a node. */
export function metaData(node: PubsubNode): Element {
  const value = (name: string, type: string, values: readonly string[]) =>
    xml('field', { var: name, type }, ...values.map((one) => xml('value', {}, one)));
  const count = node.subscriptions.filter(({ state }) => state === 'subscribed').length;
  const form = writeForm(
    PS.metaData,
    'result',
    FIELDS.filter(({ key, kind }) => META.includes(key) && kind.write(node.config[key] as never).length > 0),
    node.config,
  );
  form.cnode(value('pubsub#creator', 'jid-single', [node.creator]));
  form.cnode(value('pubsub#creation_date', 'text-single', [new Date(node.createdAt).toISOString()]));
  form.cnode(value('pubsub#owner', 'jid-multi', ownersOf(node)));
  form.cnode(value('pubsub#num_subscribers', 'text-single', [String(count)]));
  return form;
}
