/** The office network: when it may be let in, what it is shown, and that it closes by itself where nobody came. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { clockByItself } from '../../../electron/manager/caller.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { createLan, lanAddresses, TRY_MS } from '../../../electron/web/lan.ts';
import { startWebServer } from '../../../electron/web/web-server.ts';
import { createFakeClock } from '../../support/clock.ts';
import { freePort } from '../../support/ports.ts';
import { type Face, startFace } from './face.ts';

const PASSWORD = 'clou sapin lundi';
let at: Face | undefined;
afterEach(async () => {
  await at?.close();
  at = undefined;
});
const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

/** As a browser of the office asks, which has been told to go on although it does not know the authority. */
function https(port: number, path: string, more: { method?: string; headers?: object; body?: string } = {}) {
  return new Promise<{ status: number; headers: IncomingMessage['headers'] }>((resolve, reject) => {
    const { method = 'GET', headers = {}, body = '' } = more;
    const sent = request(
      {
        ...{ host: '127.0.0.1', port, path, method, rejectUnauthorized: false, agent: false },
        headers: { host: `atelier.local:${port}`, ...headers },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
const logIn = (port: number, headers: object = {}) =>
  https(port, '/access/enter', {
    method: 'POST',
    headers: { 'x-chatelaine': '1', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ by: 'password', password: PASSWORD }),
  });

async function inWithPassword(face: Face) {
  const linked = await face.byLink();
  await face.as(linked.cookie!).access.setPassword({ password: PASSWORD });
  return face.as((await face.byPassword(PASSWORD)).cookie!);
}

test('is let in only with a password, seen before, tried, and kept once somebody came', async () => {
  at = await startFace();
  const port = await freePort();
  const linked = at.as((await at.byLink()).cookie!);
  expect(await code(linked.access.lanOpen({ port }))).toBe('access.password-needed');
  expect(await linked.access.lanPreview({ port })).toMatchObject({ because: 'no-password' });
  const mine = await inWithPassword(at);
  expect(await mine.access.lanPreview({ port })).toEqual({
    ...{ port, real: false, because: null },
    addresses: [`https://192.168.1.20:${port}/`, `https://atelier.local:${port}/`],
  });
  expect(await mine.access.lanPreview({ port: at.port })).toMatchObject({ because: 'port' });
  expect(await mine.access.lanOpen({ port })).toMatchObject({ state: 'trying' });
  // Not kept yet.
  expect(at.face.manager.settings!.values.lan ?? null).toBeNull();
  const entered = await logIn(port, { origin: `https://atelier.local:${port}` });
  expect([entered.status, String(entered.headers['set-cookie']![0])]).toEqual([
    204,
    expect.stringMatching(
      /^__Host-chatelaine-\d+=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/,
    ),
  ]);
  expect((await mine.access.get()).lan).toMatchObject({ state: 'open', port });
  // The page on this computer answers as before.
  expect((await at.byPassword(PASSWORD)).status).toBe(204);
  expect(await code(mine.access.removePassword())).toBe('access.last-way');
  await at.restart();
  expect((await logIn(port)).status).toBe(204);
  const again = at.as((await at.byPassword(PASSWORD)).cookie!);
  expect(await again.access.lanClose()).toEqual({ state: 'closed' });
  await expect(logIn(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(at.face.manager.settings!.values.lan).toBeNull();
  const actions = (await again.app.changes({ before: null, limit: 50 })).map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(['access.lan-open', 'access.lan-close']));
});

test('is answered encrypted, under names of ours, and led there from http', async () => {
  at = await startFace();
  const port = await freePort();
  const mine = await inWithPassword(at);
  await mine.access.lanOpen({ port });
  const plain = (path: string, host: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port, path, headers: { host } }, resolve);
      sent.on('error', reject);
      sent.end();
    });
  const led = await plain('/x?y=1', `atelier.local:${port}`);
  expect([led.statusCode, led.headers.location]).toEqual([301, `https://atelier.local:${port}/x?y=1`]);
  expect((await plain('/', `evil.example:${port}`)).statusCode).toBe(421);
  expect((await https(port, '/', { headers: { host: `evil.example:${port}` } })).status).toBe(421);
  expect((await logIn(port, { origin: 'https://evil.example' })).status).toBe(403);
  // Only with a certificate that browsers know may they be told to forget http.
  expect((await https(port, '/access/ways')).headers).not.toHaveProperty('strict-transport-security');
  // Garbage is nobody's request.
  const closed = await new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(Buffer.alloc(6000, 0x41)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(true));
    socket.resume();
  });
  expect(closed).toBe(true);
});

test('speaks TLS 1.2 and 1.3 with suites of today alone, also after the certificate was renewed', async () => {
  at = await startFace();
  const { entrance, sessions, confirmations } = at.face.manager.access;
  const tls = await at.face.manager.webCertificate();
  const server = await startWebServer({
    ...{ listen: { address: '127.0.0.1', port: 0 }, names: ['atelier.local'], folder: at.dataDir, tls },
    door: {
      ...entrance,
      find: sessions.find,
      onRevoked: sessions.onRevoked,
      onClaimed: confirmations.onClaimed,
    },
    ...{ serve: () => undefined, describeBrowser: () => '', log: at.face.manager.log, clock: systemClock },
  });
  const spoken = (more: object) =>
    new Promise<string>((resolve) => {
      const where = { port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ...more };
      const socket = connectTls(where, () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
        socket.destroy();
      });
      socket.on('error', () => resolve('refused'));
    });
  const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };
  for (const turn of ['first', 'renewed']) {
    if (turn === 'renewed') server.renew(tls);
    expect(await spoken({}), turn).toMatch(/^TLSv1\.3 TLS_/);
    expect(await spoken({ maxVersion: 'TLSv1.2' }), turn).toMatch(
      /^TLSv1\.2 ECDHE-\w+-(AES\d+-GCM|CHACHA20)/,
    );
    const cbc = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384' };
    expect([await spoken(cbc), await spoken(old)], turn).toEqual(['refused', 'refused']);
  }
  await server.close();
});

test('another program on the port is told, and at a start does not keep the pages from coming up', async () => {
  at = await startFace();
  const port = await freePort();
  const { createServer } = await import('node:net');
  const mine = await inWithPassword(at);
  await mine.access.lanOpen({ port });
  await logIn(port);
  await mine.access.lanClose();
  const taken = createServer().listen(port, '::');
  await new Promise((resolve) => taken.once('listening', resolve));
  expect(await code(mine.access.lanOpen({ port }))).toBe('port.in-use');
  await at.face.manager.settings!.set({ lan: { port } });
  await at.restart();
  expect((await at.desktop.access.get()).lan).toEqual({ state: 'failed', port, code: 'EADDRINUSE' });
  await new Promise((resolve) => taken.close(resolve));
});

describe('the second listener', () => {
  function start() {
    const clock = createFakeClock();
    const log: string[] = [];
    const entered = new Map<number, () => void>();
    const lan = createLan({
      listen: async (port, came) => {
        log.push(`listen ${port}`);
        entered.set(port, came);
        return {
          port,
          renew: () => void log.push(`renew ${port}`),
          close: async () => void log.push(`close ${port}`),
        };
      },
      machine: () => ({ hostname: 'atelier', addresses: ['192.168.1.20'] }),
      keep: async (port) => void log.push(`keep ${port}`),
      changed: () => undefined,
      failed: (what) => void log.push(what),
      clock: clockByItself(clock),
    });
    return { lan, log, clock, enter: (port: number) => entered.get(port)!() };
  }
  const settled = () => new Promise((go) => setImmediate(go));

  test('closes after its time where nobody came in', async () => {
    const { lan, log, clock } = start();
    await lan.open(8471);
    clock.advance(TRY_MS - 1);
    expect(lan.state()).toMatchObject({ state: 'trying' });
    clock.advance(1);
    await settled();
    expect([lan.state(), log]).toEqual([{ state: 'closed' }, ['listen 8471', 'close 8471']]);
  });
  test('moving to another port keeps the old one until somebody came in by the new one, or for good', async () => {
    const { lan, log, clock, enter } = start();
    await lan.open(8471);
    enter(8471);
    await lan.open(8472);
    clock.advance(TRY_MS);
    await settled();
    expect(lan.state()).toMatchObject({ state: 'open', port: 8471 });
    await lan.open(8473);
    enter(8473);
    await settled();
    expect(lan.state()).toMatchObject({ state: 'open', port: 8473 });
    expect(log).toEqual([
      ...['listen 8471', 'keep 8471', 'listen 8472', 'close 8472', 'listen 8473', 'keep 8473', 'close 8471'],
    ]);
  });
  test('pressed twice, and taken back, leaves nothing listening', async () => {
    const { lan, log } = start();
    await Promise.all([lan.open(8471), lan.open(8472), lan.close()]);
    const open = new Set<string>();
    for (const line of log) {
      const [what, port] = line.split(' ') as [string, string];
      if (what === 'listen') open.add(port);
      if (what === 'close') open.delete(port);
    }
    expect([lan.state(), [...open]]).toEqual([{ state: 'closed' }, []]);
  });
  test.each([
    [
      { hostname: 'atelier', addresses: ['192.168.1.20', 'fd12::7', '198.51.100.7'] },
      ['192.168.1.20', '[fd12::7]', 'atelier.local'],
    ],
    [{ hostname: 'localhost', addresses: ['10.0.0.2'] }, ['10.0.0.2']],
    [{ hostname: 'atelier', addresses: ['198.51.100.7'] }, []],
  ])('%j', (machine, hosts) =>
    expect(lanAddresses(8471, machine)).toEqual(hosts.map((host) => `https://${host}:8471/`)),
  );
});

test('a certificate that browsers know is never to be done without again', async () => {
  at = await startFace();
  const { entrance, sessions, confirmations } = at.face.manager.access;
  let isReal = false;
  const server = await startWebServer({
    ...{ listen: { address: '127.0.0.1', port: 0 }, names: ['atelier.local'], folder: at.dataDir },
    tls: await at.face.manager.webCertificate(),
    door: {
      ...entrance,
      find: sessions.find,
      onRevoked: sessions.onRevoked,
      onClaimed: confirmations.onClaimed,
    },
    ...{ serve: () => undefined, describeBrowser: () => '', log: at.face.manager.log, clock: systemClock },
    strict: () => isReal,
  });
  const said = async () => (await https(server.port, '/access/ways')).headers['strict-transport-security'];
  expect(await said()).toBeUndefined();
  isReal = true;
  expect(await said()).toBe('max-age=15552000');
  await server.close();
});

test('who sends a letter at a time is shown out, with TLS and without', async () => {
  at = await startFace();
  const { cert, key } = await at.face.manager.webCertificate();
  for (const tls of [undefined, { cert, key }]) {
    const { entrance, sessions, confirmations } = at.face.manager.access;
    const server = await startWebServer({
      ...{ listen: { address: '127.0.0.1', port: 0 }, names: ['127.0.0.1'], tls, folder: at.dataDir },
      door: {
        ...entrance,
        find: sessions.find,
        onRevoked: sessions.onRevoked,
        onClaimed: confirmations.onClaimed,
      },
      ...{ serve: () => undefined, describeBrowser: () => '', log: at.face.manager.log, clock: systemClock },
      requestMs: 200,
    });
    const where = { port: server.port, host: '127.0.0.1', rejectUnauthorized: false };
    const slow = tls ? connectTls(where) : connect(where);
    const closed = new Promise<void>((resolve) => slow.once('close', () => resolve()));
    slow.on('error', () => undefined);
    slow.write(`POST /access/enter HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 4000\r\n`);
    const letters = setInterval(() => slow.write('X'), 20);
    slow.resume();
    await closed;
    clearInterval(letters);
    await server.close();
  }
}, 20_000);
