/**
 * An authority's question (RFC 8555 §8.3) through nginx, Apache, Caddy and HAProxy with the files Chatelaine writes: it gets to Chatelaine,
 * and the website's own proofs still get to the website.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createHttpListener } from '../../electron/manager/certificates/acme/challengers/http-listener.ts';
import { createLook, type Look } from '../../electron/manager/certificates/acme/challengers/look.ts';
import type { Front, WebProgram } from '../../electron/manager/website/front.ts';
import { siteWriters } from '../../electron/manager/website/programs/index.ts';
import { makeCertificate } from '../support/certificates.ts';
import { describeWith } from '../support/need.ts';
import { freePort } from '../support/ports.ts';
import { KINDS, type Started, startFront } from './start.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TOKEN = 'abcdefghijklmnopqrstuvwxyz';
const OWN = 'the-website-s-own-proof';
const SEES: Look = { at: async () => ({ seen: 'proof' }), byName: async () => ({ seen: 'proof' }) };

for (const program of Object.keys(siteWriters) as WebProgram[])
  describeWith([KINDS[program].program], `${program} and an authority's question`, () => {
    let folder: string;
    let front: Started;
    let https: number;
    let http: number;
    let proofs: number;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'proofs-'));
      chmodSync(folder, 0o755);
      [https, http, proofs] = [await freePort(), await freePort(), await freePort()];
      const website = join(folder, 'html');
      mkdirSync(join(website, '.well-known', 'acme-challenge'), { recursive: true });
      writeFileSync(join(website, '.well-known', 'acme-challenge', OWN), 'of the website');
      const { chain, key } = await makeCertificate(folder, 'front', ['xmpp.test', 'test']);
      const options: Front = {
        ...{ domain: 'test', name: 'xmpp.test', maxUpload: 1024, authority: chain },
        ports: { http, https, address: '127.0.0.1' },
        upstream: { address: '127.0.0.1', port: await freePort(), tls: false },
        certificate: { chain, key, both: join(folder, 'both.pem') },
        proofs: { address: '127.0.0.1', port: proofs },
      };
      front = await startFront(program, options, folder, (written) =>
        written
          .replaceAll('/var/www/html', website)
          // The website has its files where this test has them.
          .replace(/^(\s*)server_name test;/m, `$&\n    root ${website};`)
          .replaceAll(/^( *)ServerName (xmpp\.)?test$/gm, `$&\n$1DocumentRoot ${website}`),
      );
    });
    afterAll(async () => {
      await front?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const own = () =>
      createHttpListener({
        port: proofs,
        // Caddy sends everybody to 443, wherever it listens itself: there it is looked at below.
        look: program === 'caddy' ? SEES : createLook({ lookup: async () => ['127.0.0.1'], port: http }),
        portOwner: async () => undefined,
        isHere: async () => true,
        behind: { address: '127.0.0.1', port: http },
      });
    const question = (name: string) => ({
      ...{ type: 'http-01' as const, name, token: TOKEN, keyAuthorization: `${TOKEN}.print` },
    });

    test('about its own name gets to Chatelaine, and nothing else does', async () => {
      const listener = own();
      await listener.present(question('xmpp.test'), AbortSignal.timeout(20_000));
      if (program === 'caddy')
        expect(await getTls(https, `/.well-known/acme-challenge/${TOKEN}`, 'xmpp.test')).toBe(
          `${TOKEN}.print`,
        );
      await listener.withdraw(question('xmpp.test'), AbortSignal.timeout(20_000));
    });

    // HAProxy has no files and cannot ask two: the domain's own questions stay the website's.
    if (program !== 'haproxy')
      test('about the domain, too: where the website has it under TLS', async () => {
        const listener = own();
        const signal = AbortSignal.timeout(20_000);
        // Nobody asks port 80 of the domain here: the website sends everybody to TLS.
        await listener.present(question('xmpp.test'), signal);
        const answer = await getTls(https, `/.well-known/acme-challenge/${TOKEN}`);
        expect(answer).toBe(`${TOKEN}.print`);
        await listener.withdraw(question('xmpp.test'), signal);
      });

    if (program === 'nginx' || program === 'apache')
      test('leaves the website its own', async () => {
        expect(await getTls(https, `/.well-known/acme-challenge/${OWN}`)).toBe('of the website');
      });
  });

function getTls(port: number, path: string, name = 'test'): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path, servername: name, rejectUnauthorized: false };
    const sent = request({ ...options, headers: { host: name }, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end();
  });
}
