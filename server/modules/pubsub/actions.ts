/** Every request of XEP-0060, and who answers it. */
import type { Element } from 'ltx';
import { StanzaError } from '../../kernel/stanza.ts';
import type { Action, Call, Engine } from './call.ts';
import { defaultConfiguration, deleteNode, getConfiguration, setConfiguration } from './configure.ts';
import { create } from './create.ts';
import { unsupported } from './errors.ts';
import { getAffiliations, getSubscriptions, setAffiliations, setSubscriptions } from './manage.ts';
import { myAffiliations, mySubscriptions } from './mine.ts';
import { defaultOptions, getOptions, setOptions } from './options.ts';
import { publish } from './publish.ts';
import { purge, retract } from './retract.ts';
import { items } from './retrieve.ts';
import { subscribe, unsubscribe } from './subscribe.ts';

interface Row {
  readonly run: Action;
  /** What may stand beside it in `<pubsub/>`. */
  readonly beside?: string;
}

const USER: Readonly<Record<'get' | 'set', Readonly<Record<string, Row>>>> = {
  get: {
    items: { run: items, beside: 'set' }, // §6.5
    subscriptions: { run: mySubscriptions }, // §5.6
    affiliations: { run: myAffiliations }, // §5.7
    options: { run: getOptions }, // §6.3
    default: { run: defaultOptions }, // §6.4
  },
  set: {
    create: { run: create, beside: 'configure' }, // §8.1
    publish: { run: publish, beside: 'publish-options' }, // §7.1
    retract: { run: retract }, // §7.2
    subscribe: { run: subscribe, beside: 'options' }, // §6.1
    unsubscribe: { run: unsubscribe }, // §6.2
    options: { run: setOptions }, // §6.3
  },
};

const OWNER: typeof USER = {
  get: {
    configure: { run: getConfiguration }, // §8.2
    default: { run: defaultConfiguration }, // §8.3
    subscriptions: { run: getSubscriptions }, // §8.8
    affiliations: { run: getAffiliations }, // §8.9
  },
  set: {
    configure: { run: setConfiguration }, // §8.2
    delete: { run: deleteNode }, // §8.4
    purge: { run: purge }, // §8.5
    subscriptions: { run: setSubscriptions }, // §8.8
    affiliations: { run: setAffiliations }, // §8.9
  },
};

/** Answers one `<pubsub/>`, of the namespace for everybody or of that for owners. Throws a StanzaError. */
export function answerPubsub(
  engine: Engine,
  request: Omit<Call, 'action'> & { readonly type: 'get' | 'set'; readonly owner: boolean },
): Element | undefined {
  const { type, owner, ...rest } = request;
  const rows = (owner ? OWNER : USER)[type];
  const children = rest.pubsub.getChildElements();
  const found = children.filter((child) => Object.hasOwn(rows, child.getName()));
  const action = found.find((child) => rows[child.getName()]?.beside) ?? found[0];
  const row = action && rows[action.getName()];
  if (!action || !row) throw isKnown(children[0]) ? new StanzaError('bad-request') : unknown(children[0]);
  const others = children.filter((child) => child !== action);
  if (others.length > 1 || others.some((child) => child.getName() !== row.beside))
    throw new StanzaError('bad-request', `${action.getName()} does not go with what stands beside it`);
  return row.run({ ...rest, action }, engine);
}

const ALL = [USER.get, USER.set, OWNER.get, OWNER.set];
const isKnown = (child: Element | undefined) =>
  ALL.some((rows) => child && Object.hasOwn(rows, child.getName()));

/** WHY not bad-request: of a later version, or of an option we do not have. */
const unknown = (child: Element | undefined): StanzaError =>
  child ? unsupported(child.getName()) : new StanzaError('bad-request', 'an empty request');
