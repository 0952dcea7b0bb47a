/** An owner asks for the subscription requests that wait: XEP-0060 §8.7, as an ad-hoc command (XEP-0050). */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { askOwner } from './approve.ts';
import { type Engine, newId } from './call.ts';
import { formTypeField } from './form-fields.ts';
import { featureOf, PS } from './namespaces.ts';
import type { Place } from './place.ts';

export const COMMANDS = 'http://jabber.org/protocol/commands';
/** SPEC §8.7: the command name "MUST have a value of "http://jabber.org/protocol/pubsub#get-pending"". */
export const GET_PENDING = featureOf('get-pending');

/** Nodes where somebody waits and `who` may decide. */
export function nodesPending({ nodes, standings }: Engine, place: Place, who: Jid): string[] {
  const named = nodes.about(who.bare.toString()).filter((one) => one.place === place.jid.toString());
  return named
    .map(({ name }) => name)
    .filter((name) => {
      const node = nodes.get(place, name);
      const waits = node?.subscriptions.some(({ state }) => state === 'pending');
      return node && waits && standings.isOwner(place, node, who);
    });
}

/**
 * Without a form: which nodes there are. With one: the requests of that node come again, each as a message. It keeps
 * nothing between the two, so the session is only a name.
 */
export function getPending(engine: Engine, place: Place, from: Jid, command: Element): Element {
  if (command.attrs.node !== GET_PENDING) throw new StanzaError('item-not-found');
  const sessionid = command.attrs.sessionid ?? newId();
  const reply = (status: string, ...children: Element[]) =>
    xml('command', { xmlns: COMMANDS, node: GET_PENDING, sessionid, status }, ...children);
  if (command.attrs.action === 'cancel') return reply('canceled');
  const form = command.getChild('x', NS.data);
  if (!form) return reply('executing', choice(nodesPending(engine, place, from)));
  const field = form.getChildren('field').find(({ attrs }) => attrs.var === 'pubsub#node');
  const name = field?.getChildText('value');
  if (!name) throw new StanzaError('bad-request', 'the form names no node');
  const node = engine.nodes.need(place, name);
  if (!engine.standings.isOwner(place, node, from)) throw new StanzaError('forbidden');
  for (const one of node.subscriptions)
    if (one.state === 'pending') askOwner(engine, place, name, from.bare, one);
  return reply('completed');
}

/** SPEC §8.7.2: a form "which MUST contain a single field with a 'var' attribute value of "pubsub#node"". */
const choice = (nodes: readonly string[]): Element =>
  xml(
    'x',
    { xmlns: NS.data, type: 'form' },
    formTypeField(PS.subscribeAuthorization),
    xml(
      'field',
      { var: 'pubsub#node', type: 'list-single', label: 'Node' },
      ...nodes.map((node) => xml('option', { label: node }, xml('value', {}, node))),
    ),
  );
