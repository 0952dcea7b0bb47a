/** Requests about an allocation there is: Refresh, CreatePermission and ChannelBind (RFC 8656 §8, §10, §12). */
import { type Allocation, bindChannel, lifetimeFor, permit } from './allocation.ts';
import { type Answer, done, refuse } from './answer.ts';
import { ATTRIBUTE, familyOf, lifetimeValue, readFamily, readXorAddress } from './attributes.ts';
import { attribute, isChannel, type Message } from './message.ts';
import type { PeerVerdict } from './peers.ts';

export interface RequestParts {
  readonly verdict: (address: string) => PeerVerdict;
  readonly now: () => number;
  /** Addresses somebody may send to, and channels, at once. */
  readonly maxPeers: number;
}

/** §8.2. With nothing left of it the allocation is to be removed by the caller. */
export function refresh(request: Message, allocation: Allocation, now: number): Answer {
  const asked = attribute(request, ATTRIBUTE.lifetime);
  if (asked && asked.length !== 4) return refuse(400, 'no LIFETIME');
  const family = attribute(request, ATTRIBUTE.requestedAddressFamily);
  const only = family && readFamily(family);
  // "If the server receives a Refresh Request with a REQUESTED-ADDRESS-FAMILY attribute and the attribute value does not match
  // the address family of the allocation, the server MUST reply with a 443 (Peer Address Family Mismatch) Refresh error response."
  if (family && (!only || !allocation.relays.has(only)))
    return refuse(443, 'not a family of this allocation');
  // "If the request contains a LIFETIME attribute and the attribute value is zero, then the "desired lifetime" is zero."
  const seconds = asked?.readUInt32BE(0);
  const lifetime = seconds === 0 ? 0 : lifetimeFor(seconds);
  for (const [each, relayed] of allocation.relays)
    if (only === undefined || only === each) relayed.expires = now + lifetime * 1000;
  return done([ATTRIBUTE.lifetime, lifetimeValue(lifetime)]);
}

/** §10.2: all the addresses, or none. */
export function createPermission(request: Message, allocation: Allocation, parts: RequestParts): Answer {
  const peers = request.attributes
    .filter(({ type }) => type === ATTRIBUTE.xorPeerAddress)
    .map(({ value }) => readXorAddress(value, request.transaction));
  if (peers.length === 0) return refuse(400, 'no peer');
  const addresses: string[] = [];
  for (const peer of peers) {
    if (!peer) return refuse(400, 'no address');
    const no = refusedPeer(peer.address, allocation, parts);
    if (no) return no;
    addresses.push(peer.address);
  }
  const known = new Set([...allocation.permissions.keys(), ...addresses]);
  if (known.size > parts.maxPeers) return refuse(508, 'too many peers');
  for (const address of addresses) permit(allocation, address, parts.now());
  return done();
}

/** §12.2: the four checks, then whether the peer may be spoken to; a channel is a permission, too. */
export function channelBind(request: Message, allocation: Allocation, parts: RequestParts): Answer {
  const number = attribute(request, ATTRIBUTE.channelNumber);
  const address = attribute(request, ATTRIBUTE.xorPeerAddress);
  const peer = address && readXorAddress(address, request.transaction);
  if (number?.length !== 4 || !peer || peer.port === 0) return refuse(400, 'no channel, or no peer');
  const channel = number.readUInt16BE(0);
  if (!isChannel(channel)) return refuse(400, 'no number of a channel');
  const no = refusedPeer(peer.address, allocation, parts);
  if (no) return no;
  const now = parts.now();
  const known = new Set([...allocation.permissions.keys(), peer.address]);
  const full = !allocation.channels.has(channel) && allocation.channels.size >= parts.maxPeers;
  if (known.size > parts.maxPeers || full) return refuse(508, 'too many peers');
  if (!bindChannel(allocation, channel, peer, now)) return refuse(400, 'bound otherwise');
  permit(allocation, peer.address, now);
  return done();
}

/** §10.2, §12.2: of another family than ours 443, "the server MAY impose restrictions on the IP address" 403. */
function refusedPeer(address: string, { relays }: Allocation, { verdict }: RequestParts): Answer | undefined {
  if (!relays.has(familyOf(address))) return refuse(443, 'not a family of this allocation');
  const { allow, because } = verdict(address);
  return allow ? undefined : refuse(403, because);
}
