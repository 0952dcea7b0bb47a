/** Clients as they come in: by datagram, or by connection with messages one after the other. */
import type { Duplex } from 'node:stream';
import type { PortHandler } from '../../kernel/ports.ts';
import type { Client } from './allocation.ts';
import type { Allocations } from './allocations.ts';
import type { Engine } from './engine.ts';
import { createCutter } from './framing.ts';

/** What may wait for a client that does not read; more is lost, as it would be over UDP. */
const MAX_WAITING = 512 * 1024;
/** How long a connection may be silent that has no allocation. */
const IDLE_MS = 60_000;

export interface Clients extends PortHandler {
  /** Closes connections that are good for nothing. */
  sweep(): void;
  closeAll(): void;
}

export function createClients(parts: {
  engine: Engine;
  allocations: Allocations;
  now: () => number;
}): Clients {
  const { engine, allocations, now } = parts;
  const connections = new Map<Duplex, { key: string; heard: number }>();

  return {
    datagram(data, from, port) {
      engine.receive(data, {
        ...{ address: from.address, port: from.port, reliable: false, gone: false },
        key: `udp ${port.port} ${from.address} ${from.port}`,
        send: (bytes) => port.send(bytes, from),
      });
    },
    connection(connection, from, port) {
      const client: Client = {
        ...{ address: from.address, port: from.port, reliable: true, gone: false },
        key: `${port.transport} ${port.port} ${from.address} ${from.port}`,
        send(bytes) {
          if (!client.gone && connection.writableLength < MAX_WAITING) connection.write(bytes);
        },
      };
      const state = { key: client.key, heard: now() };
      const cutter = createCutter();
      connections.set(connection, state);
      connection.on('data', (chunk: Buffer) => {
        state.heard = now();
        if (!cutter.push(chunk, (message) => engine.receive(message, client))) connection.destroy();
      });
      connection.on('error', () => connection.destroy());
      connection.on('end', () => connection.end());
      connection.on('close', () => {
        client.gone = true;
        connections.delete(connection);
        // A 5-tuple whose connection is closed is nobody's any more.
        allocations.remove(client.key);
      });
    },
    sweep() {
      for (const [connection, { key, heard }] of connections)
        if (heard + IDLE_MS <= now() && !allocations.get(key)) connection.destroy();
    },
    closeAll() {
      for (const connection of connections.keys()) connection.destroy();
    },
  };
}
