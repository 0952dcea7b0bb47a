/**
 * Ports that are neither streams nor the web: relays for calls and files. A module takes all that comes in on ports of a type.
 *
 * `server/net/` opens them and does TLS; which there are is the configuration's `listen`.
 */
import type { Duplex } from 'node:stream';

export interface Endpoint {
  /** IPv4 as IPv4 also on a port that takes both. */
  readonly address: string;
  readonly port: number;
}

export type PortTransport = 'udp' | 'tcp' | 'tls';

/** A port that is open now. */
export interface ServedPort {
  readonly type: string;
  readonly transport: PortTransport;
  readonly port: number;
}

export interface DatagramPort extends ServedPort {
  /** Sent from this port; lost without a word where the network does not take it. */
  send(data: Uint8Array, to: Endpoint): void;
}

export interface PortHandler {
  /** `data` is the handler's own. */
  datagram?(data: Buffer, from: Endpoint, port: DatagramPort): void;
  /** After the TLS handshake, where there is one. The handler has to listen to `error`. */
  connection?(connection: Duplex, from: Endpoint, port: ServedPort): void;
}

/** What a module may do with ports. */
export interface Ports {
  /** Those of a type that are open now. */
  open(type: string): ServedPort[];
  /** The configuration has one, open or not (yet). */
  configured(type: string): boolean;
}

export interface PortTable extends Ports {
  /** Throws when the type has a handler. */
  serve(type: string, handler: PortHandler): () => void;
  handler(type: string): PortHandler | undefined;
}

/**
 * @param open every port that is open now.
 * @param configured the types the configuration has ports of.
 */
export function createPorts(
  open: () => readonly ServedPort[],
  configured: () => readonly string[],
): PortTable {
  const handlers = new Map<string, PortHandler>();
  return {
    open: (type) => open().filter((port) => port.type === type),
    configured: (type) => configured().includes(type),
    handler: (type) => handlers.get(type),
    serve(type, handler) {
      if (handlers.has(type)) throw new Error(`registered twice: ports of type ${type}`);
      handlers.set(type, handler);
      return () => void handlers.delete(type);
    },
  };
}
