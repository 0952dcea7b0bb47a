/** What the manager's own checks leave in the server's log is told apart from what comes from elsewhere. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readOurs } from '../../electron/manager/logs/events/chatelaine.ts';
import {
  createOwnConnections,
  type OwnConnections,
  rankedLine,
} from '../../electron/manager/own-connections.ts';
import { knock } from '../../electron/manager/reach/knock.ts';

let now = 0;
let connections: OwnConnections;
beforeEach(() => {
  now = Date.now();
  connections = createOwnConnections(() => now);
});
afterEach(() => connections.close());

/** A door; the port of whoever knocks last. */
async function door() {
  const server = createServer((socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    port,
    async knocked(): Promise<{ address: string; port: number }> {
      const [socket] = await once(server, 'connection');
      return { address: socket.remoteAddress, port: socket.remotePort };
    },
    [Symbol.dispose]: () => void server.close(),
  };
}

const line = (fields: object) =>
  JSON.stringify({ level: 'info', subsystem: 'c2s', message: 'TLS failed', cause: 'hung up', ...fields });

test('a knock of the reachability check is ours, for two minutes', async () => {
  using there = await door();
  const knocked = there.knocked();
  const socket = await knock({ address: '127.0.0.1', port: there.port }, new AbortController().signal);
  const { address, port } = await knocked;
  if ('destroy' in socket) socket.destroy();
  expect([connections.made(address, port), connections.made(`::ffff:${address}`, port)]).toEqual([
    true,
    true,
  ]);
  expect([connections.made('192.0.2.7', port), connections.made(address, port + 1)]).toEqual([false, false]);
  now += 121_000;
  expect(connections.made(address, port)).toBe(false);
});

test('not more than two thousand are kept', async () => {
  using there = await door();
  const first = there.knocked();
  const early = connect(there.port, '127.0.0.1', () => early.destroy());
  const { address, port } = await first;
  // The system may give the same port to a later one.
  const later = new Set<number | undefined>();
  for (let index = 0; index < 2_001; index += 100) {
    const sockets = Array.from({ length: 100 }, () => connect(there.port, '127.0.0.1'));
    await Promise.all(sockets.map((one) => once(one, 'connect')));
    for (const one of sockets) {
      later.add(one.localPort);
      one.destroy();
    }
  }
  expect(connections.made(address, port)).toBe(later.has(port));
}, 30_000);

test('the server’s line about it goes down to debug, and says whose it was', () => {
  const ours = { made: (address: string, port: number) => address === '10.0.0.5' && port === 40_000 };
  const ranked = rankedLine(line({ address: '10.0.0.5', remotePort: 40_000 }), ours);
  expect(JSON.parse(ranked)).toMatchObject({ level: 'debug', message: 'TLS failed', madeBy: 'manager' });
  const { subsystem, message, ...fields } = JSON.parse(ranked);
  expect(readOurs({ subsystem, message, fields } as never)?.code).toBe('connection.own-check');
});

test('a line from elsewhere, of another kind or of another form stays as it is', () => {
  const ours = { made: () => true };
  const none = { made: () => false };
  for (const [raw, connectionsThere] of [
    [line({ address: '203.0.113.9', remotePort: 40_000 }), none],
    [line({ address: '10.0.0.5' }), ours],
    [line({ message: 'Log-in failed', because: 'TLS failed', address: '10.0.0.5', remotePort: 1 }), ours],
    ['TLS failed {', ours],
  ] as const)
    expect(rankedLine(raw, connectionsThere)).toBe(raw);
});
