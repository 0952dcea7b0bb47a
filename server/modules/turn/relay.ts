/** The relay: client to peer, peer to client, and one of our own clients to another (RFC 8656 §11, §12). */
import { randomBytes } from 'node:crypto';
import type { Endpoint } from '../../kernel/ports.ts';
import { type Allocation, channelTo, isPermitted, peerOf, type Relayed } from './allocation.ts';
import { ATTRIBUTE, familyOf, METHOD, mustBeKnown, readXorAddress, xorAddress } from './attributes.ts';
import { attribute, type ChannelData, type Message, writeChannelData, writeMessage } from './message.ts';
import type { PeerVerdict } from './peers.ts';
import type { RelayPorts } from './relay-ports.ts';

/** UDP carries no more, and a Data indication must fit as well. */
const MAX_DATA = 65_000;

export interface RelayParts {
  readonly ports: RelayPorts;
  readonly verdict: (address: string) => PeerVerdict;
  /** Whether relayed addresses of ours are at this address. */
  readonly isRelayed: (address: string) => boolean;
  readonly now: () => number;
  readonly limited: () => boolean;
}

export interface Relay {
  /** Begins to listen for peers. */
  attach(allocation: Allocation): void;
  /** §11.2: a Send indication. */
  send(indication: Message, allocation: Allocation): void;
  /** §12.6. */
  channelData(message: ChannelData, allocation: Allocation): void;
}

export function createRelay({ ports, verdict, isRelayed, now, limited }: RelayParts): Relay {
  const passes = ({ pace }: Allocation, bytes: number) => !limited() || pace.take(bytes, now());

  function toPeer(allocation: Allocation, peer: Endpoint, data: Buffer): void {
    const from = allocation.relays.get(familyOf(peer.address));
    if (!from || data.length > MAX_DATA || peer.port === 0) return;
    // The permission covers it: it is asked for each time, so that a channel without one stays silent.
    if (!isPermitted(allocation, peer.address, now()) || !passes(allocation, data.length)) return;
    if (!isRelayed(peer.address)) from.relay.send(data, peer);
    else betweenOurs(from, peer, data);
  }

  /**
   * WHY not over the network: behind a router that does not hairpin the world's view of our own address leads nowhere, and at all
   * other ports of it are this machine's own services.
   */
  function betweenOurs(from: Relayed, peer: Endpoint, data: Buffer): void {
    const other = ports.find(familyOf(peer.address), peer.port);
    if (other) other.onData(data, { address: from.address, port: from.relay.port });
    else if (verdict(peer.address).allow) from.relay.send(data, peer);
  }

  function toClient(allocation: Allocation, peer: Endpoint, data: Buffer): void {
    // §9: "If no match is found, relaying is not permitted and the server silently discards the UDP datagram."
    if (!isPermitted(allocation, peer.address, now()) || data.length > MAX_DATA) return;
    if (!passes(allocation, data.length)) return;
    const { client } = allocation;
    const channel = channelTo(allocation, peer, now());
    // §12.5: "The server, on the other hand, MUST use the ChannelData message if a channel has been bound to the peer."
    if (channel !== undefined) return void client.send(writeChannelData({ channel, data }, client.reliable));
    const transaction = randomBytes(12);
    client.send(
      writeMessage({
        ...{ kind: 'indication', method: METHOD.data, transaction },
        attributes: [
          [ATTRIBUTE.xorPeerAddress, xorAddress(peer, transaction)],
          [ATTRIBUTE.data, data],
        ],
      }),
    );
  }

  return {
    attach(allocation) {
      for (const { relay } of allocation.relays.values())
        relay.onData = (data, from) => toClient(allocation, from, data);
    },
    send(indication, allocation) {
      const address = attribute(indication, ATTRIBUTE.xorPeerAddress);
      const peer = address && readXorAddress(address, indication.transaction);
      const data = attribute(indication, ATTRIBUTE.data);
      // §11.2: without both it is discarded, as with anything that must be understood and is not (DONT-FRAGMENT).
      if (!peer || !data || indication.attributes.some(({ type }) => mustBeKnown(type))) return;
      toPeer(allocation, peer, data);
    },
    channelData({ channel, data }, allocation) {
      const peer = peerOf(allocation, channel, now());
      // §12.6: "received on a channel that is not bound to any peer, then the message is silently discarded".
      if (peer) toPeer(allocation, peer, data);
    },
  };
}
