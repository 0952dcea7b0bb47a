/** What somebody has at a place: subscriptions and affiliations of their own, XEP-0060 §5.6, §5.7. */
import { xml } from '../support/elements.ts';
import { type Action, answer, type Call, type Engine, nodeIdOf, PS } from './call.ts';
import type { PubsubNode } from './node.ts';
import { subscriptionElement } from './subscribe.ts';

/**
 * SPEC §5.6: "it MUST return all subscriptions for all JIDs that match the bare JID […] portion of the 'from' attribute on the
 * request."
 */
export const mySubscriptions: Action = (call, engine) => {
  const bare = call.from.bare.toString();
  const found = concerning(call, engine).flatMap(([name, node]) =>
    node.subscriptions
      .filter(({ jid }) => jid.split('/')[0] === bare)
      .map((one) => subscriptionElement(name, one)),
  );
  return answer(PS.pubsub, xml('subscriptions', { node: nodeIdOf(call) }, ...found));
};

export const myAffiliations: Action = (call, engine) => {
  const bare = call.from.bare.toString();
  const found = concerning(call, engine).flatMap(([node, { affiliations }]) => {
    const affiliation = affiliations[bare];
    return affiliation && affiliation !== 'none' ? [xml('affiliation', { node, affiliation })] : [];
  });
  return answer(PS.pubsub, xml('affiliations', { node: nodeIdOf(call) }, ...found));
};

/** The nodes here that name the sender, or the one that was asked about. */
function concerning(call: Call, { nodes }: Engine): [name: string, node: PubsubNode][] {
  const { place, from } = call;
  const asked = nodeIdOf(call);
  if (asked !== undefined) return [[asked, nodes.need(place, asked)]];
  const here = nodes.about(from.bare.toString()).filter((one) => one.place === place.jid.toString());
  return here.flatMap(({ name }) => {
    const node = nodes.get(place, name);
    return node ? [[name, node] as [string, PubsubNode]] : [];
  });
}
