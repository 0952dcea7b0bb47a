/** A server with a relay on loopback, and what a person is told of it. */
import { issue, pseudonym } from '../../../server/modules/turn/credentials.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';
import { type Transport, type TurnClient, turnClient } from '../../support/turn-client.ts';

const LISTEN = [
  { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
  { type: 'stun', port: 0, transport: 'udp', address: '127.0.0.1' },
  { type: 'stun', port: 0, transport: 'tcp', address: '127.0.0.1' },
  { type: 'stun', port: 0, tls: 'direct', address: '127.0.0.1' },
];

const PEOPLE = ['nina', 'otto', 'paul', 'rosa', 'vera', 'person0', 'person1', 'person2', 'person3'];
const MADE_AT = 1;

export interface RelayServer extends TestServer {
  relayPort(transport: Transport): number;
  /** As XEP-0215 tells a person. */
  credentials(account?: string, now?: number): { username: string; password: string };
  client(transport?: Transport, account?: string): Promise<TurnClient>;
}

/** @param range ports of one file of tests alone, below those that systems give to clients. */
export async function startRelayServer(
  range: { from: number; to: number },
  options: Record<string, unknown> = {},
  more: TestServerOptions = {},
): Promise<RelayServer> {
  const test = await startTestServer({
    ...more,
    config: {
      listen: LISTEN,
      modules: { turn: { addresses: ['127.0.0.1'], relayPorts: range, ...options } },
      ...more.config,
    },
  });
  const secret = test.server.storage.keyval('turn-secret', String).get('', '')!;
  const clients: TurnClient[] = [];

  /** A name without an account behind it is worth nothing, and whoever looks at them all does so once. */
  for (const username of PEOPLE)
    test.server.storage.accounts.put({
      ...{ username, host: 'test', credentials: '{}', disabled: false },
      ...{ displayName: '', createdAt: MADE_AT, lastLogin: null },
    });

  const server: RelayServer = Object.assign(test, {
    relayPort: (transport: Transport) =>
      test.server.ports.find(
        (port) =>
          port.type === 'stun' &&
          (transport === 'udp') === (port.transport === 'udp') &&
          (transport === 'tls') === (port.tls === 'direct'),
      )!.port,
    credentials(account = 'nina@test', now = Date.now()) {
      const user = pseudonym(account, MADE_AT, secret);
      return issue({ user, secret, lifetimeMs: 1000, now });
    },
    async client(transport: Transport = 'udp', account?: string) {
      const client = await turnClient({
        ...{ transport, port: server.relayPort(transport), ca: test.ca },
        ...server.credentials(account),
      });
      clients.push(client);
      return client;
    },
  });
  const stop = test.stop.bind(test);
  server.stop = async (how) => {
    for (const client of clients) client.close();
    await stop(how);
  };
  return server;
}
