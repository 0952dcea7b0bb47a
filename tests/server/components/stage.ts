/** A server with a port for components, and the components of these tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachComponent } from '../../support/component-client.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

export const SECRET = 'between us';

export interface ComponentStage {
  readonly test: TestServer;
  readonly port: number;
  /** Where the secrets are. */
  readonly folder: string;
  attach(domain: string, secret?: string): Promise<RawClient>;
  stop(): Promise<void>;
}

/** @param domains the components; `irc.test` alone by default. */
export async function stageWith(
  options: TestServerOptions & { domains?: readonly string[]; modules_?: Record<string, unknown> } = {},
): Promise<ComponentStage> {
  const { domains = ['irc.test'], modules_, ...rest } = options;
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-component-'));
  const secret = join(folder, 'secret');
  writeFileSync(secret, `${SECRET}\n`, { mode: 0o600 });
  const test = await startTestServer({
    ...rest,
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 'component', port: 0 },
      ],
      components: Object.fromEntries(
        domains.map((domain) => [
          domain,
          // A bot of the house.
          { secret, name: `The ${domain}`, access: domain === 'bot.test' ? 'local' : 'everyone' },
        ]),
      ),
      ...(modules_ && { modules: modules_ }),
      ...rest.config,
    },
  });
  const { port } = test.server.ports.find(({ type }) => type === 'component')!;
  const attached: RawClient[] = [];
  return {
    ...{ test, port, folder },
    async attach(domain, password = SECRET) {
      const client = await attachComponent({ port, domain, host: test.host, secret: password });
      attached.push(client);
      return client;
    },
    async stop() {
      for (const client of attached) client.destroy();
      await test.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
