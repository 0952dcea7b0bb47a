/** The real HAProxy, which knows nothing of XMPP, in front of the port for everything: the person's address comes through (PROXY protocol). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '../support/need.ts';
import { freePort } from '../support/ports.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { type Started, startProgram } from './start.ts';
import { VISITOR, visit } from './visit.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

for (const version of ['send-proxy', 'send-proxy-v2', 'send-proxy-v2-ssl-cn'])
  describeWith(['haproxy'], `HAProxy with ${version}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'chatelaine-haproxy-'));
    let site: TestServer;
    let haproxy: Started;
    let port: number;

    beforeAll(async () => {
      port = await freePort();
      site = await startTestServer({
        config: {
          listen: [{ type: 'multiplex', port: 0, address: '127.0.0.1', proxyProtocol: ['127.0.0.1'] }],
        },
      });
      const file = join(folder, 'haproxy.cfg');
      writeFileSync(
        file,
        `defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen chat
  bind 127.0.0.1:${port}
  server chatelaine 127.0.0.1:${site.server.ports[0]!.port} ${version}
`,
      );
      haproxy = await startProgram('haproxy', ['-db', '-f', file], port, folder);
    });
    afterAll(async () => {
      await haproxy?.stop();
      await site?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('the web knows who it is', async () => {
      const command = site.server.commands().find(({ name }) => name === 'web_check')!;
      const { path } = (await command.run({})) as { path: string };
      const { text } = await visit({ port, ca: site.ca, host: 'test', path });
      expect(JSON.parse(text)).toMatchObject({ remoteAddress: VISITOR, secure: true });
    });

    test('a stream knows who it is', async () => {
      const socket = connectTcp({ port, host: '127.0.0.1', localAddress: VISITOR });
      socket.on('error', () => {});
      socket.write(
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='test' version='1.0'>",
      );
      const features = new Promise<void>((resolve) => {
        let text = '';
        socket.on('data', (chunk) => {
          text += chunk;
          if (text.includes('<starttls')) resolve();
        });
      });
      await features;
      socket.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      await new Promise((proceed) => socket.once('data', proceed));
      socket.write('no TLS at all');
      await new Promise((closed) => socket.once('close', closed));
      const failed = site.log.filter(
        ({ cause, address }) => /TLS|SSL/.test(String(cause)) && address !== undefined,
      );
      expect(failed.map(({ address }) => address)).toEqual([VISITOR]);
    });
  });
