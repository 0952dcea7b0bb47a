/** Creating nodes: XEP-0060 §8.1, and §7.1.4 (automatically). */
import type { Element } from 'ltx';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { type Action, answer, type Engine, newId, nodeIdOf, PS } from './call.ts';
import { readConfig } from './config-form.ts';
import type { NodeConfig, PubsubNode } from './node.ts';
import type { Place } from './place.ts';

export const create: Action = (call, engine) => {
  const { place, from, pubsub } = call;
  // SPEC §8.1.1: "If the requesting entity does not have sufficient privileges to create nodes, the service MUST respond
  // with a <forbidden/> error."
  if (!place.mayCreate(from)) throw new StanzaError('forbidden');
  const given = nodeIdOf(call);
  const name = given ?? newId();
  // SPEC §8.1.1: "If the requested NodeID already exists, the service MUST respond with a <conflict/> error."
  if (engine.nodes.get(place, name)) throw new StanzaError('conflict');
  makeNode(engine, place, name, from.bare.toString(), configurationIn(pubsub));
  // SPEC §8.1.1: "If the node creation request did not specify a NodeID […] the service MUST specify the created NodeID in
  // the IQ result."
  return answer(PS.pubsub, xml('create', { node: name }));
};

/**
 * SPEC §8.1.3: "the <configure/> element MUST follow the <create/> element and MUST NOT possess a 'node' attribute […]; if
 * any of these rules are violated, the service MUST return a <bad-request/> error."
 */
function configurationIn(pubsub: Element): Partial<NodeConfig> {
  const configure = pubsub.getChild('configure');
  if (!configure) return {};
  const [first] = pubsub.getChildElements();
  if (first === configure || configure.attrs.node !== undefined)
    throw new StanzaError('bad-request', 'configure comes after create and names no node');
  return readConfig(configure) ?? {};
}

/** Makes a node; its creator owns it. Throws `resource-constraint` when the place has as many as it may. */
export function makeNode(
  engine: Engine,
  place: Place,
  name: string,
  creator: string,
  config: Partial<NodeConfig>,
): PubsubNode {
  const { nodes, over } = engine;
  if (over(nodes.count(place) + 1, place.limits.nodes))
    throw new StanzaError('resource-constraint', `there are ${place.limits.nodes} nodes already`);
  const each = shareOf(engine, place, creator);
  if (each && over(madeBy(engine, place, creator).length + 1, each.nodes))
    throw new StanzaError('resource-constraint', `you have made ${each.nodes} nodes already`);
  const node: PubsubNode = {
    config: { ...place.defaults(name), ...config },
    creator,
    createdAt: Date.now(),
    affiliations: { [creator]: 'owner' },
    subscriptions: [],
  };
  nodes.save(place, name, node);
  return node;
}

/** What somebody may take of a place that is everybody's; undefined for no bound but the place's own. */
export const shareOf = ({ ctx }: Engine, { limits, host }: Place, who: string): Place['limits']['each'] =>
  ctx.server.admins.of(host).includes(who) ? undefined : limits.each;

export const madeBy = ({ nodes }: Engine, place: Place, who: string): [name: string, node: PubsubNode][] =>
  nodes.all(place).filter(([, { creator }]) => creator === who);
