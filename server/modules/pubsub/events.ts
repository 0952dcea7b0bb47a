/** What notifications hold: `<event/>` of XEP-0060 §7 and §8. */
import type { Element } from 'ltx';
import type { PublishedItem } from '../../kernel/store.ts';
import { parseXml } from '../../kernel/xml.ts';
import { xml } from '../support/elements.ts';
import { configForm } from './config-form.ts';
import { PS } from './namespaces.ts';
import type { NodeConfig, Subscription } from './node.ts';

const event = (child: Element) => xml('event', { xmlns: PS.event }, child);

/** An item as it is retrieved, and as it is notified of where the node delivers payloads. */
export function itemElement({ id, payload }: Pick<PublishedItem, 'id' | 'payload'>, whole = true): Element {
  const item = xml('item', { id });
  if (whole && payload !== undefined) item.cnode(parseXml(payload));
  return item;
}

/** §7.1.2. Without items it is the bare notification of a transient node (§4.3). */
export const publishedEvent = (
  node: string,
  { deliverPayloads }: NodeConfig,
  items: readonly PublishedItem[],
): Element => event(xml('items', { node }, ...items.map((item) => itemElement(item, deliverPayloads))));

/** §7.2.2.1. */
export const retractedEvent = (node: string, ids: readonly string[]): Element =>
  event(xml('items', { node }, ...ids.map((id) => xml('retract', { id }))));

/** §8.4.2, with where to look instead. */
export const deletedEvent = (node: string, redirect?: string): Element =>
  event(xml('delete', { node }, ...(redirect ? [xml('redirect', { uri: redirect })] : [])));

/** §8.5.2. */
export const purgedEvent = (node: string): Element => event(xml('purge', { node }));

/**
 * §8.2.5.3: "if the node configuration is set to full payloads, the <configuration/> element MUST in addition contain the
 * node configuration".
 */
export const configuredEvent = (node: string, config: NodeConfig): Element =>
  event(xml('configuration', { node }, ...(config.deliverPayloads ? [configForm(config, 'result')] : [])));

/** §13.14. */
export const subscriptionEvent = (
  node: string,
  { jid, subid }: Pick<Subscription, 'jid' | 'subid'>,
  subscription: 'subscribed' | 'pending' | 'none',
): Element => event(xml('subscription', { node, jid, subid, subscription }));
