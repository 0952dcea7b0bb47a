/**
 * Whether somebody's programs have published keys. Spec: XEP-0384 0.3.0 (the node most programs use) and 0.8.3.
 * The lists are all there is to see: which conversations are encrypted with them, a server cannot tell.
 */
import type { Jid } from '../../kernel/jid.ts';
import type { ItemStore } from '../../kernel/store.ts';
import { parseXml } from '../../kernel/xml.ts';

/** A device that wants to hear of these lists has a program that encrypts. */
export const KEY_LISTS = ['eu.siacs.conversations.axolotl.devicelist', 'urn:xmpp:omemo:2:devices'] as const;

/** More than anybody has; a list may be of any length. */
const MAX_DEVICES = 200;

/** Devices with published keys; one that is on both lists has another number on each, so it is the longer that counts. */
export function publishedKeys(items: ItemStore, account: Jid): number {
  return Math.max(...KEY_LISTS.map((node) => devicesOn(items, account.toString(), node)));
}

function devicesOn(items: ItemStore, owner: string, node: string): number {
  const newest = items.list(owner, node).at(-1);
  const payload = newest && items.get(owner, node, newest.id)?.payload;
  if (payload === undefined) return 0;
  const ids = parseXml(payload)
    .getChildren('device')
    .flatMap(({ attrs }) => (attrs.id ? [attrs.id] : []));
  return Math.min(new Set(ids).size, MAX_DEVICES);
}
