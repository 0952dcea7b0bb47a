/** The picture of a room. XEP-0486 0.1, XEP-0054. */
import { createHash } from 'node:crypto';
import type { Element } from 'ltx';
import { StanzaError } from '../../kernel/stanza.ts';
import { parseXml } from '../../kernel/xml.ts';
import { broadcastStatus } from './groupchat.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import type { Affiliation } from './ranks.ts';
import type { Room } from './room.ts';

/** Bytes of a card, picture included. */
const MAX_BYTES = 131_072;

/** XEP-0054 §3.1: without a vCard an error, "which SHOULD be <item-not-found/>". */
export function readCard(room: Room): Element {
  if (room.avatar === undefined) throw new StanzaError('item-not-found', 'this room has no picture');
  return parseXml(room.avatar);
}

export function writeCard(
  room: Room,
  card: Element,
  affiliation: Affiliation,
  out: Outcome,
  around: Surroundings,
): void {
  // §3.2: "If the user trying to publish an avatar isn’t allowed to do so, the room must return a forbidden error".
  if (affiliation !== 'owner') throw new StanzaError('forbidden', 'Only owners are allowed to set avatars.');
  const text = card.toString();
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new StanzaError('policy-violation', `a card has at most ${MAX_BYTES} bytes`);
  room.avatar = text;
  out.avatar = true;
  // "The room should then broadcast a notification that the configuration changed to all users present."
  broadcastStatus(room, [104], out, around);
}

/** §3.3: hashes by the "hash computation method" of XEP-0153, of all the `<PHOTO/>` there are. */
export function avatarHashes(room: Room): string[] {
  if (room.avatar === undefined) return [];
  return parseXml(room.avatar)
    .getChildren('PHOTO')
    .map((photo) => photo.getChildText('BINVAL')?.replace(/\s/g, '') ?? '')
    .filter((data) => data !== '')
    .map((data) => createHash('sha1').update(Buffer.from(data, 'base64')).digest('hex'));
}
