/** What is served at /chat: the page, its policy, its files compressed and cached, and nothing when it is off. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assetResponse, assetsFolder } from '../../../server/modules/webchat/assets.ts';
import { FILES } from '../../../server/modules/webchat/files.ts';
import { policy } from '../../../server/modules/webchat/page.ts';
import { languageOf } from '../../../server/modules/webchat/words.ts';
import { ask, type Site, startSite } from '../web/site.ts';

let site: Site;
let base: string;
beforeAll(async () => {
  site = await startSite({
    hosts: ['test', 'other.test'],
    config: { modules: { webchat: { name: 'Duval <& fils>' } } },
  });
  const { text } = await ask(site, '/chat');
  base = `/${/chat\/[0-9a-f]{12}/.exec(text)?.[0]}`;
});
afterAll(() => site.stop());

describe('the page', () => {
  test('has the office’s name, as text, and runs nothing of its own', async () => {
    const { status, headers, text } = await ask(site, '/chat');
    expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([
      ...[200, 'text/html; charset=utf-8', 'nosniff'],
    ]);
    expect(text).toContain('<title>Chat · Duval &#60;&#38; fils&#62;</title>');
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|javascript:|https?:\/\//i);
    const policies = String(headers['content-security-policy']);
    expect(policies).toContain("default-src 'none'; script-src 'self'; ");
    expect(policies).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|\*/);
    expect(policies).toContain("frame-ancestors 'none'");
  });

  test('is about the domain that is asked for, and speaks the browser’s language', async () => {
    const other = await ask(site, '/chat', {
      host: 'other.test',
      headers: { 'accept-language': 'fr-CH, en;q=0.8' },
    });
    expect(other.text).toContain('<html lang="fr">');
    expect(other.text).toContain(
      '&#34;domain&#34;:&#34;other.test&#34;,&#34;rooms&#34;:&#34;conference.other.test&#34;',
    );
    expect((await ask(site, '/chat', { host: 'example.com', clear: true })).status).toBe(404);
    expect([undefined, 'de, fr;q=0.5', 'en-GB', 'de'].map((one) => languageOf(one))).toEqual([
      'en',
      'fr',
      'en',
      'en',
    ]);
  });

  test('may fetch files from where they are', () => {
    expect(policy(['https://upload.test:5443'])).toMatch(
      /img-src [^;]*https:\/\/upload\.test:5443; .*connect-src 'self' https:\/\/upload\.test:5443;/,
    );
    expect(policy([])).toContain("connect-src 'self';");
  });
});

describe('its files', () => {
  test('are all there, each with its type, for good', async () => {
    for (const path of [...FILES, 'start.js', 'page.css', 'icon.svg', 'LICENSE.txt']) {
      const { status, headers } = await ask(site, `${base}/${path}`);
      expect([path, status, headers['cache-control']]).toEqual([
        path,
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(headers['content-type']).not.toBe('application/octet-stream');
    }
    expect((await ask(site, `${base}/LICENSE.txt`)).text).toContain('Mozilla Public License');
  });

  test('go compressed as the browser takes them', async () => {
    const plain = await ask(site, `${base}/converse.min.css`);
    const coded = (coding: string) =>
      ask(site, `${base}/converse.min.css`, { headers: { 'accept-encoding': coding } });
    const [br, gzip, none] = [
      await coded('gzip, deflate, br'),
      await coded('gzip;q=0.5, br;q=0'),
      await coded('identity'),
    ];
    expect([br, gzip, none].map(({ headers }) => headers['content-encoding'])).toEqual([
      'br',
      'gzip',
      undefined,
    ]);
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
    expect(br.body.length * 5).toBeLessThan(plain.body.length);
    expect(br.headers.vary).toBe('accept-encoding');
  });

  test('are asked for once', async () => {
    const first = await ask(site, `${base}/start.js`, { headers: { 'accept-encoding': 'br' } });
    const again = (etag: string) =>
      ask(site, `${base}/start.js`, { headers: { 'accept-encoding': 'br', 'if-none-match': etag } });
    const etag = String(first.headers.etag);
    expect([
      (await again(etag)).status,
      (await again(`"x", W/${etag}`)).status,
      (await again('"x"')).status,
    ]).toEqual([304, 304, 200]);
    const response = assetResponse(
      {
        type: 't',
        etag: 'e',
        bodies: { identity: Buffer.from('i'), br: Buffer.from('b'), gzip: Buffer.from('g') },
      },
      { headers: { 'accept-encoding': 'gzip', 'if-none-match': '"e-br"' } },
      {},
    );
    expect([response.status, String(response.body)]).toEqual([200, 'g']);
  });

  test.each([
    '/chat/0.0.0/start.js',
    `/chat/EDITION/converse.min.js.map`,
    '/chat/EDITION/libomemo.esm.min.js',
    '/chat/EDITION/../../package.json',
    '/chat/EDITION/%2e%2e/package.json',
    '/chat/EDITION/constructor',
    '/chat/EDITION/__proto__',
    '/chat/EDITION',
  ])('%s is not among them', async (path) => {
    expect([400, 404]).toContain((await ask(site, path.replace('/chat/EDITION', base))).status);
  });

  test('are found in a checkout, beside the built server, and nowhere else', () => {
    const root = join(import.meta.dirname, '../../..');
    expect(assetsFolder(join(root, 'server/modules/webchat'))).toBe(
      join(root, 'node_modules/converse.js/dist'),
    );
    if (existsSync(join(root, 'dist/webchat')))
      expect(assetsFolder(join(root, 'dist/server'))).toBe(join(root, 'dist/webchat'));
    expect(assetsFolder('/')).toBeUndefined();
  });
});

test('behind a reverse proxy the policy names origins, not paths', async () => {
  const behind = await startSite({
    config: {
      web: { url: 'https://chat.{host}/xmpp' },
      modules: { webchat: { files: ['https://files.example.org'] } },
    },
  });
  const { headers, text } = await ask(behind, '/chat');
  expect(headers['content-security-policy']).toContain(
    "connect-src 'self' https://chat.test https://files.example.org;",
  );
  expect(text).toContain('&#34;files&#34;:[&#34;chat.test&#34;,&#34;files.example.org&#34;]');
  await behind.stop();
});

test('off, there is nothing', async () => {
  const off = await startSite({ config: { modules: { webchat: { enabled: false } } } });
  expect((await ask(off, '/chat')).status).toBe(404);
  await off.stop();
});

test('a web client elsewhere is told its settings (S86)', async () => {
  const command = site.server.commands().find(({ name }) => name === 'web_client_settings')!;
  const answer = (await command.run(command.args.parse({ host: 'test' }))) as never;
  const port = site.web.tls;
  expect(answer).toEqual({
    ...{ domain: 'test', rooms: 'conference.test' },
    websocket: `wss://test:${port}/xmpp-websocket`,
    bosh: `https://test:${port}/http-bind`,
  });
  const text = command.text!(answer);
  expect(JSON.parse(text.replace('var config = ', ''))).toMatchObject({
    transports: { websocket: `wss://test:${port}/xmpp-websocket` },
    ...{ defaultDomain: 'test', defaultMuc: 'conference.test', hasGuestAccess: false },
  });
});
