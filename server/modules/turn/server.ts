/** The relay put together. */
import type { Log } from '../../kernel/log.ts';
import type { PortHandler } from '../../kernel/ports.ts';
import { createAddresses } from './addresses.ts';
import { createReservations } from './allocate.ts';
import { createAllocations } from './allocations.ts';
import { createClients } from './clients.ts';
import { createEngine } from './engine.ts';
import { createNonces } from './nonce.ts';
import type { TurnOptions } from './options.ts';
import { createPaces } from './pace.ts';
import { createPeers } from './peers.ts';
import { createRelay } from './relay.ts';
import { createRelayPorts } from './relay-ports.ts';

export interface TurnServer {
  /** Finds out our address, so that the first call does not wait for it. */
  prepare(): void;
  readonly handler: PortHandler;
  /** Ends what is over; call every few seconds. */
  sweep(): void;
  /** How many relay something now. */
  count(): number;
  /** Ends what somebody has. */
  end(user: string): void;
}

/** Answers a stranger's address may cause in a second: what they get is a little larger than what they send. */
const STRANGERS_PER_SECOND = 50;

export function createTurnServer(parts: {
  options: TurnOptions;
  secret: string;
  isActive: (user: string) => boolean;
  realm: () => string;
  name: () => string;
  limited: () => boolean;
  now: () => number;
  signal: AbortSignal;
  log: Log;
}): TurnServer {
  const { options, secret, limited, now, signal, log } = parts;
  const addresses = createAddresses({ configured: options.addresses, name: parts.name, now });
  const peers = createPeers({
    ...{ allow: options.allowPeers, deny: options.denyPeers, isOwn: addresses.isOwn },
  });
  const ports = createRelayPorts({
    range: options.relayPorts,
    local: () => undefined,
    failed: (error) => log.debug('a relayed port', { cause: error.message }),
  });
  const allocations = createAllocations(now);
  const reservations = createReservations(now);
  const strangers = createPaces(STRANGERS_PER_SECOND);
  const { isRelayed } = addresses;
  const shared = { ports, now, limited };
  const engine = createEngine({
    ...{ ...shared, allocations, reservations, secret, signal, log },
    realm: parts.realm,
    isActive: parts.isActive,
    nonces: createNonces({ secret, now }),
    addressFor: addresses.relayed,
    // Our own relayed addresses may be spoken to: that is how two of our people meet.
    verdict: (address) =>
      isRelayed(address) ? { allow: true, because: 'a relay of ours' } : peers.verdict(address),
    relay: createRelay({ ...shared, isRelayed, verdict: peers.verdict }),
    mayAnswer: (address) => !limited() || strangers(address, now()),
    ...{ maxPeers: options.peersEach, perUser: options.perPerson, bytesPerSecond: options.bytesPerSecond },
  });
  const clients = createClients({ engine, allocations, now });

  signal.addEventListener('abort', () => {
    clients.closeAll();
    allocations.removeAll();
    reservations.closeAll();
  });

  return {
    prepare: () => void addresses.relayed('ipv4'),
    handler: clients,
    sweep() {
      allocations.sweep();
      reservations.sweep();
      clients.sweep();
    },
    count: () => allocations.size,
    end: (user) => allocations.removeAll(user),
  };
}
