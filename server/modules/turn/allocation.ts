/**
 * An allocation (RFC 8656 §6): what a client has of the relay, how long, and with whom it may speak.
 *
 *   Allocate ──► there ──Refresh──► there
 *                  └──lifetime 0, over, connection closed──► gone, with its permissions and channels
 */
import type { Endpoint } from '../../kernel/ports.ts';
import type { Family } from './attributes.ts';
import type { Pace } from './pace.ts';
import type { RelayPort } from './relay-ports.ts';

/** One end of a 5-tuple, and the way back to it. */
export interface Client extends Endpoint {
  /** The 5-tuple. */
  readonly key: string;
  /** TCP or TLS: ChannelData is padded there. */
  readonly reliable: boolean;
  /** The connection is closed. */
  gone: boolean;
  send(data: Uint8Array): void;
}

export interface Relayed {
  readonly relay: RelayPort;
  /** As the world sees it. */
  readonly address: string;
  /** In ms, like all ends here. */
  expires: number;
}

export interface Allocation {
  readonly client: Client;
  readonly username: string;
  readonly user: string;
  /** Of the request that made it, in hex, and what was answered: a retransmission gets the same again (§7.2). */
  readonly transaction: string;
  answered: Buffer;
  readonly relays: Map<Family, Relayed>;
  /** By address, until when. */
  readonly permissions: Map<string, number>;
  readonly channels: Map<number, { peer: Endpoint; expires: number }>;
  /** What passes, both ways together. */
  readonly pace: Pace;
}

/** §9: "The Permission Lifetime MUST be 300 seconds (= 5 minutes)." */
const PERMISSION_MS = 300_000;
/** §12: "A channel binding lasts for 10 minutes unless refreshed." */
const CHANNEL_MS = 600_000;
const DEFAULT_LIFETIME_S = 600;
/** §7.2: "It is RECOMMENDED that the server use a maximum allowed lifetime value of no more than 3600 seconds". */
const MAX_LIFETIME_S = 3600;

/** §7.2: never less than the default, never more than the most. */
export const lifetimeFor = (asked: number | undefined): number =>
  Math.max(DEFAULT_LIFETIME_S, Math.min(asked ?? 0, MAX_LIFETIME_S));

export function permit(allocation: Allocation, address: string, now: number): void {
  allocation.permissions.set(address, now + PERMISSION_MS);
}

/** §9: "Note that only addresses are compared and port numbers are not considered." */
export const isPermitted = ({ permissions }: Allocation, address: string, now: number): boolean =>
  (permissions.get(address) ?? 0) > now;

const same = (one: Endpoint, other: Endpoint) => one.port === other.port && one.address === other.address;

export function channelTo({ channels }: Allocation, peer: Endpoint, now: number): number | undefined {
  for (const [number, bound] of channels) if (bound.expires > now && same(bound.peer, peer)) return number;
  return undefined;
}

export function peerOf({ channels }: Allocation, number: number, now: number): Endpoint | undefined {
  const bound = channels.get(number);
  return bound && bound.expires > now ? bound.peer : undefined;
}

/** §12.2: false when the channel is another peer's, or the peer has another channel. */
export function bindChannel(allocation: Allocation, number: number, peer: Endpoint, now: number): boolean {
  const bound = peerOf(allocation, number, now);
  if (bound && !same(bound, peer)) return false;
  if ((channelTo(allocation, peer, now) ?? number) !== number) return false;
  allocation.channels.set(number, { peer, expires: now + CHANNEL_MS });
  return true;
}

/** Forgets what is over. True when nothing is left of it. */
export function expire({ relays, permissions, channels }: Allocation, now: number): boolean {
  for (const [address, until] of permissions) if (until <= now) permissions.delete(address);
  for (const [number, { expires }] of channels) if (expires <= now) channels.delete(number);
  for (const [family, { relay, expires }] of relays)
    if (expires <= now) {
      relay.close();
      relays.delete(family);
    }
  return relays.size === 0;
}
