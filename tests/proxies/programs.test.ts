/**
 * The files that Chatelaine writes for nginx, Apache, Caddy and HAProxy, each with the real program: uploads, WebSocket, BOSH and
 * host-meta through it, on this machine in the clear and from another one under TLS.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Front, WebProgram } from '../../electron/manager/website/front.ts';
import { siteWriters } from '../../electron/manager/website/programs/index.ts';
import { type Site, startSite } from '../server/web/site.ts';
import { makeCertificate } from '../support/certificates.ts';
import { describeWith } from '../support/need.ts';
import { freePort } from '../support/ports.ts';
import { KINDS, type Started, startFront } from './start.ts';
import { begin, logInByWebSocket, VISITOR, visit } from './visit.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const NAME = 'xmpp.test';
const MAX_UPLOAD = 4 * 1024 * 1024;
const FORGED = {
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-proto': 'http',
  forwarded: 'for=203.0.113.9',
};

/** An address that shows what arrives of a request to it. */
async function checkAddress({ server }: Site): Promise<{ path: string }> {
  const command = server.commands().find(({ name }) => name === 'web_check')!;
  return (await command.run({})) as { path: string };
}

for (const program of Object.keys(siteWriters) as WebProgram[])
  for (const tls of [false, true])
    describeWith(
      [KINDS[program].program],
      `${program}, ${tls ? 'from another machine under TLS' : 'on this machine'}`,
      () => {
        let site: Site;
        let front: Started;
        let port: number;
        let ca: string;
        let clear: number;

        beforeAll(async () => {
          [port, clear] = [await freePort(), await freePort()];
          const url = `https://${NAME}:${port}`;
          site = await startSite({
            // Apache checks the name people asked for, the others that of the domain.
            ...(program === 'apache' && { names: [NAME] }),
            config: {
              web: { url, forwarders: ['127.0.0.1'] },
              modules: { upload: { maxBytes: MAX_UPLOAD } },
            },
          });
          await site.createAccounts('nina');
          const { chain, key, pem } = await makeCertificate(site.folder, 'front', [NAME, 'test']);
          ca = pem;
          const options: Front = {
            ...{ domain: 'test', name: NAME, maxUpload: MAX_UPLOAD, authority: `${site.folder}/server.pem` },
            ports: { http: clear, https: port, address: '127.0.0.1' },
            upstream: { address: '127.0.0.1', port: tls ? site.web.tls : site.web.clear, tls },
            certificate: { chain, key, both: `${site.folder}/both.pem` },
          };
          front = await startFront(program, options, site.folder);
        });
        afterAll(async () => {
          await front?.stop();
          await site?.stop();
        });

        const ask = (path: string, more: Partial<Parameters<typeof visit>[0]> = {}) =>
          visit({ port, ca, host: NAME, path, ...more });

        test('host-meta, with its header for pages of other sites, at its own name and on the domain', async () => {
          for (const host of [NAME, 'test'])
            for (const kind of ['host-meta', 'host-meta.json']) {
              const { status, headers, text } = await ask(`/.well-known/${kind}`, { host });
              expect([host, kind, status, headers['access-control-allow-origin']]).toEqual([
                host,
                kind,
                200,
                '*',
              ]);
              expect(text).toContain(`wss://${NAME}:${port}/xmpp-websocket`);
            }
        });

        test('whoever comes in the clear is sent to TLS', async () => {
          const { status, headers } = await ask('/upload/a?b=c', { port: clear, clear: true });
          expect([301, 308]).toContain(status);
          // Caddy takes it that its port is 443 outside.
          expect(headers.location?.replace(`:${port}`, '')).toBe(`https://${NAME}/upload/a?b=c`);
        });

        test('who people are, that they came under TLS, and the name they asked for; whatever they write themselves', async () => {
          const { path } = await checkAddress(site);
          const seen = JSON.parse((await ask(path, { headers: FORGED })).text);
          expect(seen).toMatchObject({ remoteAddress: VISITOR, secure: true, host: 'test' });
          expect(seen.headers.host).toMatch(new RegExp(`^${NAME.replace('.', '\\.')}(:${port})?$`));
        });

        test('a log-in by WebSocket', async () => {
          expect(await logInByWebSocket(port, ca, NAME, 'nina')).toMatch(/^nina@test\//);
        });

        test('a session by BOSH', async () => {
          const body =
            "<body xmlns='http://jabber.org/protocol/httpbind' rid='100' to='test' wait='5' hold='1' ver='1.6'/>";
          const { status, text } = await ask('/http-bind', { method: 'POST', body });
          expect([status, /<mechanism>PLAIN/.test(text)]).toEqual([200, true]);
        });

        test('a file, there and back, in parts too', async () => {
          const content = Buffer.alloc(3 * 1024 * 1024, 'abcdefg');
          const nina = await site.session('nina');
          const answer = await nina.query(
            'get',
            `<request xmlns='urn:xmpp:http:upload:0' filename='Plan été 50%.bin' size='${content.length}' content-type='application/zip'/>`,
            'upload.test',
          );
          const [put, get] = ['put', 'get'].map(
            (name) => new URL(answer.getChild('slot')!.getChild(name)!.attrs.url!),
          );
          expect(put!.origin).toBe(`https://${NAME}:${port}`);
          const preflight = await ask(put!.pathname + put!.search, {
            method: 'OPTIONS',
            headers: { origin: 'https://other.example', 'access-control-request-method': 'PUT' },
          });
          expect(preflight.headers['access-control-allow-methods']).toContain('PUT');
          const sent = await ask(put!.pathname + put!.search, {
            method: 'PUT',
            body: content,
            headers: { 'content-type': 'application/zip', 'content-length': String(content.length) },
          });
          expect([sent.status, sent.text]).toEqual([201, '']);
          const got = await ask(get!.pathname);
          expect(got.body.equals(content)).toBe(true);
          const part = await ask(get!.pathname, { headers: { range: 'bytes=7-13' } });
          expect([part.status, part.text]).toEqual([206, 'abcdefg']);
        });

        test('the largest file is let through to Chatelaine, which knows no slot for it; a larger one to nobody', async () => {
          const answers: number[] = [];
          for (const more of [0, 1]) {
            const { request, answer } = begin({
              ...{ port, ca, host: NAME, path: '/upload/a/b', method: 'PUT' },
              headers: { 'content-length': String(MAX_UPLOAD + more), expect: '100-continue' },
            });
            request.flushHeaders();
            answers.push((await answer).status);
            request.destroy();
          }
          expect(answers[0]).toBe(403);
          expect([403, 413]).toContain(answers[1]);
        });

        test('a body passes through as it comes', async () => {
          const { path } = await checkAddress(site);
          const { request, answer } = begin({
            ...{ port, ca, host: NAME, path, method: 'PUT' },
            headers: { 'content-length': String(128 * 1024) },
          });
          request.write(Buffer.alloc(64 * 1024));
          let received = 0;
          while (received < 64 * 1024) {
            await pause(20);
            received = JSON.parse((await ask(path)).text).received;
          }
          request.end(Buffer.alloc(64 * 1024));
          expect((await answer).status).toBe(204);
        });
      },
    );

describe('what is written', () => {
  const front: Front = {
    ...{ domain: 'office.example', name: 'chat.office.example', maxUpload: 104_857_600 },
    authority: '/etc/ssl/certs/ca-certificates.crt',
    ports: { http: 80, https: 443 },
    upstream: { address: '2001:db8::5', port: 5443, tls: true },
    certificate: { chain: '/etc/a/chain.pem', key: '/etc/a/key.pem', both: '/etc/a/both.pem' },
  };

  test.each(Object.entries(siteWriters))(
    'for %s is one file each, and says what its lines are for',
    async (program, write) => {
      for (const { kind, text } of write(front))
        await expect(text).toMatchFileSnapshot(`written/${program}-${kind}.conf`);
    },
  );
});
