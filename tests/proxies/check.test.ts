/**
 * The check behind the page "Behind a website", against the real nginx with one line of its configuration spoilt at a time: each is
 * named, and only that one.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Ask, createAsk } from '../../electron/manager/website/ask.ts';
import { type CheckParts, checkWebsite } from '../../electron/manager/website/check.ts';
import { MAX_UPLOAD } from '../../electron/manager/website/files.ts';
import type { Front } from '../../electron/manager/website/front.ts';
import { hosterFiles } from '../../electron/manager/website/hoster.ts';
import { createCertificates } from '../../server/net/certificates.ts';
import { type Site, startSite } from '../server/web/site.ts';
import { makeCertificate } from '../support/certificates.ts';
import { describeWith } from '../support/need.ts';
import { freePort } from '../support/ports.ts';
import { type Started, startFront, startProgram } from './start.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const NAME = 'xmpp.test';

/** What is done to the file, and what the check says; all else is fine, or skipped because of it. */
const SPOILT: [what: string, spoil: (written: string) => string, found: Record<string, string>][] = [
  ['nothing', (text) => text, {}],
  [
    'not told that people came encrypted',
    without('X-Forwarded-Proto $scheme'),
    { 'passed-on': 'not-encrypted', ...SKIPPED('websocket', 'bosh') },
  ],
  ['not told who people are', without('X-Forwarded-For'), { 'passed-on': 'person-unknown' }],
  ['another name passed on', (text) => text.replace('$http_host', 'localhost'), { 'passed-on': 'name-lost' }],
  [
    'no limit for files: nginx’s own',
    without('client_max_body_size'),
    { files: 'file-too-small', ...SKIPPED('upload') },
  ],
  ['files collected first', without('proxy_request_buffering'), { files: 'file-collected' }],
  ['no WebSockets', without('proxy_set_header Upgrade'), { websocket: 'no-websocket' }],
  [
    'CORS by nginx as well',
    (text) =>
      text.replace('proxy_buffering', 'add_header Access-Control-Allow-Origin * always; proxy_buffering'),
    { upload: 'cors-twice', pages: 'cors-twice' },
  ],
  [
    'CORS taken away',
    (text) =>
      text.replace('proxy_buffering', 'proxy_hide_header Access-Control-Allow-Origin; proxy_buffering'),
    { upload: 'cors-missing', pages: 'cors-missing' },
  ],
  [
    'Chatelaine away',
    (text) =>
      text.replace(
        /location \/ \{\n +proxy_pass http:\/\/127.0.0.1:\d+/,
        'location / { proxy_pass http://127.0.0.1:9',
      ),
    { 'passed-on': 'chatelaine-away', ...SKIPPED('files', 'upload', 'pages', 'websocket', 'bosh') },
  ],
  [
    'another site',
    (text) =>
      text.replace(/location \/ \{\n +proxy_pass http:\/\/127.0.0.1:\d+/, 'location / { root /nowhere'),
    { 'passed-on': 'other-site', ...SKIPPED('files', 'upload', 'pages', 'websocket', 'bosh') },
  ],
  [
    'sent round in circles',
    (text) =>
      text.replace(
        /location \/ \{\n +proxy_pass http:\/\/127.0.0.1:\d+/,
        'location / { return 302 https://$host/',
      ),
    { 'passed-on': 'redirected', ...SKIPPED('files', 'upload', 'pages', 'websocket', 'bosh') },
  ],
  [
    'nothing on the website of the domain',
    (text) => text.replaceAll('location = /.well-known', 'location = /elsewhere'),
    { 'host-meta': 'host-meta-missing' },
  ],
  [
    'a smaller limit than Chatelaine’s, larger than the trial',
    (text) => text.replace(/client_max_body_size\s+\S+;/, 'client_max_body_size 9m;'),
    { files: 'file-too-small' },
  ],
  [
    'no PUT',
    (text) =>
      text.replace(
        '  location / {\n    proxy_pass',
        '  if ($request_method = PUT) { return 405; }\n  location / {\n    proxy_pass',
      ),
    // Announced, it is stopped no more than a slot nobody has; sent, it is.
    { files: 'file-collected', upload: 'upload-refused' },
  ],
  [
    'the query lost, and the slot with it',
    (text) =>
      text.replace(
        '  location / {\n    proxy_pass',
        '  location /upload/ { rewrite ^(.*)$ $1? break; proxy_request_buffering off; proxy_pass http://127.0.0.1:UPSTREAM; }\n  location / {\n    proxy_pass',
      ),
    { upload: 'upload-refused' },
  ],
  [
    'parts of files not passed on',
    (text) => text.replace('proxy_buffering', 'proxy_set_header Range ""; proxy_buffering'),
    { upload: 'range-lost' },
  ],
  [
    'a header of files taken away',
    (text) => text.replace('proxy_buffering', 'proxy_hide_header Content-Security-Policy; proxy_buffering'),
    { upload: 'header-lost' },
  ],
  [
    'no BOSH',
    (text) =>
      text.replace(
        '  location / {\n    proxy_pass',
        '  location /http-bind { return 405; }\n  location / {\n    proxy_pass',
      ),
    { bosh: 'bosh-broken' },
  ],
];

function without(line: string) {
  return (written: string) => {
    const spoilt = written
      .split('\n')
      .filter((one) => one.trim().startsWith('#') || !one.includes(line))
      .join('\n');
    if (spoilt === written) throw new Error(`there is no line with ${line}`);
    return spoilt;
  };
}

/** What a hoster has: Apache, with leave to say more in the folders themselves. */
const hoster = (folder: string, port: number, { chain, key }: Front['certificate']) => `
ServerRoot ${folder}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
ErrorLog ${folder}/error.log
ServerName test
User www-data
Group www-data
Listen 127.0.0.1:${port}
${['mpm_event', 'authz_core', 'headers', 'mime', 'socache_shmcb', 'ssl']
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join('\n')}
TypesConfig /etc/mime.types
DocumentRoot ${folder}/www
<Directory ${folder}/www>
  AllowOverride All
  Require all granted
</Directory>
SSLEngine on
SSLCertificateFile ${chain}
SSLCertificateKeyFile ${key}
`;

function SKIPPED(...ids: string[]) {
  return Object.fromEntries(ids.map((id) => [id, 'skipped']));
}

const slotOf =
  ({ server }: Site): CheckParts['slot'] =>
  async (bytes) => {
    const command = server.commands().find(({ name }) => name === 'upload_check')!;
    return (await command.run({ host: 'test', bytes })) as Awaited<ReturnType<CheckParts['slot']>>;
  };

describeWith(['nginx'], 'a web server in front', () => {
  let site: Site;
  let port: number;
  let options: Front;
  let parts: CheckParts;
  let front: Started | undefined;
  let pem: string;

  beforeAll(async () => {
    port = await freePort();
    const address = `https://${NAME}:${port}`;
    site = await startSite({ config: { web: { url: address } } });
    const { chain, key, pem: own } = await makeCertificate(site.folder, 'front', [NAME, 'test']);
    pem = own;
    // What nginx collects it writes as a user of its own.
    chmodSync(site.folder, 0o711);
    options = {
      ...{ domain: 'test', name: NAME, maxUpload: MAX_UPLOAD, authority: '' },
      ports: { http: await freePort(), https: port, address: '127.0.0.1' },
      upstream: { address: '127.0.0.1', port: site.web.clear, tls: false },
      certificate: { chain, key, both: `${site.folder}/both.pem` },
    };
    parts = {
      ...{ address, domain: 'test', behind: true, mirror: await mirror(), slot: slotOf(site) },
      ask: createAsk({ authorities: [pem], connectTo: { host: '127.0.0.1', port } }),
    };
  });
  afterAll(() => site?.stop());
  afterEach(async () => {
    await front?.stop();
    front = undefined;
  });

  async function mirror(): Promise<string> {
    const command = site.server.commands().find(({ name }) => name === 'web_check')!;
    return ((await command.run({})) as { path: string }).path;
  }

  /** What is not fine, by its check. */
  async function found(changed: Partial<CheckParts> = {}): Promise<Record<string, string>> {
    const checks = await checkWebsite({ ...parts, ...changed });
    expect(checks.map(({ id }) => id)).toEqual([
      'reach',
      'passed-on',
      'files',
      'upload',
      'pages',
      'websocket',
      'bosh',
      'host-meta',
    ]);
    const bad = checks.filter(({ state }) => state !== 'fine');
    return Object.fromEntries(bad.map(({ id, state, trouble }) => [id, trouble ?? state]));
  }

  test.each(SPOILT)('%s', async (_what, spoil, expected) => {
    front = await startFront('nginx', options, site.folder, (text) =>
      spoil(text).replace('UPSTREAM', String(site.web.clear)),
    );
    expect(await found({ mirror: await mirror() })).toEqual(expected);
  });

  test('that is not there', async () => {
    const away = SKIPPED('passed-on', 'files', 'upload', 'pages', 'websocket', 'bosh');
    expect(await found()).toEqual({ reach: 'refused', ...away, 'host-meta': 'website-away' });
  });

  // Whom this computer asks for names may not be there: then nothing is said of the web server.
  test('whose name nobody knows', async () => {
    const ask = createAsk({ authorities: [] });
    const nowhere = 'https://chatelaine.invalid';
    const away = SKIPPED('passed-on', 'files', 'upload', 'pages', 'websocket', 'bosh');
    const seen = await found({ ask, address: nowhere, website: nowhere });
    const knows = seen.reach === 'no-address';
    expect(seen).toEqual(
      knows
        ? { reach: 'no-address', ...away, 'host-meta': 'website-away' }
        : { reach: 'offline', ...away, ...SKIPPED('host-meta') },
    );
  });

  test('whose certificate is for another name, or nobody’s', async () => {
    const other = await makeCertificate(site.folder, 'other', ['other.test']);
    front = await startFront(
      'nginx',
      { ...options, certificate: { ...options.certificate, ...other } },
      site.folder,
    );
    const connectTo = { host: '127.0.0.1', port };
    const ask = createAsk({ authorities: [other.pem], connectTo });
    expect((await found({ ask, mirror: await mirror() })).reach).toBe('certificate-name');
    expect(
      (await found({ ask: createAsk({ authorities: [], connectTo }), mirror: await mirror() })).reach,
    ).toBe('certificate-unknown');
  });

  test('that is not needed: Chatelaine by itself', async () => {
    const own = await startSite({ names: [NAME] });
    const command = own.server.commands().find(({ name }) => name === 'web_check')!;
    const { path } = (await command.run({})) as { path: string };
    const ask = createAsk({ authorities: [own.ca], connectTo: { host: '127.0.0.1', port: own.web.tls } });
    const address = `https://${NAME}:${own.web.tls}`;
    expect(await found({ ask, address, behind: false, mirror: path, slot: slotOf(own) })).toEqual({});
    await own.stop();
  });

  test('whose word does not count', async () => {
    const strict = await startSite({ config: { web: { url: parts.address, forwarders: [] } } });
    const upstream = { ...options.upstream, port: strict.web.clear };
    front = await startFront('nginx', { ...options, upstream }, strict.folder);
    const command = strict.server.commands().find(({ name }) => name === 'web_check')!;
    const { path } = (await command.run({})) as { path: string };
    expect(await found({ mirror: path, slot: slotOf(strict) })).toEqual({
      ...{ 'passed-on': 'proxy-not-trusted', ...SKIPPED('websocket', 'bosh') },
    });
    await strict.stop();
  });

  describeWith(['apache2'], 'and the website of the domain at a hoster', () => {
    test('says where chat is by files alone, the same as the server does', async () => {
      front = await startFront('nginx', options, site.folder);
      // Apache reads it as a user of its own.
      const [folder, at] = [mkdtempSync(join(tmpdir(), 'chatelaine-hoster-')), await freePort()];
      chmodSync(folder, 0o755);
      for (const { place, text } of hosterFiles(parts.address)) {
        mkdirSync(dirname(join(folder, 'www', place)), { recursive: true });
        writeFileSync(join(folder, 'www', place), text);
      }
      writeFileSync(join(folder, 'apache.conf'), hoster(folder, at, options.certificate));
      const apache = await startProgram(
        'apache2',
        ['-DFOREGROUND', '-f', join(folder, 'apache.conf')],
        at,
        folder,
      );
      const toHoster = createAsk({ authorities: [pem], connectTo: { host: '127.0.0.1', port: at } });
      const ask: Ask = (question, signal) =>
        (new URL(question.url).hostname === 'test' ? toHoster : parts.ask)(question, signal);
      expect(await found({ ask, mirror: await mirror() })).toEqual({});
      for (const kind of ['host-meta', 'host-meta.json']) {
        const url = `/.well-known/${kind}`;
        const [theirs, ours] = await Promise.all([
          ask({ url: `https://test${url}` }),
          parts.ask({ url: parts.address + url }),
        ]);
        const [one, other] = [theirs, ours].map(({ asked }) =>
          'answer' in asked ? asked.answer : undefined,
        );
        const read = (text = '') => (kind.endsWith('json') ? JSON.parse(text) : text.replace(/\n */g, ''));
        expect([one?.headers['content-type'], read(one?.body)]).toEqual([
          other?.headers['content-type'],
          read(other?.body),
        ]);
      }
      await apache.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  });

  test('says exactly what was sent and what came', async () => {
    front = await startFront('nginx', options, site.folder, without('client_max_body_size'));
    const files = (await checkWebsite({ ...parts, mirror: await mirror() })).find(
      ({ id }) => id === 'files',
    )!;
    expect(files.sent[0]).toBe('PUT /upload/chatelaine/check HTTP/1.1');
    expect(files.came).toContain('HTTP/1.1 413 Request Entity Too Large');
    expect(files.data).toEqual({
      status: 413,
      megabytes: 100,
      limit: 1,
      server: expect.stringMatching(/^nginx/),
    });
  });
});

test('the largest file is what the server takes', () => {
  expect(readFileSync('server/modules/upload/options.ts', 'utf8')).toContain('.default(100 * MIB)');
  expect(createCertificates().several).toBe(false);
});
