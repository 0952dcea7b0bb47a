/** Ports for peers: one UDP socket for each relayed address, out of a small range. */

import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import type { Endpoint } from '../../kernel/ports.ts';
import { type Family, familyOf } from './attributes.ts';

export interface RelayPort {
  readonly family: Family;
  readonly port: number;
  /** Whoever has the port now. */
  onData: (data: Buffer, from: Endpoint) => void;
  send(data: Uint8Array, to: Endpoint): void;
  close(): void;
}

export interface RelayPorts {
  /**
   * A free port, undefined when there is none. `even` as EVEN-PORT asks for, `pair` with the next one as well, which is then held.
   */
  open(
    family: Family,
    wish?: { even?: boolean; pair?: boolean },
  ): Promise<[RelayPort, RelayPort?] | undefined>;
  find(family: Family, port: number): RelayPort | undefined;
  readonly size: number;
}

export interface RelayRange {
  readonly from: number;
  readonly to: number;
}

export function createRelayPorts(parts: {
  range: RelayRange;
  /** Which address of this machine to send from; undefined for all. */
  local: (family: Family) => string | undefined;
  failed: (error: Error) => void;
}): RelayPorts {
  const { range, failed } = parts;
  const taken = new Map<string, RelayPort>();
  const opening = new Set<string>();
  const nameOf = (family: Family, port: number) => `${family} ${port}`;

  async function openAt(family: Family, port: number): Promise<RelayPort | undefined> {
    const name = nameOf(family, port);
    if (taken.has(name) || opening.has(name)) return undefined;
    opening.add(name);
    const socket = await bind(family, port, parts.local(family));
    opening.delete(name);
    if (!socket) return undefined;
    const relay: RelayPort = {
      ...{ family, port, onData: () => undefined },
      send: (data, to) => socket.send(data, to.port, to.address, (error) => error && failed(error)),
      close() {
        if (taken.delete(name)) socket.close();
      },
    };
    socket.on('message', (data, from) => relay.onData(data, { address: from.address, port: from.port }));
    socket.on('error', failed);
    taken.set(name, relay);
    return relay;
  }

  return {
    find: (family, port) => taken.get(nameOf(family, port)),
    get size() {
      return taken.size;
    },
    async open(family, { even = false, pair = false } = {}) {
      // RFC 8656 §7.2 recommends ports nobody can guess (RFC 6056).
      const count = range.to - range.from + 1;
      const start = randomInt(count);
      for (let step = 0; step < count; step++) {
        const port = range.from + ((start + step) % count);
        if ((even || pair) && port % 2 === 1) continue;
        if (pair && port === range.to) continue;
        const first = await openAt(family, port);
        if (!first) continue;
        if (!pair) return [first];
        const second = await openAt(family, port + 1);
        if (second) return [first, second];
        first.close();
      }
      return undefined;
    },
  };
}

/** Undefined when somebody else has it. */
function bind(family: Family, port: number, address: string | undefined): Promise<Socket | undefined> {
  const socket = createSocket({
    ...(family === 'ipv6' ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' }),
    // Only addresses are ever sent to.
    lookup: (host, _options, done) => done(null, host, familyOf(host) === 'ipv6' ? 6 : 4),
  });
  return new Promise((resolve) => {
    const taken = () => {
      socket.close();
      resolve(undefined);
    };
    socket.once('error', taken);
    socket.bind({ port, exclusive: true, ...(address === undefined ? {} : { address }) }, () => {
      socket.removeListener('error', taken);
      resolve(socket);
    });
  });
}
