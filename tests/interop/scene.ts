/**
 * A server and the programs on it, for scenarios that are played with each library in turn.
 *
 * `relay` stands between a program and the server, so that a test can take the connection away as a lift does: bytes
 * stop, and neither side is told why.
 */
import { createServer, connect as dial, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { type Agent, type AgentOptions, LIBRARIES, type Library, startAgent } from '../support/agent.ts';
import { describeWith } from '../support/need.ts';
import { PASSWORD, startTestServer, type TestServer } from '../support/server.ts';

export interface Scene {
  readonly server: TestServer;
  /** The bare address of a person. */
  address(user: string): string;
  /** Logs a program in as `user/resource`, and resolves once it is ready. */
  enter(user: string, resource: string, more?: Partial<AgentOptions>): Promise<Agent>;
  /** A port that leads to the server until `cut`; `cut` ends all connections through it, and new ones are let in again. */
  relay(): Promise<{ readonly port: number; cut(): void }>;
}

/** The same scenario with each library that is installed; accounts are made anew for each. */
export function playWithEach(title: string, people: readonly string[], play: (scene: Scene) => void): void {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  for (const library of LIBRARIES)
    describeWith([library], `${title}: ${library}`, () => play(open(library, people)));
}

function open(library: Library, people: readonly string[]): Scene {
  const agents: Agent[] = [];
  const closing: (() => void)[] = [];
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({ hosts: ['office.test'] });
    await server.createAccounts(...people);
  });
  afterAll(async () => {
    await Promise.all(agents.map((each) => each.stop()));
    for (const close of closing) close();
    await server?.stop();
  });

  return {
    get server() {
      return server;
    },
    address: (user) => `${user}@${server.host}`,
    async enter(user, resource, more = {}) {
      const agent = startAgent(`${user}/${resource}`, {
        jid: `${user}@${server.host}/${resource}`,
        password: PASSWORD,
        ca: join(server.folder, 'server.pem'),
        host: '127.0.0.1',
        port: server.ports.starttls,
        library,
        ...more,
      });
      agents.push(agent);
      await agent.expect('ready');
      return agent;
    },
    async relay() {
      const pairs = new Set<Socket>();
      const listener = createServer((near) => {
        const far = dial(server.ports.starttls, '127.0.0.1');
        for (const [one, other] of [
          [near, far],
          [far, near],
        ] as const) {
          pairs.add(one);
          one.pipe(other);
          // A cut connection ends in an error on either side; both go together.
          one.on('error', () => other.destroy());
          one.on('close', () => {
            pairs.delete(one);
            other.destroy();
          });
        }
      });
      await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
      closing.push(() => listener.close());
      const bound = listener.address();
      return {
        port: typeof bound === 'object' && bound ? bound.port : 0,
        cut() {
          for (const socket of pairs) socket.resetAndDestroy();
        },
      };
    },
  };
}
