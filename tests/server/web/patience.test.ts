/** Who takes too long, and what a quiet session notices of it: nothing. */
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpRoutes } from '../../../server/kernel/http.ts';
import { createCertificates } from '../../../server/net/certificates.ts';
import { listenHttp } from '../../../server/net/http/listener.ts';
import { ask, type Site, startSite } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
  await site.createAccounts('nina');
});
afterAll(() => site.stop());

/** Two hundred peers that say a little and never the rest. */
const HALF = [
  'GET /nowhere HTTP/1.1\r\nHost: te',
  'POST /http-bind HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n<body',
  '',
  '\x16\x03\x01\x02\x00',
];

test('half requests and half handshakes keep nobody else waiting', async () => {
  const sockets = Array.from({ length: 200 }, (_, index) => {
    const port = index % 4 === 3 ? site.web.tls : site.web.clear;
    const socket = connectTcp({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write(HALF[index % 4]!);
    return socket;
  });
  await Promise.all(
    sockets.map((socket) => socket.connecting && new Promise((done) => socket.once('connect', done))),
  );
  const nina = await site.session('nina');
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const started = performance.now();
    await nina.settle();
    expect((await ask(site, '/.well-known/host-meta')).status).toBe(200);
    times.push(performance.now() - started);
  }
  times.sort((one, other) => one - other);
  // Milliseconds in truth; the bound is for machines that do much else.
  expect(times[10]).toBeLessThan(500);
  for (const socket of sockets) socket.destroy();
});

test('headers that never end are not waited for', async () => {
  const log = { child: () => log, debug() {}, info() {}, warn() {}, error() {} };
  const listener = await listenHttp(
    { type: 'http', port: 0, address: '127.0.0.1', tls: 'none' },
    {
      ...{ routes: createHttpRoutes(), hostOf: () => undefined, upgrades: new Map(), isTrusted: () => false },
      ...{ certificates: createCertificates(), limits: () => ({}) as never, log: log as never },
      connections: { enter: () => true, leave() {} },
      bounds: { headersTimeout: 100, connectionsCheckingInterval: 20 },
    },
  );
  const socket = connectTcp({ port: listener.open.port, host: '127.0.0.1' });
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.write('GET / HTTP/1.1\r\nHost: test\r\n');
  const drip = setInterval(() => socket.write('X-A: b\r\n'), 20);
  await new Promise((resolve) => socket.on('error', () => {}).once('close', resolve));
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await listener.close();
});
