/** The headless face's door: each way somebody could try to come in, over real HTTP and WebSocket. */
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Headless, startHeadless } from '../../electron/headless.ts';
import { writeLinkPage } from '../../electron/link-page.ts';
import { issueAuthority, issueLeaf, newKey } from '../../electron/manager/certificates/issue.ts';
import { systemClock } from '../../electron/manager/host.ts';
import { startWebServer } from '../../electron/web/web-server.ts';
import { temporaryFolder, testHost } from '../support/host.ts';

const folder = temporaryFolder();
const page = join(folder.path, 'page');
let face: Headless;
let port: number;
let own: string;

async function startFace(): Promise<void> {
  const host = testHost(join(folder.path, 'data'));
  face = await startHeadless({ host, listen: { address: '127.0.0.1', port: port ?? 0 }, folder: page });
  port = Number(new URL(face.address).port);
  own = `127.0.0.1:${port}`;
}

beforeAll(async () => {
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><html><head><title>x</title></head></html>');
  writeFileSync(join(page, 'assets', 'a.js'), '1');
  writeFileSync(join(folder.path, 'secret.json'), '"secret"');
  await startFace();
});
afterAll(async () => {
  await face.close();
  folder[Symbol.dispose]();
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** As raw as it gets: neither Host nor path is tidied up. */
function http(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers: { host: own, ...headers } },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const token = () => new URL(face.newLink()).hash.slice('#token='.length);
const json = { 'content-type': 'application/json', 'x-chatelaine': '1' };
const enter = (given: string, headers: Record<string, string> = {}) =>
  http('POST', '/access', { ...json, ...headers }, JSON.stringify({ token: given }));
const cookieOf = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0]!;

/** Resolves to 101 when the socket opened, else to the status it was refused with. */
function socket(headers: Record<string, string>, path = '/rpc'): Promise<number> {
  return new Promise((resolve) => {
    const opened = new WebSocket(`ws://${own}${path}`, { headers });
    opened.on('open', () => {
      opened.close();
      resolve(101);
    });
    opened.on('unexpected-response', (_, answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    opened.on('error', () => resolve(0));
  });
}

/** Resolves when `file` is there no more. */
function watchFor(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(join(file, '..'), () => {
      if (existsSync(file)) return;
      watcher.close();
      resolve();
    });
  });
}

describe('the door', () => {
  test('a link lets one browser in, once', async () => {
    const link = token();
    const first = await enter(link);
    expect(first.status).toBe(204);
    expect(String(first.headers['set-cookie']![0])).toMatch(
      new RegExp(`^chatelaine-${port}=[\\w-]{43}; Path=/; Max-Age=\\d+; HttpOnly; SameSite=Strict$`),
    );
    expect((await enter(link)).status).toBe(410);
    expect((await http('GET', '/access', { cookie: cookieOf(first) })).status).toBe(204);
    expect((await http('GET', '/access')).status).toBe(401);
  });

  test('the page on disk that leads to a link goes when the link was used, and only then', async () => {
    const url = face.newLink();
    const file = await writeLinkPage(join(folder.path, 'data'), url);
    await enter(token());
    expect(existsSync(file)).toBe(true);
    const gone = watchFor(file);
    await enter(new URL(url).hash.slice('#token='.length));
    await gone;
    expect(existsSync(file)).toBe(false);
  });

  test('every visit gives the cookie its days anew', async () => {
    const first = await enter(token());
    const again = await http('GET', '/access', { cookie: cookieOf(first) });
    expect(again.headers['set-cookie']).toEqual(first.headers['set-cookie']!.slice(0, 1));
  });

  test.each([
    ['a foreign page (CSRF): no header of ours', { 'x-chatelaine': '' }, 403],
    ['a foreign origin', { origin: 'https://evil.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['our own origin', { origin: 'http://OWN' }, 204],
    ['a name that leads here (DNS rebinding)', { host: 'evil.example' }, 421],
    ['the right name with another port', { host: '127.0.0.1:1' }, 421],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('%s', async (_, headers, status) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key, value.replace('OWN', own)]),
    );
    expect((await enter(token(), filled)).status).toBe(status);
  });

  test('an oversized body is not read', async () => {
    expect((await enter('x'.repeat(10_000))).status).toBe(413);
  });
});

describe('the WebSocket', () => {
  const good = async () => ({ origin: `http://${own}`, cookie: cookieOf(await enter(token())) });

  test('opens for a browser that was let in', async () => {
    expect(await socket(await good())).toBe(101);
  });
  test.each([
    ['no cookie', { cookie: '' }, 401],
    ['an invented cookie', { cookie: 'chatelaine-1=x' }, 401],
    ['a foreign origin', { origin: 'https://evil.example' }, 403],
    ['https where we are http', { origin: 'https://OWN' }, 403],
    ['a foreign host', { host: 'evil.example', origin: 'http://evil.example' }, 421],
  ])('%s is refused', async (_, headers, status) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key, value.replace('OWN', own)]),
    );
    expect(await socket({ ...(await good()), ...filled })).toBe(status);
  });
  test('no origin at all is refused', async () => {
    const { cookie } = await good();
    expect(await socket({ cookie })).toBe(403);
  });
  test('who is refused and does not hang up keeps nobody from closing', async () => {
    const stubborn = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    stubborn.write(`GET /rpc HTTP/1.1\r\nHost: ${own}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    await new Promise((resolve) => stubborn.once('data', resolve));
    await face.close();
    await startFace();
    stubborn.destroy();
  });
  test('nor any other path', async () => {
    expect(await socket(await good(), '/rpc2')).toBe(404);
  });

  test('a revoked session ends at once and does not come back', async () => {
    const headers = await good();
    const opened = new WebSocket(`ws://${own}/rpc`, { headers });
    await new Promise((resolve) => opened.once('open', resolve));
    const closed = new Promise((resolve) => opened.once('close', resolve));
    const { sessions } = face.manager.access;
    await sessions.revoke(sessions.find(headers.cookie.split('=')[1]!)!.id);
    expect(await closed).toBe(4401);
    expect(await socket(headers)).toBe(401);
  });

  test('a restart of the manager logs nobody out, and the file lets nobody in', async () => {
    const headers = await good();
    await face.close();
    await startFace();
    expect(await socket(headers)).toBe(101);
    const stored = readFileSync(join(folder.path, 'data/secrets/web-sessions.json'), 'utf8');
    expect(stored).not.toContain(headers.cookie.split('=')[1]);
    const hash = JSON.parse(stored)[0].hash as string;
    expect(await socket({ ...headers, cookie: `chatelaine-${port}=${hash}` })).toBe(401);
  });
});

describe('the page', () => {
  test('comes with a policy that lets no foreign script in', async () => {
    const { status, headers, body } = await http('GET', '/');
    const policy = String(headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(status).toBe(200);
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self' 'nonce-/);
    expect(policy).not.toMatch(/unsafe/);
    expect(body).toContain(`<meta property="csp-nonce" content="${nonce}">`);
    expect([
      headers['x-content-type-options'],
      headers['x-frame-options'],
      headers['referrer-policy'],
    ]).toEqual(['nosniff', 'DENY', 'no-referrer']);
    expect((await http('GET', '/')).headers['content-security-policy']).not.toBe(policy);
  });

  test.each([
    ['/assets/a.js', 200],
    ['/assets/a.js?x=1', 200],
    ['/nothing.js', 404],
    ['/../secret.json', 404],
    ['/..%2fsecret.json', 404],
    ['/assets/..%2f..%2fsecret.json', 404],
    ['/%00index.html', 404],
    ['/%ff', 400],
    ['//secret.json', 404],
  ])('%s: %i', async (path, status) => {
    expect((await http('GET', path)).status).toBe(status);
  });

  test('is not answered under a foreign name', async () => {
    expect((await http('GET', '/', { host: 'evil.example' })).status).toBe(421);
  });
});

test('beyond loopback it speaks HTTPS, and the cookie is for HTTPS only', async () => {
  const facts = { domain: 'atelier.local', hostname: 'atelier', addresses: [] };
  const authority = await issueAuthority(facts, Date.now());
  const key = await newKey();
  const names = { dns: ['atelier.local'], ip: ['127.0.0.1'] };
  const cert = await issueLeaf({ authority, names, key, now: Date.now() });
  const server = await startWebServer({
    listen: { address: '127.0.0.1', port: 0 },
    names: ['atelier.local'],
    tls: { cert, key },
    folder: page,
    door: {
      ways: async () => ({ password: false, passkey: false, passkeyAt: null }),
      passkeyChallenge: async () => ({}),
      enter: async () => ({ secret: 'secret', ticket: null, mark: 'mark' }),
      confirm: async () => ({ because: 'unknown' }),
      leave: async () => undefined,
      find: () => undefined,
      onRevoked: () => () => undefined,
      onClaimed: () => () => undefined,
    },
    serve: () => undefined,
    describeBrowser: () => '',
    log: face.manager.log,
    clock: systemClock,
  });
  const host = `atelier.local:${server.port}`;
  const headers = { ...json, host, origin: `https://${host}` };
  const options = { host: '127.0.0.1', port: server.port, path: '/access', method: 'POST', headers };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpsRequest(
      { ...options, ca: authority.certificate, servername: 'atelier.local' },
      resolve,
    );
    sent.on('error', reject);
    sent.end('{"token":"t"}');
  });
  expect([answer.statusCode, String(answer.headers['set-cookie']![0])]).toEqual([
    204,
    expect.stringMatching(/^__Host-chatelaine-\d+=secret; Path=\/; .*; Secure$/),
  ]);
  const shown = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls(
        { host: '127.0.0.1', port: server.port, ca: authority.certificate, servername: 'atelier.local' },
        () => {
          resolve(socket.getPeerCertificate().fingerprint256);
          socket.destroy();
        },
      );
      socket.on('error', reject);
    });
  const before = await shown();
  // Renewed while it listens: who connects from now on sees the new one.
  server.renew({ cert: await issueLeaf({ authority, names, key, now: Date.now() }), key });
  expect(await shown()).not.toBe(before);
  await server.close();
});

test('after ten wrong tokens in a minute their address is not listened to for a while', async () => {
  const statuses: number[] = [];
  for (let tries = 0; tries < 12; tries++) statuses.push((await enter('wrong')).status);
  expect(statuses).toContain(429);
  expect((await enter(token())).status).toBe(429);
});
