import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { runScript } from '../support/script.ts';
import { parseScript } from '../support/script-parse.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/server.ts';

const folder = join(import.meta.dirname, 'scripts');
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
const scripts = files.map((name) => parseScript(name, readFileSync(join(folder, name), 'utf8')));

/** One server for each configuration that scripts ask for. */
const servers = new Map<string, Promise<TestServer>>();

function serverFor(options: string): Promise<TestServer> {
  let server = servers.get(options);
  if (!server) {
    server = startTestServer(JSON.parse(options) as TestServerOptions);
    servers.set(options, server);
  }
  return server;
}

afterAll(async () => {
  for (const server of servers.values()) await (await server).stop();
});

describe('conversations', () => {
  it.each(scripts)(
    '$file: $title',
    async (script) => {
      await runScript(script, await serverFor(script.server));
    },
    20_000,
  );
});
