/**
 * Log-ins of programs that are not ours: GNU SASL computes SCRAM against our server's challenges, bound to the TLS
 * connection and not; slixmpp and Profanity log in as they choose, and the server's log says how.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAgent } from '../support/agent.ts';
import { describeWith } from '../support/need.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { openTerminal } from '../support/terminal.ts';

const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('nina');
});
afterAll(() => server.stop());

/** How the last log-in was made, by the server's log. */
const lastMechanism = () => server.log.findLast(({ message }) => message === 'Logged in')?.mechanism;

/** gsasl as client: base64 in, base64 out, line by line. `binding` is that of tls-exporter. */
function gsasl(mechanism: string, password: string, binding: string) {
  const args = ['--client', '--mechanism', mechanism, '--authentication-id', 'nina'];
  const child = spawn('gsasl', [...args, '--password', password], { stdio: ['pipe', 'pipe', 'pipe'] });
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => {
    notes += chunk.toString('utf8');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // It asks for the data of tls-exporter and, when there is none, for that of tls-unique, which TLS 1.3 does not have.
  child.stdin.write(binding === '' ? '\n\n' : `${binding}\n`);
  return {
    async next(): Promise<string> {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error('gsasl ended');
        // Its questions stand before the first token, its notes and the mechanism's name on lines of their own.
        const token = /([A-Za-z0-9+/]{16,}={0,2})$/.exec(value)?.[1];
        if (token && value !== mechanism) return token;
      }
    },
    give: (token: string) => void child.stdin.write(`${token}\n`),
    /** What it noted by the time it has ended; "server trusted" when the server's signature was right, too. */
    async end(): Promise<string> {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'close');
      return notes;
    },
  };
}

describeWith(['gsasl'], 'GNU SASL', () => {
  async function logIn(mechanism: string, password: string, bind: (socket: TLSSocket) => Buffer | undefined) {
    const client = await server.connect();
    await client.openStream();
    const oracle = gsasl(mechanism, password, bind(client.socket as TLSSocket)?.toString('base64') ?? '');
    client.send(`<auth xmlns='${SASL}' mechanism='${mechanism}'>${await oracle.next()}</auth>`);
    oracle.give((await client.expect()).getText());
    client.send(`<response xmlns='${SASL}'>${await oracle.next()}</response>`);
    const outcome = await client.expect();
    // It asks for more until it is told that there is none.
    if (outcome.name === 'success') oracle.give(`${outcome.getText()}\n`);
    client.destroy();
    const notes = await oracle.end();
    if (outcome.name === 'success') return /server trusted/.exec(notes)?.[0] ?? notes;
    return outcome.getChildElements()[0]!.name;
  }
  const exporter = (socket: TLSSocket) =>
    socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));

  test.each(['SCRAM-SHA-1', 'SCRAM-SHA-256'])('%s', async (mechanism) => {
    expect(await logIn(mechanism, 'secret', () => undefined)).toBe('server trusted');
    expect(await logIn(mechanism, 'wrong', () => undefined)).toBe('not-authorized');
  });

  test.each(['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256-PLUS'])('%s with tls-exporter', async (mechanism) => {
    expect(await logIn(mechanism, 'secret', exporter)).toBe('server trusted');
    expect(await logIn(mechanism, 'secret', () => Buffer.alloc(32))).toBe('not-authorized');
  });
});

describeWith(['slixmpp'], 'slixmpp', () => {
  test.each(['starttls', 'direct'] as const)(
    'takes the strongest it has over %s',
    async (tls) => {
      const agent = startAgent('nina', {
        ...{ jid: 'nina@test/slixmpp', password: 'secret', ca: join(server.folder, 'server.pem') },
        ...{ host: '127.0.0.1', port: server.ports[tls], direct: tls === 'direct' },
      });
      await agent.expect('ready');
      await agent.stop();
      expect(agent.events.filter(({ event }) => event === 'failed_auth')).toEqual([]);
      expect(lastMechanism()).toBe('SCRAM-SHA-512-PLUS');
    },
    30_000,
  );
});

describeWith(['profanity', 'tmux', 'openssl'], 'Profanity', () => {
  test('takes SCRAM-SHA-512', async () => {
    const home = join(server.folder, 'profanity');
    mkdirSync(home);
    const terminal = await openTerminal('sasl', ['profanity'], {
      ...{ HOME: home, XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data') },
      LC_ALL: 'C.UTF-8',
    });
    try {
      await terminal.shows(/Type '\/help'/);
      await terminal.enter(`/connect nina@test server 127.0.0.1 port ${server.ports.starttls} tls trust`);
      await terminal.shows(/Enter password/);
      await terminal.enter('secret');
      await terminal.shows(/\[online\]/);
    } finally {
      await terminal.close();
    }
    expect(lastMechanism()).toBe('SCRAM-SHA-512');
  }, 40_000);
});
