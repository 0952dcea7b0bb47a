/** The HTTP side: what is answered, what is refused, and what is sent to trick or to tire us. Specs: RFC 9110, RFC 9112. */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpError } from '../../../server/kernel/http.ts';
import { defineModule } from '../../../server/kernel/module.ts';
import { modules } from '../../../server/modules/index.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { ask, raw, type Site, startSite } from './site.ts';

/** Shows what a handler gets. */
const mirror = defineModule({
  name: 'mirror',
  specs: [],
  setup(ctx) {
    ctx.http.route({
      ...{ method: 'GET', path: '/mirror/*' },
      handler: ({ segments, query, host, remoteAddress, secure }) => ({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ segments, query: [...query], host, remoteAddress, secure }),
      }),
    });
    ctx.http.route({
      ...{ method: 'POST', path: '/mirror' },
      handler: async (request) => ({ status: 200, body: await request.body(10) }),
    });
    ctx.http.route({
      ...{ method: 'GET', path: '/broken' },
      handler: () => {
        throw new Error('a secret of ours');
      },
    });
    ctx.http.route({
      ...{ method: 'GET', path: '/refused' },
      handler: () => {
        throw new HttpError(403, 'Not for you.');
      },
    });
  },
});

let site: Site;
beforeAll(async () => {
  site = await startSite({
    hosts: ['test', 'münchen.test'],
    modules: [...modules, mirror],
    config: { web: { forwarders: ['127.0.0.1', '10.0.0.0/8'] } },
  });
});
afterAll(() => site.stop());

const mirrored = async (path: string, headers: Record<string, string> = {}, clear = true) =>
  JSON.parse((await ask(site, path, { headers, clear })).text);

describe('an answer', () => {
  test('of what is not there says no more than that, and nothing of ours', async () => {
    const { status, text, headers } = await ask(site, '/nowhere');
    expect([status, text]).toEqual([404, 'There is nothing here.\n']);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers.server).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('of a handler that fails is generic; the log has it all', async () => {
    const { status, text } = await ask(site, '/broken');
    expect([status, text]).toEqual([500, 'Something went wrong here.\n']);
    expect(site.log.some((line) => JSON.stringify(line).includes('a secret of ours'))).toBe(true);
    expect((await ask(site, '/refused')).text).toBe('Not for you.\n');
  });

  test('to HEAD, OPTIONS and methods that are not there', async () => {
    const head = await ask(site, '/mirror/a', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    const options = await ask(site, '/mirror/a', { method: 'OPTIONS' });
    expect([options.status, options.headers.allow]).toEqual([204, 'OPTIONS, HEAD, GET']);
    // RFC 9110 §15.5.6: "The origin server MUST generate an Allow header field in a 405 response".
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE']) {
      const { status, headers } = await ask(site, '/mirror/a', { method });
      expect([status, headers.allow]).toEqual([405, 'OPTIONS, HEAD, GET']);
    }
  });

  test('has what the handler was asked', async () => {
    expect(await mirrored('/mirror/a%20b/%C3%A9?x=1&y=%26', {}, false)).toEqual({
      segments: ['a b', 'é'],
      ...{
        query: [
          ['x', '1'],
          ['y', '&'],
        ],
        host: 'test',
        remoteAddress: '127.0.0.1',
        secure: true,
      },
    });
  });

  const NAMES: [header: string, host: string | undefined][] = [
    ['test', 'test'],
    ['TEST:5443', 'test'],
    ['upload.test', 'test'],
    ['a.b.test.', 'test'],
    ['xn--mnchen-3ya.test', 'münchen.test'],
    ['xmpp.xn--mnchen-3ya.test', 'münchen.test'],
    ['127.0.0.1', undefined],
    ['example.com', undefined],
    ['nottest', undefined],
    ['[::1]:5443', undefined],
  ];
  test.each(NAMES)('for the name %s is about %s', async (header, host) => {
    expect((await mirrored('/mirror/a', { host: header })).host).toBe(host);
  });
});

describe('reverse proxies', () => {
  const FORWARDED: [what: string, headers: Record<string, string>, address: string, secure: boolean][] = [
    ['none', {}, '127.0.0.1', false],
    ['one', { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' }, '192.0.2.7', true],
    ['one without TLS', { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'http' }, '192.0.2.7', false],
    ['two of ours', { 'x-forwarded-for': '192.0.2.7, 10.1.2.3' }, '192.0.2.7', false],
    ['a lie in front', { 'x-forwarded-for': '203.0.113.9, 192.0.2.7' }, '192.0.2.7', false],
    ['a lie about TLS', { 'x-forwarded-proto': 'https, http' }, '127.0.0.1', false],
    ['no addresses', { 'x-forwarded-for': 'unknown, <script>' }, '127.0.0.1', false],
    ['IPv6', { 'x-forwarded-for': '2001:db8::7' }, '2001:db8::7', false],
  ];
  test.each(FORWARDED)('%s', async (_, headers, address, secure) => {
    expect(await mirrored('/mirror/a', headers)).toMatchObject({ remoteAddress: address, secure });
  });

  test('that nobody trusts are not believed', async () => {
    const other = await startSite({ modules: [...modules, mirror], config: { web: { forwarders: [] } } });
    const headers = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' };
    const { text } = await ask(other, '/mirror/a', { headers, clear: true });
    expect(JSON.parse(text)).toMatchObject({ remoteAddress: '127.0.0.1', secure: false });
    await other.stop();
  });

  test('of this machine are believed in the clear only, unless it is named', async () => {
    const other = await startSite({ modules: [...modules, mirror] });
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    const told = async (clear: boolean) =>
      JSON.parse((await ask(other, '/mirror/a', { headers, clear })).text) as { remoteAddress: string };
    expect(await told(true)).toMatchObject({ remoteAddress: '192.0.2.7' });
    // What sslh brings is the person's own TLS, with what the person wrote in it.
    expect(await told(false)).toMatchObject({ remoteAddress: '127.0.0.1' });
    await other.stop();
  });
});

describe('requests sent wrong', () => {
  const get = (line: string, ...headers: string[]) => `${[line, ...headers].join('\r\n')}\r\n\r\n`;
  const HOST = 'Host: test';
  const SMUGGLED = '\r\nGET /mirror/smuggled HTTP/1.1\r\nHost: test\r\n\r\n';

  const WRONG: [what: string, bytes: string, status: number][] = [
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['XMPP', "<?xml version='1.0'?><stream:stream to='test'>", 400],
    ['another version', get('GET / HTTP/9.9', HOST), 400],
    // RFC 9112 §3.2: "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a
    // Host header field and to any request message that contains more than one Host header field line or a Host header field
    // with an invalid field value."
    ['no Host', get('GET / HTTP/1.1'), 400],
    ['two Hosts', get('GET / HTTP/1.1', HOST, 'Host: example.com', 'Connection: close'), 400],
    ['a Host that is none', get('GET / HTTP/1.1', 'Host: te st/../', 'Connection: close'), 400],
    ['a Host with an account', get('GET / HTTP/1.1', 'Host: user@test', 'Connection: close'), 400],
    // RFC 9112 §6.1, §6.3, §11.2: request smuggling.
    [
      'two lengths',
      `POST /mirror HTTP/1.1\r\n${HOST}\r\nContent-Length: 0\r\nContent-Length: 50\r\n${SMUGGLED}`,
      400,
    ],
    [
      'a length and chunks',
      `POST /mirror HTTP/1.1\r\n${HOST}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${SMUGGLED}`,
      400,
    ],
    [
      'an encoding that is not chunks',
      `POST /mirror HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: identity, xchunked\r\n${SMUGGLED}`,
      400,
    ],
    [
      'a chunk that is none',
      `POST /mirror HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      400,
    ],
    ['a length that is none', get('POST /mirror HTTP/1.1', HOST, 'Content-Length: -1'), 400],
    ['a space before the colon', get('GET / HTTP/1.1', 'Host : test'), 400],
    ['a folded header', get('GET / HTTP/1.1', HOST, 'X-A: b', ' c'), 400],
    ['a line feed alone', `GET / HTTP/1.1\nHost: test\n\n`, 400],
    ['a null byte', get('GET / HTTP/1.1', HOST, 'X-A: \u0000'), 400],
    ['a header beyond all bounds', get('GET / HTTP/1.1', HOST, `X-A: ${'a'.repeat(20_000)}`), 431],
    ['headers beyond all bounds', get('GET / HTTP/1.1', HOST, ...Array(3000).fill('X-A: b')), 431],
    ['a target beyond all bounds', get(`GET /${'a'.repeat(5000)} HTTP/1.1`, HOST, 'Connection: close'), 414],
    ['a target without a slash', get('GET mirror HTTP/1.1', HOST, 'Connection: close'), 400],
    ['a way up', get('GET /mirror/../server.key HTTP/1.1', HOST, 'Connection: close'), 400],
    ['an encoded way up', get('GET /mirror/%2e%2e/x HTTP/1.1', HOST, 'Connection: close'), 400],
    ['an encoded slash', get('GET /mirror/a%2fb HTTP/1.1', HOST, 'Connection: close'), 400],
    ['a backslash', get('GET /mirror/a%5cb HTTP/1.1', HOST, 'Connection: close'), 400],
    ['an encoded null byte', get('GET /mirror/%00 HTTP/1.1', HOST, 'Connection: close'), 400],
    ['half an escape', get('GET /mirror/%zz HTTP/1.1', HOST, 'Connection: close'), 400],
    ['UTF-8 that is none', get('GET /mirror/%c0%af HTTP/1.1', HOST, 'Connection: close'), 400],
    ['a tunnel', get('CONNECT example.com:443 HTTP/1.1', HOST), 0],
    [
      'another protocol',
      get('GET /nowhere HTTP/1.1', HOST, 'Connection: upgrade, close', 'Upgrade: h2c'),
      404,
    ],
    ['an expectation', get('GET /nowhere HTTP/1.1', HOST, 'Expect: miracles', 'Connection: close'), 417],
  ];
  test.each(WRONG)('%s', async (_, bytes, status) => {
    const answer = await raw(site, bytes);
    expect(answer.split(' ')[1] ?? '0').toBe(String(status));
    // One answer, to one request, without a word of the smuggled one.
    expect(answer.match(/HTTP\/1\.1 /g)?.length ?? 0).toBe(status === 0 ? 0 : 1);
    expect(answer).not.toContain('smuggled');
  });

  // RFC 9112 §3.2.2: it has to be taken, and its authority counts.
  test('the absolute form is not', async () => {
    const line = 'GET https://upload.xn--mnchen-3ya.test/mirror/a HTTP/1.1';
    const answer = await raw(site, get(line, HOST, 'Connection: close'));
    expect(answer).toContain('"host":"münchen.test"'.replace('ü', 'Ã¼'));
  });

  test('bodies beyond their bound, announced or not, end the connection', async () => {
    const announced = await raw(
      site,
      `${get('POST /mirror HTTP/1.1', HOST, 'Content-Length: 11', 'Connection: close')}12345678901`,
    );
    expect(announced).toMatch(/^HTTP\/1\.1 413 /);
    const chunks = `${get('POST /mirror HTTP/1.1', HOST, 'Transfer-Encoding: chunked')}b\r\n12345678901\r\n`;
    expect(await raw(site, chunks)).toMatch(/^HTTP\/1\.1 413 /);
  });

  // RFC 9110 §10.1.1: the body of what is refused by its headers is not asked for.
  test('"100-continue" is said only when somebody wants the body', async () => {
    const expecting = (path: string) =>
      get(`POST ${path} HTTP/1.1`, HOST, 'Expect: 100-continue', 'Content-Length: 4', 'Connection: close');
    expect(await raw(site, expecting('/nowhere'))).toMatch(/^HTTP\/1\.1 404 /);
    const socket = connectTls({ port: site.web.tls, host: '127.0.0.1', servername: 'test', ca: site.ca });
    const all: string[] = [];
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.write(expecting('/mirror'));
    socket.on('data', (data) => {
      all.push(String(data));
      if (all.length === 1) socket.write('four');
    });
    await ended;
    expect(all[0]).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    expect(all.join('')).toMatch(/HTTP\/1\.1 200 OK[\s\S]*four$/);
  });
});

describe('TLS', () => {
  test('garbage and other protocols end there, and harm nobody', async () => {
    const socket = connectTcp({ port: site.web.tls, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n and some more of it, to be seen as no TLS');
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await ask(site, '/nowhere')).status).toBe(404);
    const h2 = connectTls({ port: site.web.tls, host: '127.0.0.1', ca: site.ca, ALPNProtocols: ['h2'] });
    await expect(new Promise((_, reject) => h2.on('error', reject))).rejects.toThrow();
  });

  test('the certificate is exchanged without dropping anybody', async () => {
    const other = await startSite();
    const socket = connectTls({ port: other.web.tls, host: '127.0.0.1', servername: 'test', ca: other.ca });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const next = await makeCertificate(other.folder, 'server', ['test', 'xmpp.test']);
    expect(other.server.reload(other.config)).toEqual([]);
    socket.write('GET /.well-known/host-meta.json HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n');
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(String(data))),
    );
    // The old connection lives, and tells of the name the new certificate is good for.
    expect(answer).toContain(`wss://xmpp.test:${other.web.tls}/xmpp-websocket`);
    const late = { ...other, ca: next.pem };
    expect((await ask(late as Site, '/nowhere')).status).toBe(404);
    socket.destroy();
    await other.stop();
  });

  test('too many connections of one address are not taken', async () => {
    const limits = { webPerAddress: 2 };
    const other = await startSite({ config: { limits, web: { forwarders: [] } } });
    const open = () =>
      connectTls({ port: other.web.tls, host: '127.0.0.1', servername: 'test', ca: other.ca });
    const [one, two] = [open(), open()];
    for (const socket of [one, two]) await new Promise((resolve) => socket.once('secureConnect', resolve));
    const three = open();
    await new Promise((resolve) => three.on('error', () => {}).once('close', resolve));
    one.destroy();
    await expect.poll(async () => (await ask(other, '/nowhere').catch(() => undefined))?.status).toBe(404);
    two.destroy();
    await other.stop();
  });
});

describe('a port', () => {
  test('that is taken and optional does not stop the server, and nothing that needs it is advertised', async () => {
    const listen = [
      { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
      { type: 'http', port: site.web.tls, tls: 'direct', address: '127.0.0.1', optional: true },
    ];
    const other = await startSite({ config: { listen } });
    expect(other.server.ports.map(({ type }) => type)).toEqual(['c2s']);
    expect(JSON.stringify(other.log)).toContain('a port stays closed');
    await other.createAccounts('nina');
    const nina = await other.session('nina');
    const info = await nina.query(
      'get',
      "<query xmlns='http://jabber.org/protocol/disco#info'/>",
      'upload.test',
    );
    expect(String(info)).not.toContain('urn:xmpp:http:upload:0');
    const slot = await nina.query(
      'get',
      "<request xmlns='urn:xmpp:http:upload:0' filename='a' size='1'/>",
      'upload.test',
    );
    expect(slot.getChild('error')?.getChild('service-unavailable')).toBeDefined();
    await other.stop();
  });

  test('that is not configured brings no service', async () => {
    const listen = [{ type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' }];
    const other = await startSite({ config: { listen } });
    await other.createAccounts('nina');
    const nina = await other.session('nina');
    const items = await nina.query('get', "<query xmlns='http://jabber.org/protocol/disco#items'/>", 'test');
    expect(String(items)).not.toContain('upload.test');
    await other.stop();
  });
});
